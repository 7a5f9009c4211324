import type { Parameters, Warehouse } from '../warehouse/warehouse.ts';
import { anchorColumns, type CanonicalColumn, landedName } from './canonical.ts';
import type { Contract } from './contract.ts';
import { literal } from './literal.ts';
import { textGate, wordGate } from './mask/gate.ts';
import { throughPipes } from './pipe.ts';
import { type Reading, readings, shapeOf, timesIn } from './reading.ts';
import { cellName, cleanedCells } from './row-cells.ts';
import { faults, type Source } from './source/source.ts';

/**
 * A batch of rows at most, so that memory does not grow with the file: two of DuckDB's row groups, which it works on two
 * cores, and of long texts fewer.
 */
const batchRows = 2 * 122_880;
const batchBytes = 144 << 20;

/** As many pipes bring a batch, each read by a thread of its own; a thread needs memory for each column. */
const pipesFor = (width: number): number => (width > 200 ? 1 : 2);

export interface BatchTarget {
  warehouse: Warehouse;
  contract: Contract;
  file: string;
  timeZone: string;
  scratch: string;
  /** Of the resident key. */
  pads: { inner_pad: string; outer_pad: string };
}

const valueName = ({ name }: CanonicalColumn): string => `v_${name}`;

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
    const { warehouse, scratch, pads } = this.#target;
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
        await throughPipes(batch(), { scratch, pipes: pipesFor(source.width) }, (paths) =>
          warehouse.run(this.#readRows(paths), pads),
        );
        await this.#landBatch();
      }
      for (const table of ['landing_rows', 'landing_refused'])
        await warehouse.run(`drop table if exists temp.${table}`);
    } finally {
      await lines.return?.();
    }
  }

  /**
   * The rows of a batch as they are landed: values masked, hashed and dated. Cells stay only of rows that are refused,
   * with whether a cell was read as missing (`softened_x`) and, of JSON, whether the key was there (`met_x`).
   * All of it is one statement over the pipes, because a table of the same transaction is read by one thread only.
   */
  #readRows(paths: readonly string[]): string {
    const { contract } = this.#target;
    const columns = this.#readings.map(({ column }) => column);
    const cells = [...this.#source.layout.cells.keys()].map(cellName);
    const values = this.#readings.map(({ column, value }) => `${value} as ${valueName(column)}`);
    const masked = this.#readings.map((reading) => {
      const value = this.#masked(reading);
      return `${value === 'null' ? value : `case when accepted then ${value} end`} as ${landedName(reading.column)}`;
    });
    const anchors = anchorColumns[contract.kind].join(', ');
    const told = this.#told();
    const times = this.#source.layout.exportedAt === undefined ? [] : ['x_exported_at'];
    return `create or replace temp table landing_rows as
      select *, case when accepted then md5(concat(${this.#hashed()})) end as row_hash,
        case when accepted then coalesce(strftime(coalesce(${anchors}, null::TIMESTAMP), '%Y-%m'), 'undated') end as "month"
      from (select "row", fault, ignored, accepted, ${[
        ...masked,
        ...cells.map((cell) => `case when not accepted then ${cell} end as ${cell}`),
        ...told.map(({ when, name }) => `${when} as ${name}`),
        ...times,
      ].join(',\n')}
        from (select *, ignored is null and fault is null${this.#cellFaults()
          .map(({ when }) => `\n and not coalesce(${when}, false)`)
          .join('')} as accepted
          from (select *, ${values.join(',\n')}
            from (${cleanedCells(paths, this.#source, contract, columns)}))))`;
  }

  /** What is counted of cells, by column: read as missing because the column is lenient; met at all, in JSON. */
  #told(): { what: 'softened' | 'met'; column: string; name: string; when: string }[] {
    const { contract } = this.#target;
    return this.#readings
      .filter(({ cell }) => cell !== 'null')
      .flatMap(({ column, cell }) => [
        ...(contract.columns[column.name]?.lenient
          ? [{ what: 'softened' as const, column, when: `${cell} is not null and ${valueName(column)} is null` }]
          : []),
        ...(this.#source.format === 'jsonl' ? [{ what: 'met' as const, column, when: `${cell} is not null` }] : []),
      ])
      .map(({ what, column, when }) => ({ what, column: column.name, name: `${what}_${column.name}`, when }));
  }

  async #landBatch(): Promise<void> {
    const { warehouse, contract, file } = this.#target;
    const parameters: Parameters = { ...this.#target.pads, file };
    const names = ['"row"', 'row_hash', '"month"', ...this.#readings.map(({ column }) => landedName(column))];
    await warehouse.run(
      `insert into landed_${contract.kind} by name select $file as file, ${names.join(', ')} from temp.landing_rows where accepted`,
      parameters,
    );
    await warehouse.run(
      `create or replace temp table landing_refused as select * from temp.landing_rows where ignored is null and not accepted`,
    );
    const refused = (await warehouse.row<{ n: number }>('select count(*) as n from temp.landing_refused'))!.n;
    if (refused > 0) for (const statement of this.#insertRejects()) await warehouse.run(statement, parameters);
    await warehouse.run(
      `insert into temp.landing_counts
       select 'ignored', ignored, count(*) from temp.landing_rows where ignored is not null group by ignored`,
    );
    for (const statement of this.#counts()) await warehouse.run(statement, parameters);
  }

  /**
   * What the hash of a row is taken over. Columns of later years stand in it only where filled: older hashes stay. What
   * stands between the values of mapped columns is one text, not one for each column that has none.
   */
  #hashed(): string {
    const [first, later] = [false, true].map((isLater) =>
      this.#readings.filter(({ column }) => (column.later ?? false) === isLater),
    );
    const parts: string[] = [];
    let between = '';
    for (const [i, { column, value }] of first!.entries()) {
      if (i > 0) between += '\u001f';
      if (value === 'null') between += '\u001e';
      else {
        parts.push(literal(between), `coalesce(${landedName(column)}::VARCHAR, ${literal('\u001e')})`);
        between = '';
      }
    }
    parts.push(literal(between));
    for (const { column, value } of later!)
      if (value !== 'null')
        parts.push(`coalesce(${literal(`\u001f${landedName(column)}=`)} || ${landedName(column)}::VARCHAR, '')`);
    return parts.filter((part) => part !== "''").join(', ');
  }

  /** What is stored of a value: texts and words without personal data. */
  #masked({ column, value: read }: Reading): string {
    const { name, sort, person } = column;
    if (read === 'null' || read.startsWith("'")) return read;
    const value = valueName(column);
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

  /** Cells read as missing because their column is lenient; keys met; words not in a value list; export times. */
  *#counts(): Generator<string> {
    const { contract, timeZone } = this.#target;
    const rows = 'from temp.landing_rows where ignored is null and fault is null';
    const told = this.#told();
    if (told.length > 0)
      yield `insert into temp.landing_counts
        select what, name, n from (
          select unnest([${told.map(({ what }) => literal(what)).join(', ')}]) as what,
            unnest([${told.map(({ column }) => literal(column)).join(', ')}]) as name, unnest(counts) as n
          from (select [${told.map(({ name }) => `count(*) filter (${name})`).join(', ')}] as counts ${rows}))
        where n > 0`;
    for (const { column, cell, value } of this.#readings)
      if (column.sort === 'choice' && cell !== 'null')
        yield `insert into temp.landing_counts select 'unknown', ${literal(`${column.name}\u0001`)} || ${cell}, count(*)
          from temp.landing_refused where fault is null and ${cell} is not null and (${value}) is null and length(${cell}) <= 10 and not regexp_matches(${cell}, '\\p{N}') group by ${cell}`;
    if (this.#source.layout.exportedAt !== undefined)
      yield `insert into temp.landing_times select max(coalesce(${timesIn('x_exported_at', [...contract.dates, '%Y-%m-%d %H:%M:%S'], timeZone).join(', ')})) ${rows}`;
  }
}
