import { type CanonicalColumn, canonicalColumns } from '../canonical.ts';
import { comparable } from '../source/header.ts';
import type { Group } from './grouping.ts';
import type { Guess } from './meaning.ts';
import { checkOrder, dateInNumbers, exportTime, formatsOf } from './time-rules.ts';
import { type Remarks, valuesOf, yesNoOf } from './word-rules.ts';

/** How one canonical column is to be read, as a contract has it, and why. */
export interface ColumnDraft extends Remarks {
  column: CanonicalColumn;
  /** Keys of the rule, in the order in which they are written. */
  rule: Record<string, unknown>;
  /** Lowest of the guesses it rests on. */
  sure: number;
  guesses: Guess[];
}

/** A contract in the making. */
export interface ContractDraft {
  group: Group;
  columns: ColumnDraft[];
  header: string[];
  exportedAt: Record<string, unknown> | undefined;
  dates: string[];
  empty: string[];
  ignore: string[];
  /** What a person must settle, and is no matter of a mapped column. */
  decide: string[];
}

const usualEmpty = ['', '-', '--', '无', 'NULL', '\\N'];
const usualFooters = ['合计', '总计', '制表人', '填表人'];

/** Drafts the contract of a group of files. */
export function contractOf(group: Group): ContractDraft {
  const columns: ColumnDraft[] = [];
  for (const column of canonicalColumns[group.kind]) {
    const guesses = withoutConflicts(group, column.name);
    if (guesses.length > 0) columns.push(columnDraft(column, guesses));
  }
  levelsOfPaths(group, columns);
  dayInNumber(group, columns);
  checkOrder(group, columns);
  const mapped = columns.flatMap(({ guesses }) => guesses);
  const formats = formatsOf(columns.filter(({ column }) => column.sort === 'time').flatMap(({ guesses }) => guesses));
  const empty = [...placeholdersOf(mapped), ...missingWords(columns)];
  return {
    group,
    columns,
    header: marks(group, columns),
    exportedAt: exportTime(group),
    dates: formats.dates,
    empty: empty.length > 0 ? [...usualEmpty, ...empty] : [],
    ignore: [...new Set([...usualFooters, ...group.files.flatMap(({ table }) => table.sample.footers)])],
    decide: [...formats.decide, ...missedValidity(columns), ...severalRows(group), ...whereWaitingStarts(group)],
  };
}

/** The guesses of all files for a column, but for headers that mean something else in more of the rows. */
function withoutConflicts({ files }: Group, column: string): Guess[] {
  const rowsWhere = (header: string, isMeant: (column: string) => boolean): number =>
    files.reduce((sum, { table }) => {
      const meant = [...table.columns].some(
        ([other, guesses]) =>
          isMeant(other) && guesses.some((guess) => comparable(guess.header) === comparable(header)),
      );
      return sum + (meant ? table.sample.rows.length : 0);
    }, 0);
  return files
    .flatMap(({ table }) => table.columns.get(column) ?? [])
    .filter(
      ({ header }) => rowsWhere(header, (other) => other !== column) <= rowsWhere(header, (other) => other === column),
    );
}

/** Headers as written, each once, in the order in which the files come. */
function headersOf(guesses: readonly Guess[]): string[] {
  const names = new Map<string, string>();
  for (const { header } of guesses) if (!names.has(comparable(header))) names.set(comparable(header), header.trim());
  return [...names.values()];
}

function columnDraft(column: CanonicalColumn, guesses: Guess[]): ColumnDraft {
  const rule: Record<string, unknown> = { from: headersOf(guesses) };
  const remarks: Remarks = { decide: [], notes: [], missing: [] };
  const filled = guesses.reduce((sum, { profile }) => sum + profile.filled, 0);
  const rows = guesses.reduce((sum, { profile }) => sum + profile.rows, 0);
  if ((column.always || column.name === 'received_at') && filled > 0.95 * rows) rule.required = true;
  if (column.sort === 'text' || column.sort === 'place' || column.sort === 'name') rule.mask = column.sort;
  if (column.sort === 'key') rule.hash = true;
  if (column.sort === 'choice' || column.name === 'callback_mode')
    Object.assign(rule, valuesOf(column, guesses, remarks));
  if (column.sort === 'flag') Object.assign(rule, yesNoOf(column, guesses, remarks));
  if ('person' in column && guesses.some(({ profile }) => profile.share.name > 0.3)) rule.mask = 'name';
  const unit = column.sort === 'seconds' ? unitOf(guesses) : 's';
  if (unit !== 's') rule.unit = unit;
  return { column, rule, sure: Math.min(...guesses.map(({ sure }) => sure)), guesses, ...remarks };
}

function unitOf(guesses: readonly Guess[]): 'ms' | 's' | 'min' | 'hms' {
  const headers = guesses.map(({ header }) => header).join(' ');
  if (/毫秒|\bms\b|milli/i.test(headers)) return 'ms';
  if (/分钟|\bmin/i.test(headers)) return 'min';
  const isClock = ({ profile }: Guess) =>
    profile.share.clock > 0.9 && [...(profile.words?.keys() ?? [])].some((word) => /^\d+:\d+:\d+$/.test(word));
  return guesses.some(isClock) ? 'hms' : 's';
}

