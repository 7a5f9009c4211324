import type { Parameters, Warehouse } from '../warehouse/warehouse.ts';
import { anchorColumns, type CanonicalColumn, landedName } from './canonical.ts';
import type { Contract } from './contract.ts';
import { list, literal } from './literal.ts';
import { textGate, wordGate } from './mask/gate.ts';
import { throughPipes } from './pipe.ts';
import { cleanCell, firstFilled, type Reading, readings, shapeOf, timesIn, trimmedCell } from './reading.ts';
import { identifierOf } from './resident.ts';
import { faults, type Source } from './source/source.ts';

const cellName = (column: string): string => `s_${column}`;

/**
 * A batch of rows at most, so that memory does not grow with the file: two of DuckDB's row groups, which it works on two
 * cores, and of long texts fewer.
 */
const batchRows = 2 * 122_880;
const batchBytes = 144 << 20;

/** As many pipes bring a batch, each read by a thread of its own. */
const pipes = 2;

export interface BatchTarget {
  warehouse: Warehouse;
  contract: Contract;
  file: string;
  timeZone: string;
  scratch: string;
  /** Of the resident key. */
  pads: { inner_pad: string; outer_pad: string };
}

/** How the rows of one source become landed rows and rejects: all of it is SQL, made once per source. */
export class RowBatches {
  readonly #target: BatchTarget;
  readonly #source: Source;
  readonly #readings: Reading[];

  constructor(source: Source, target: BatchTarget) {
    this.#source = source;
    this.#target = target;
    const present = new Set(source.layout.cells.keys());
    this.#readings = readings(target.contract, present, cellName, { timeZone: target.timeZone, format: source.format });
  }

