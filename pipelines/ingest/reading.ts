import { type CanonicalColumn, storedColumns } from './canonical.ts';
import { type CellFault, faultsOf } from './cell-faults.ts';
import type { ColumnRule, Contract } from './contract.ts';
import { list, literal, oneOf } from './literal.ts';
import { residentKeyOf } from './resident.ts';
import { nameOfCode, wordOfScore, wordsOf } from './scales.ts';

/** Blanks that exports leave around a cell: also no-break, ideographic and zero-width ones, and the tab before a number. */
const blank = [' ', '\t', '\r', '\n', '\u00a0', '\u3000', '\ufeff', '\u200b'];
const blanks = literal(blank.join(''));

/**
 * A cell without the blanks around it; `tidy` says of a row that none of its cells has any. Looked at before anything is taken off, which costs a tenth; each function stands
 * once, because DuckDB computes what is repeated for every row, also within a `case`.
 */
export function trimmedCell(cell: string): string {
  const leads = blank.slice(4).map((each) => `starts_with(${cell}, ${literal(each)})`);
  const ends = blank.map((each) => `suffix(${cell}, ${literal(each)})`);
  return `case when tidy then ${cell} when ${cell} < '!' or ${[...leads, ...ends].join(' or ')} then trim(${cell}, ${blanks}) else ${cell} end`;
}

/**
 * A trimmed cell without Excel's `="…"`; missing when it is one of the contract's empty words. A `tidy` row has no cell
 * of the first kind, and what is longer than those words is none of them.
 */
export function cleanCell(cell: string, contract: Contract): string {
  const empty = [...new Set(['', ...contract.empty])];
  const longest = Math.max(...empty.map((word) => Buffer.byteLength(word)));
  const filled = (text: string) => `case when ${oneOf(text, empty)} then null`;
  const inner = `trim(${cell}, '="')`;
  return `case when tidy and strlen(${cell}) > ${longest} then ${cell} else ${filled(cell)} when starts_with(${cell}, '="') then ${filled(inner)} else ${inner} end else ${cell} end end`;
}

/** The first of trimmed cells that is filled. */
export const firstFilled = (cells: readonly string[]): string =>
  `coalesce(${cells.map((cell) => `nullif(${cell}, '')`).join(', ')}, null)`;

/** How one canonical column is read, as SQL over cleaned cells. */
export interface Reading {
  column: CanonicalColumn;
  /** The cleaned cell, or `null` for a constant or a date inside another cell. */
  cell: string;
  /** The typed value, before masking. */
  value: string;
  faults: CellFault[];
}

/**
 * How each stored column of the contract's kind is read from a file that has cells for `present`.
 * `cellOf` gives the SQL of a column's cleaned cell.
 */
export function readings(
  contract: Contract,
  present: ReadonlySet<string>,
  cellOf: (column: string) => string,
  { timeZone, format }: { timeZone: string; format: string },
): Reading[] {
  const dates = [...(ownDates[format] ?? []), ...contract.dates];
  return storedColumns(contract.kind).map((column) => {
    const rule = contract.columns[column.name];
    const cell = rule?.from && present.has(column.name) ? cellOf(column.name) : 'null';
    const value = rule ? typedValue(column, rule, cell, { contract, dates, timeZone, cellOf }) : 'null';
    return { column, cell, value, faults: rule ? faultsOf(column, rule, cell, value, contract) : [] };
  });
}

/** How the readers of formats that know dates write them. */
const ownDates: Record<string, string[]> = {
  xlsx: ['%Y-%m-%d %H:%M:%S'],
  parquet: ['%Y-%m-%d %H:%M:%S', '%Y-%m-%d %H:%M:%S%z'],
};

interface TypingContext {
  contract: Contract;
  dates: string[];
  timeZone: string;
  cellOf: (column: string) => string;
}

function typedValue(column: CanonicalColumn, rule: ColumnRule, cell: string, context: TypingContext): string {
  if (rule.value !== undefined) return literal(rule.value);
  if (cell === 'null' && !rule.date_in) return 'null';
  if (!rule.codes) return withDefault(column, rule, cell, readValue(column, rule, cell, context));
  const name = nameOfCode(cell, rule.codes);
  const named = readValue(column, rule, name, context);
  if (rule.other === undefined) return withDefault(column, rule, cell, named);
  const other = column.sort === 'flag' ? rule.other : literal(rule.other);
  return withDefault(
    column,
    rule,
    cell,
    `case when ${name} is null and ${cell} is not null then ${other} else ${named} end`,
  );
}

/** The contract's default, where the cell is empty. */
function withDefault({ sort }: CanonicalColumn, rule: ColumnRule, cell: string, value: string): string {
  if (rule.default === undefined) return value;
  const typed = sort === 'word' || sort === 'choice' ? literal(rule.default) : rule.default;
  return `case when ${cell} is null then ${typed} else ${value} end`;
}

function readValue(column: CanonicalColumn, rule: ColumnRule, cell: string, context: TypingContext): string {
  switch (column.sort) {
    case 'time':
      return timeOf(rule, cell, context);
    case 'flag':
      return flagOf(rule, cell, context.contract);
    case 'count':
      return `case when regexp_full_match(replace(${cell}, ',', ''), '[+-]?\\d{1,9}(\\.0*)?') then cast(cast(replace(${cell}, ',', '') as double) as integer) end`;
    case 'seconds':
      return secondsOf(rule, cell);
    case 'choice': {
      const words = rule.values ?? Object.fromEntries(column.words!.map((word) => [word, [word]]));
      if (!rule.scores) return choiceOf(cell, words, rule.other);
      const otherwise =
        rule.other === undefined ? '' : `, case when ${cell} is not null then ${literal(rule.other)} end`;
      return `coalesce(${choiceOf(cell, words, undefined)}, ${wordOfScore(cell, rule.scores)}${otherwise})`;
    }
    case 'words':
      return wordsOf(cell, rule.split);
    case 'word': {
      const word = rule.path ? partOfPath(cell, rule.path, rule.level!) : cell;
      return rule.values ? choiceOf(word, rule.values, rule.other) : word;
    }
    case 'key':
      return residentKeyOf(cell);
    default:
      return cell;
  }
}