/** One column that holds a path is all the levels of the category. */
function levelsOfPaths({ kind }: Group, columns: ColumnDraft[]): void {
  const first = columns.find(({ column }) => column.name === 'category1');
  const paths =
    first?.guesses.flatMap(({ profile }) => (profile.path && profile.path.share >= 0.5 ? [profile.path] : [])) ?? [];
  if (!first || paths.length === 0) return;
  const separators = [...new Set(paths.map(({ separator }) => separator))];
  const most = Math.min(3, Math.max(...paths.map(({ levels }) => levels)));
  for (let level = 1; level <= most; level++) {
    const name = `category${level}`;
    const at = columns.findIndex(({ column }) => column.name === name);
    const column = canonicalColumns[kind].find((each) => each.name === name)!;
    const rule = { from: first.rule.from, path: separators.length > 1 ? separators : separators[0], level };
    const draft = level === 1 ? { ...first, rule } : { ...first, column, rule, decide: [], notes: [] };
    if (at < 0) columns.splice(columns.findIndex((each) => each.column.name === `category${level - 1}`) + 1, 0, draft);
    else columns[at] = draft;
  }
}

/** Without a column for it, the day of receipt may stand in the order's number. */
function dayInNumber({ kind }: Group, columns: ColumnDraft[]): void {
  const number = columns.find(({ column }) => column.name === 'order_id');
  const column = canonicalColumns[kind].find(({ name }) => name === 'received_at');
  if (!column || !number || columns.some((each) => each.column.name === 'received_at')) return;
  const found = dateInNumbers(number.guesses[0]?.cells ?? []);
  if (!found) return;
  columns.splice(columns.indexOf(number) + 1, 0, {
    column,
    rule: { date_in: 'order_id', pattern: found.pattern, format: found.format },
    sure: 0.8,
    guesses: [],
    decide: [],
    missing: [],
    notes: [
      'sure: 0.80 no column tells it; the numbers of the orders begin with the day. The hour is not known: export the time of receipt if there is one',
    ],
  });
}

/** Words for an empty cell that come again and again; one that stands there once is a slip, and its row is told of. */
function placeholdersOf(guesses: readonly Guess[]): string[] {
  const words = new Set<string>();
  for (const { profile } of guesses)
    for (const [word, n] of profile.placeholders) if (n >= Math.max(3, 0.002 * profile.rows)) words.add(word);
  return [...words].filter((word) => !usualEmpty.includes(word)).sort((a, b) => (a < b ? -1 : 1));
}

/** Words for a rating that nobody gave. `empty` holds for all columns, so a word that means something in another one is left out. */
function missingWords(columns: readonly ColumnDraft[]): string[] {
  const words = new Set<string>();
  for (const draft of columns)
    for (const word of draft.missing) {
      const other = columns.find(
        ({ column, guesses }) =>
          ['flag', 'word'].includes(column.sort) && guesses.some(({ profile }) => profile.words?.has(word)),
      );
      if (other)
        draft.decide.push(
          `${word} says that there is none, but is a word of ${other.column.name} too, so \`empty\` cannot hold it: these rows are rejected`,
        );
      else words.add(word);
    }
  return [...words].sort((a, b) => (a < b ? -1 : 1));
}

/** What every file has, and only the header: the names of what is never missing. */
function marks({ files }: Group, columns: readonly ColumnDraft[]): string[] {
  const inAll = (name: string) => files.every(({ table }) => table.columns.has(name));
  return columns
    .filter(
      ({ column, rule }) =>
        ['order_id', 'received_at', 'call_id', 'in_at'].includes(column.name) && rule.from && inAll(column.name),
    )
    .slice(0, 2)
    .map(({ rule }) => (rule.from as string[])[0]!);
}

/** An order that stands in several rows of one file: a person must say what a row is, else the newest one counts. */
function severalRows({ kind, files }: Group): string[] {
  if (kind !== 'orders') return [];
  const shares = files.flatMap(({ table }) => {
    const numbers = (table.columns.get('order_id')?.[0]?.cells ?? []).filter((number) => number !== '');
    return numbers.length < 20 ? [] : [1 - new Set(numbers).size / numbers.length];
  });
  const most = Math.max(0, ...shares);
  return most < 0.05
    ? []
    : [
        `${Math.round(100 * most)} % of the rows repeat the number of another row of their file; if an order has one row per call-back or per unit: one_row_per: callback, or unit`,
      ];
}

function whereWaitingStarts({ kind, files }: Group): string[] {
  const waits = kind === 'calls' && files.some(({ table }) => table.columns.has('wait_seconds'));
  return waits ? ['no column tells where waiting starts; say it: waiting_from: ringing, menu or request'] : [];
}

/** Satisfaction is counted among valid call-backs: without a column for these a person must say what is valid. */
function missedValidity(columns: readonly ColumnDraft[]): string[] {
  const has = (name: string) => columns.find(({ column }) => column.name === name);
  const at = has('callback_at') ?? has('satisfaction');
  if (has('callback_valid') || !at) return [];
  const from = (at.rule.from as string[]).join(', ');
  return [
    `no column says which call-backs are valid; if each one is: callback_valid: { from: [${from}], present: true }`,
  ];
}