  /** Lands all rows, batch by batch. `onBytes` is told how many bytes have been taken. */
  async land(onBytes: (bytes: number) => void): Promise<void> {
    const { warehouse, scratch } = this.#target;
    const source = this.#source;
    const lines = source.lines[Symbol.asyncIterator]();
    try {
      await warehouse.run('create or replace temp table landing_counts (what VARCHAR, name VARCHAR, n BIGINT)');
      await warehouse.run('create or replace temp table landing_times (time TIMESTAMP)');
      let taken = 0;
      for (let ended = false; !ended; ) {
        const first = await lines.next();
        if (first.done) break;
        const before = source.rows();
        async function* batch(): AsyncGenerator<Buffer> {
          let size = 0;
          for (let piece = first.value as Buffer; ; ) {
            yield piece;
            size += piece.length;
            taken += piece.length;
            onBytes(taken);
            if (size >= batchBytes || source.rows() - before >= batchRows) return;
            const next = await lines.next();
            if (next.done) {
              ended = true;
              return;
            }
            piece = next.value;
          }
        }
        await throughPipes(batch(), { scratch, pipes }, (paths) => warehouse.run(this.#readRows(paths)));
        await this.#landBatch();
      }
      for (const table of ['landing_rows', 'landing_refused'])
        await warehouse.run(`drop table if exists temp.${table}`);
    } finally {
      await lines.return?.();
    }
  }

  /** Cleaned cells of the mapped columns, whether the row is to be ignored, whether it is at fault as a whole. */
  #readRows(paths: readonly string[]): string {
    const { contract } = this.#target;
    const { delimiter, width, format, layout } = this.#source;
    const columns = Array.from({ length: width }, (_, i) => `c${i}: 'VARCHAR'`).join(', ');
    const quote = format === 'jsonl' ? '' : '"';
    const table = `read_csv([${list(paths)}], auto_detect = false, header = false, delim = ${literal(delimiter)}, quote = '${quote}',
      escape = '${quote}', new_line = '\\n', null_padding = false, strict_mode = true, max_line_size = 8388608,
      columns = {"row": 'BIGINT', fault: 'VARCHAR', tidy_mark: 'VARCHAR', ${columns}})`;
    const cells = [...layout.cells].map(([column, at]) => {
      const all = at.map((i) => cleanCell(`c${i}`, contract));
      const cell = all.length === 1 ? all[0]! : `coalesce(${all.join(', ')})`;
      return `${this.#isKey(column) ? identifierOf(cell) : cell} as ${cellName(column)}`;
    });
    if (layout.exportedAt !== undefined) cells.push(`${cleanCell(`c${layout.exportedAt}`, contract)} as x_exported_at`);
    const ignored = [
      `when fault is null and first_cell is null then 'blank'`,
      ...(contract.ignore?.first_cell ?? []).map(
        (word) => `when starts_with(first_cell, ${literal(word)}) then 'total'`,
      ),
      ...(format === 'jsonl' ? [] : [`when fault is null and ${this.#isHeader()} then 'header'`]),
    ];
    return `create or replace temp table landing_rows as
      select "row", fault, case ${ignored.join(' ')} end as ignored, ${cells.join(', ')}
      from (${format === 'jsonl' ? this.#jsonCells(table) : this.#delimitedCells(table)})`;
  }

  #delimitedCells(table: string): string {
    const names = Array.from({ length: this.#source.width }, (_, i) => `c${i}`);
    return `select *, ${firstFilled(names)} as first_cell
      from (select "row", fault, tidy, ${names.map((name) => `${trimmedCell(name)} as ${name}`).join(', ')}
            from (select *, tidy_mark is not null as tidy from ${table}))`;
  }

  #isKey(column: string): boolean {
    return this.#readings.some((reading) => reading.column.name === column && reading.column.sort === 'key');
  }

  /** The header again, as in exports that were pasted together. */
  #isHeader(): string {
    const cells = [...new Set([...this.#source.layout.cells.values()].flat())].slice(0, 4);
    return cells.map((i) => `c${i} is not distinct from ${literal(this.#source.layout.header[i] ?? '')}`).join(' and ');
  }

  #jsonCells(table: string): string {
    const pointers = this.#source.layout.header.map((key) =>
      literal(`/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`),
    );
    const parts = this.#source.layout.header.map((_, i) => `parts[${i + 1}] as p${i}`);
    const cells = this.#source.layout.header.map((_, i) => `${trimmedCell(`p${i}`)} as c${i}`);
    // The parts are columns before they are trimmed: trimming names a cell many times, and each would take it out again.
    return `select "row", fault, tidy, first_cell, ${cells.join(', ')}
      from (select "row", false as tidy, case when fault is not null then fault when first_cell is not null and parts is null then 'json' end as fault,
              first_cell, ${parts.join(', ')}
            from (select "row", fault, nullif(trim(c0, ' \t\r'), '') as first_cell,
                    case when json_valid(c0) then case when json_type(c0) = 'OBJECT' then json_extract_string(c0, [${pointers.join(', ')}]) end end as parts
                  from ${table}))`;
  }

  async #landBatch(): Promise<void> {
    const { warehouse, contract, pads, file } = this.#target;
    const parameters: Parameters = { ...pads, file };
    await warehouse.run(this.#insertAccepted(), parameters);
    await warehouse.run(
      `create or replace temp table landing_refused as select * from temp.landing_rows
       where ignored is null and "row" not in (select "row" from landed_${contract.kind} where file = $file)`,
      parameters,
    );
    for (const statement of this.#insertRejects()) await warehouse.run(statement, parameters);
    await warehouse.run(
      `insert into temp.landing_counts
       select 'ignored', ignored, count(*) from temp.landing_rows where ignored is not null group by ignored`,
    );
    for (const statement of this.#counts()) await warehouse.run(statement, parameters);
  }

  #insertAccepted(): string {
    const { contract } = this.#target;
    const columns = this.#readings.map(
      ({ column, value }) => `${this.#masked(column, value)} as ${landedName(column)}`,
    );
    const names = this.#readings.map(({ column }) => landedName(column));
    const anchors = anchorColumns[contract.kind].join(', ');
    return `insert into landed_${contract.kind} by name
      select $file as file, "row", md5(concat(${this.#hashed()})) as row_hash,
        coalesce(strftime(coalesce(${anchors}, null::TIMESTAMP), '%Y-%m'), 'undated') as "month", ${names.join(', ')}
      from (select "row", ${columns.join(',\n')} from temp.landing_rows
            where ignored is null and fault is null${this.#cellFaults()
              .map(({ when }) => `\n and not coalesce(${when}, false)`)
              .join('')})`;
  }

  /** What the hash of a row is taken over. Columns of later years stand in it only where filled: older hashes stay. */
  #hashed(): string {
    const [first, later] = [false, true].map((isLater) =>
      this.#readings
        .filter(({ column }) => (column.later ?? false) === isLater)
        .map(({ column }) => landedName(column)),
    );
    return [
      first!.map((name) => `coalesce(${name}::VARCHAR, chr(30))`).join(', chr(31), '),
      ...later!.map((name) => `coalesce(chr(31) || '${name}=' || ${name}::VARCHAR, '')`),
    ].join(', ');
  }