/** One level of a path such as `A->B->C`; of several signs that may part it each does. */
function partOfPath(cell: string, [sign, ...others]: string[], level: number): string {
  const path = others.reduce((text, other) => `replace(${text}, ${literal(other)}, ${literal(sign!)})`, cell);
  return `nullif(trim(string_split(${path}, ${literal(sign!)})[${level}], ${blanks}), '')`;
}

function timeOf(rule: ColumnRule, cell: string, { dates, timeZone, cellOf }: TypingContext): string {
  const found: string[] = [];
  if (cell !== 'null') found.push(...timesIn(cell, dates, timeZone));
  if (rule.date_in) {
    const digits = `nullif(regexp_extract(${cellOf(rule.date_in)}, ${literal(rule.pattern!)}, 1), '')`;
    found.push(
      ...(cell === 'null'
        ? timesIn(digits, [rule.format!], timeZone)
        : [`case when ${cell} is null then ${timesIn(digits, [rule.format!], timeZone)[0]} end`]),
    );
  }
  return found.length === 1 ? found[0]! : `coalesce(${found.join(', ')})`;
}

/** Attempts to read a time, in order. A year outside 1990–2100 is a slip of the pen or a wrong format. */
export function timesIn(cell: string, formats: readonly string[], timeZone: string): string[] {
  const zoned = formats.filter((format) => format.includes('%z'));
  const plain = formats.filter((format) => format !== 'excel' && !format.includes('%z'));
  const fractions = plain.filter((format) => format.endsWith('%S')).map((format) => `${format}.%f`);
  const sane = (time: string) =>
    `case when ${time} >= timestamp '1990-01-01' and ${time} < timestamp '2101-01-01' then ${time} end`;
  const attempts: string[] = [];
  if (plain.length > 0) attempts.push(sane(`try_strptime(${cell}, [${list([...plain, ...fractions])}])`));
  if (zoned.length > 0) attempts.push(sane(`timezone(${literal(timeZone)}, try_strptime(${cell}, [${list(zoned)}]))`));
  if (formats.includes('excel'))
    attempts.push(
      `case when regexp_full_match(${cell}, '[34567]\\d{4}(\\.\\d+)?') then timestamp '1899-12-30' + to_seconds(cast(round(cast(${cell} as double) * 86400) as bigint)) end`,
    );
  return attempts;
}

function flagOf(rule: ColumnRule, cell: string, contract: Contract): string {
  if (rule.present) return `(${cell} is not null)`;
  const yes = (rule.values?.true ?? (rule.values ? [] : contract.yes)).map((word) => word.toLowerCase());
  const no = (rule.values?.false ?? (rule.values ? [] : contract.no)).map((word) => word.toLowerCase());
  const branches = [
    yes.length > 0 ? `when ${oneOf(`lower(${cell})`, yes)} then true` : '',
    no.length > 0 ? `when ${oneOf(`lower(${cell})`, no)} then false` : '',
    rule.other === undefined ? '' : `when ${cell} is not null then ${rule.other}`,
  ].filter(Boolean);
  return branches.length === 0 ? 'null::boolean' : `case ${branches.join(' ')} end`;
}

function choiceOf(cell: string, values: Record<string, string[]>, other: string | undefined): string {
  const branches = Object.entries(values)
    .filter(([, sources]) => sources.length > 0)
    .map(([target, sources]) => `when ${oneOf(cell, sources)} then ${literal(target)}`);
  if (other !== undefined) branches.push(`when ${cell} is not null then ${literal(other)}`);
  return branches.length === 0 ? 'null::varchar' : `case ${branches.join(' ')} end`;
}

const secondsPer: Record<string, number> = { ms: 0.001, s: 1, min: 60, h: 3600 };

function secondsOf({ unit = 's' }: ColumnRule, cell: string): string {
  const clock = `case when regexp_full_match(${cell}, '(\\d{1,3}:)?\\d{1,3}:\\d{2}') then
      coalesce(try_cast(string_split(${cell}, ':')[-3] as integer), 0) * 3600
      + cast(string_split(${cell}, ':')[-2] as integer) * 60 + cast(string_split(${cell}, ':')[-1] as integer) end`;
  if (unit === 'hms') return clock;
  return `coalesce(case when regexp_full_match(${cell}, '\\d{1,9}(\\.\\d*)?') then cast(round(cast(${cell} as double) * ${secondsPer[unit]}) as integer) end, ${clock})`;
}

/**
 * The shape of a value, which tells what it looks like and not what it is: `9` per digit, `A` per letter, `中` per Han
 * character; long runs are shortened.
 */
export function shapeOf(cell: string): string {
  // Han characters become a control sign first, so that they are not taken for letters.
  const steps: [string, string][] = [
    ['\\p{Han}', '\u0001'],
    ['[\\p{L}\\p{M}]', 'A'],
    ['\\p{N}', '9'],
    ['\u0001{3,}', '中…'],
    ['\u0001', '中'],
    ['A{4,}', 'A…'],
    ['9{9,}', '9…'],
    ['\\s+', ' '],
  ];
  const shaped = steps.reduce(
    (value, [from, to]) => `regexp_replace(${value}, '${from}', '${to}', 'g')`,
    `left(${cell}, 200)`,
  );
  return `left(${shaped}, 60)`;
}