  /** What is stored of a value: texts and words without personal data. */
  #masked({ name, sort, person }: CanonicalColumn, value: string): string {
    if (value === 'null' || value.startsWith("'")) return value;
    if (sort === 'text' || sort === 'place') {
      const caller = this.#callerCell();
      const gate = `regexp_matches(${value}, ${literal(textGate)})`;
      return caller
        ? `case when ${gate} or contains(${value}, substr(${caller}, 1, 2)) then mask_text(${value}, coalesce(${caller}, '')) else ${value} end`
        : `case when ${gate} then mask_text(${value}, '') else ${value} end`;
    }
    if (person && this.#target.contract.columns[name]?.mask === 'name')
      return `case when ${value} is not null then left(${value}, 1) || '某' end`;
    if (sort === 'words')
      return `case when regexp_matches(array_to_string(${value}, ' '), ${literal(wordGate)}) then list_transform(${value}, lambda each: mask_word(each)) else ${value} end`;
    if (sort === 'word')
      return `case when regexp_matches(${value}, ${literal(wordGate)}) then mask_word(${value}) else ${value} end`;
    return value;
  }

  #callerCell(): string | undefined {
    return this.#source.layout.cells.has('name') ? cellName('name') : undefined;
  }

  #cellFaults(): (Reading['faults'][number] & Pick<Reading, 'column' | 'cell'>)[] {
    return this.#readings.flatMap(({ column, cell, faults: own }) => own.map((fault) => ({ ...fault, column, cell })));
  }

  #headerOf(column: string): string {
    const { cells, header } = this.#source.layout;
    return (cells.get(column) ?? []).map((i) => header[i]).join(' / ');
  }

  *#insertRejects(): Generator<string> {
    for (const [fault, { reason, fix }] of Object.entries(faults))
      yield `insert into rejects by name
        select $file as file, "row", null as column_name, null as header, null as shape, ${literal(reason)} as reason, ${literal(fix)} as fix
        from temp.landing_refused where fault = ${literal(fault)}`;
    for (const { when, reason, fix, column, cell } of this.#cellFaults())
      yield `insert into rejects by name
        select $file as file, "row", ${literal(column.name)} as column_name, ${literal(this.#headerOf(column.name))} as header,
          ${cell === 'null' ? 'null' : shapeOf(cell)} as shape, ${literal(reason)} as reason, ${literal(fix)} as fix
        from temp.landing_refused where fault is null and ${when}`;
  }

  /** Cells read as missing because their column is lenient; words not in a value list; export times; keys met. */
  *#counts(): Generator<string> {
    const { contract, timeZone } = this.#target;
    const rows = 'from temp.landing_rows where ignored is null and fault is null';
    for (const { column, cell, value } of this.#readings) {
      if (contract.columns[column.name]?.lenient && cell !== 'null')
        yield `insert into temp.landing_counts select 'softened', ${literal(column.name)}, count(*) as n ${rows} and ${cell} is not null and (${value}) is null having n > 0`;
      if (column.sort === 'choice' && cell !== 'null')
        yield `insert into temp.landing_counts select 'unknown', ${literal(`${column.name}\u0001`)} || ${cell}, count(*)
          from temp.landing_refused where fault is null and ${cell} is not null and (${value}) is null and length(${cell}) <= 10 and not regexp_matches(${cell}, '\\p{N}') group by ${cell}`;
      if (this.#source.format === 'jsonl' && cell !== 'null')
        yield `insert into temp.landing_counts select 'met', ${literal(column.name)}, count(${cell}) as n ${rows} having n > 0`;
    }
    if (this.#source.layout.exportedAt !== undefined)
      yield `insert into temp.landing_times select max(coalesce(${timesIn('x_exported_at', [...contract.dates, '%Y-%m-%d %H:%M:%S'], timeZone).join(', ')})) ${rows}`;
  }
}
