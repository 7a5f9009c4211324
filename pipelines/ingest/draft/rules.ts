import { type CanonicalColumn, canonicalColumns } from '../canonical.ts';
import { comparable } from '../source/header.ts';
import { timeNumber } from './date-formats.ts';
import type { Group } from './grouping.ts';
import { dateInName } from './grouping.ts';
import { type Guess, notLater, sureEnough } from './meaning.ts';
import { isPersonal } from './profile.ts';
import { asksOpposite, choiceOf, flagOf, usualYesNo } from './words.ts';

/** How one canonical column is to be read, as a contract has it, and why. */
export interface ColumnDraft {
  column: CanonicalColumn;
  /** Keys of the rule, in the order in which they are written. */
  rule: Record<string, unknown>;
  /** Lowest of the guesses it rests on. */
  sure: number;
  guesses: Guess[];
  /** What a person must settle. */
  decide: string[];
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
  const tables = group.files.map(({ table }) => table);
  const columns: ColumnDraft[] = [];
  for (const column of canonicalColumns[group.kind]) {
    const guesses = withoutConflicts(group, column.name);
    if (guesses.length > 0) columns.push(columnDraft(column, guesses));
  }
  levelsOfPaths(group, columns);
  datesInNumbers(group, columns);
  checkOrder(group, columns);
  const mapped = columns.flatMap(({ guesses }) => guesses);
  const times = columns.filter(({ column }) => column.sort === 'time').flatMap(({ guesses }) => guesses);
  const formats = formatsOf(times);
  const empty = [...new Set(mapped.flatMap(({ profile }) => [...profile.placeholders]))].filter(
    (word) => !usualEmpty.includes(word),
  );
  return {
    group,
    columns,
    header: marks(group, columns),
    exportedAt: exportTime(group),
    dates: formats.dates,
    empty: empty.length > 0 ? [...usualEmpty, ...empty.sort(byCodePoint)] : [],
    ignore: [...new Set([...usualFooters, ...tables.flatMap(({ sample }) => sample.footers)])],
    decide: [...formats.decide, ...missedValidity(columns)],
  };
}

const byCodePoint = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The guesses of all files for a column, but for headers that mean something else in more of the rows. */
function withoutConflicts({ files }: Group, column: string): Guess[] {
  const found: Guess[] = [];
  for (const { table } of files)
    for (const guess of table.columns.get(column) ?? []) {
      const name = comparable(guess.header);
      const weight = (asked: (other: string) => boolean) =>
        files.reduce((sum, file) => {
          for (const [other, guesses] of file.table.columns)
            if (asked(other) && guesses.some(({ header }) => comparable(header) === name))
              return sum + file.table.sample.rows.length;
          return sum;
        }, 0);
      if (weight((other) => other !== column) <= weight((other) => other === column)) found.push(guess);
    }
  return found;
}

/** Headers as written, each once, in the order in which the files come. */
const headersOf = (guesses: readonly Guess[]): string[] => {
  const names = new Map<string, string>();
  for (const { header } of guesses) if (!names.has(comparable(header))) names.set(comparable(header), header.trim());
  return [...names.values()];
};

function columnDraft(column: CanonicalColumn, guesses: Guess[]): ColumnDraft {
  const rule: Record<string, unknown> = { from: headersOf(guesses) };
  const decide: string[] = [];
  const filled = guesses.reduce((sum, { profile }) => sum + profile.filled, 0);
  const rows = guesses.reduce((sum, { profile }) => sum + profile.rows, 0);
  if ((column.always || column.name === 'received_at') && filled > 0.95 * rows) rule.required = true;
  if (column.sort === 'text' || column.sort === 'place' || column.sort === 'name') rule.mask = column.sort;
  if (column.sort === 'key') rule.hash = true;
  if (column.sort === 'choice' || column.name === 'callback_mode')
    Object.assign(rule, valuesOf(column, guesses, decide));
  if (column.sort === 'flag') Object.assign(rule, yesNoOf(column, guesses, decide));
  if (column.sort === 'seconds') {
    const unit = unitOf(guesses);
    if (unit !== 's') rule.unit = unit;
  }
  return { column, rule, sure: Math.min(...guesses.map(({ sure }) => sure)), guesses, decide };
}

/** All words of some guesses with how often they stand, the most frequent first. */
function wordsOf(guesses: readonly Guess[]): [word: string, count: number][] {
  const words = new Map<string, number>();
  for (const { profile } of guesses)
    for (const [word, n] of profile.words ?? []) words.set(word, (words.get(word) ?? 0) + n);
  return [...words].sort((a, b) => b[1] - a[1] || byCodePoint(a[0], b[0]));
}

/** Which words stand for which canonical ones. Unknown words are left to a person: see `unknownWords`. */
function valuesOf(
  { name, words: targets }: CanonicalColumn,
  guesses: Guess[],
  decide: string[],
): Record<string, unknown> {
  const values = new Map<string, string[]>((targets ?? []).map((target) => [target, []]));
  const unknown: [string, number][] = [];
  for (const [word, count] of wordsOf(guesses)) {
    const target = choiceOf(name, word);
    if (target === undefined) unknown.push([word, count]);
    else values.set(target, [...(values.get(target) ?? []), word]);
  }
  const known = Object.fromEntries([...values].filter(([, sources]) => sources.length > 0));
  // A free word need not have a list: then all words pass as they are.
  if (name === 'callback_mode' && (unknown.length > 0 || Object.keys(known).length === 0)) return {};
  unknownWords(unknown, decide);
  const plain = Object.entries(known).every(([target, sources]) => sources.length === 1 && sources[0] === target);
  if (name === 'kind') return { ...(!plain && { values: known }), other: '其他' };
  return plain && unknown.length === 0 ? {} : { values: known };
}

/** Words that no list knows are told only when they are few and frequent: a rare one may be anything, also a name. */
function unknownWords(unknown: readonly [string, number][], decide: string[]): void {
  if (unknown.length === 0) return;
  const shown = unknown
    .filter(([word, count]) => count >= 5 && word.length <= 10 && !/\d{3}/.test(word) && !isPersonal(word))
    .slice(0, 12);
  const rest = unknown.slice().filter((each) => !shown.includes(each));
  if (shown.length > 0)
    decide.push(
      `put under the right word: ${shown.map(([word, count]) => `${word} (${count} rows)`).join(', ')}; until then these rows are rejected`,
    );
  if (rest.length > 0)
    decide.push(
      `${rest.length} rare word${rest.length === 1 ? '' : 's'} in ${rest.reduce((sum, [, count]) => sum + count, 0)} rows fit nothing and are not shown here; \`minqing rejects\` tells their rows`,
    );
}

function yesNoOf({ name }: CanonicalColumn, guesses: Guess[], decide: string[]): Record<string, unknown> {
  const inverse = guesses.map(({ header }) => asksOpposite(header, name));
  const yes: string[] = [];
  const no: string[] = [];
  const unknown: [string, number][] = [];
  for (const [i, guess] of guesses.entries())
    for (const [word, count] of wordsOf([guess])) {
      const says = flagOf(word, inverse[i]!);
      if (says === undefined) unknown.push([word, count]);
      else (says ? yes : no).push(word);
    }
  const torn = [...new Set(yes)].filter((word) => no.includes(word));
  if (torn.length > 0)
    decide.push(
      `${torn.join(', ')} mean opposite things in ${guesses.map(({ header }) => header).join(' and ')}: read these files by contracts of their own`,
    );
  unknownWords(unknown, decide);
  const usual =
    [...yes].every((word) => has(usualYesNo.yes, word)) && [...no].every((word) => has(usualYesNo.no, word));
  if (usual || yes.length + no.length === 0) return {};
  return { values: { true: [...new Set(yes)], false: [...new Set(no)].filter((word) => !torn.includes(word)) } };
}

const has = (words: readonly string[], word: string): boolean =>
  words.some((each) => each.toLowerCase() === word.toLowerCase());

function unitOf(guesses: readonly Guess[]): 'ms' | 's' | 'min' | 'hms' {
  const headers = guesses.map(({ header }) => header).join(' ');
  if (/毫秒|\bms\b|milli/i.test(headers)) return 'ms';
  if (/分钟|\bmin/i.test(headers)) return 'min';
  return guesses.some(
    ({ profile }) =>
      profile.share.clock > 0.9 && [...(profile.words?.keys() ?? [])].some((word) => /^\d+:\d+:\d+$/.test(word)),
  )
    ? 'hms'
    : 's';
}

/** One column that holds a path is all the levels of the category. */
function levelsOfPaths({ kind }: Group, columns: ColumnDraft[]): void {
  const first = columns.find(({ column }) => column.name === 'category1');
  const paths =
    first?.guesses.map(({ profile }) => profile.path).filter((path) => path !== undefined && path.share >= 0.5) ?? [];
  if (!first || paths.length === 0) return;
  const separators = new Set(paths.map((path) => path!.separator));
  const path = [...separators][0]!;
  if (separators.size > 1)
    first.decide.push(
      `the parts are parted by ${[...separators].join(' and by ')}: read these files by contracts of their own`,
    );
  const most = Math.min(3, Math.max(...paths.map((each) => each!.levels)));
  for (let level = 1; level <= most; level++) {
    const name = `category${level}`;
    const at = columns.findIndex(({ column }) => column.name === name);
    const column = canonicalColumns[kind].find((each) => each.name === name)!;
    const draft = {
      ...first,
      column,
      rule: { from: first.rule.from, path, level },
      decide: level === 1 ? first.decide : [],
    };
    if (at < 0) columns.splice(columns.findIndex((each) => each.column.name === `category${level - 1}`) + 1, 0, draft);
    else columns[at] = draft;
  }
}

/** Without a column for it, the day of receipt may stand in the order's number. */
function datesInNumbers({ kind }: Group, columns: ColumnDraft[]): void {
  const number = columns.find(({ column }) => column.name === 'order_id');
  const known = columns.some(({ column }) => ['received_at', 'in_at'].includes(column.name));
  if (kind !== 'orders' || known || !number) return;
  const sample = number.guesses[0]!;
  const found = dateInNumbers(sample.cells ?? []);
  if (!found) return;
  const column = canonicalColumns[kind].find(({ name }) => name === 'received_at')!;
  columns.splice(columns.indexOf(number) + 1, 0, {
    column,
    rule: { date_in: 'order_id', pattern: found.pattern, format: found.format },
    sure: 0.8,
    guesses: [],
    decide: [
      'the day is taken from the number of the order, and the hour is not known: export the time of receipt if there is one',
    ],
  });
}

/** Where numbers carry their day: at the beginning, or after letters. */
export function dateInNumbers(numbers: readonly string[]): { pattern: string; format: string } | undefined {
  const filled = numbers.filter((number) => number !== '').slice(0, 2000);
  if (filled.length < 20) return undefined;
  for (const { look, pattern, format, century } of datesAtBeginning) {
    const days = new Set<string>();
    let fits = 0;
    for (const number of filled) {
      const [, year, month, day] = look.exec(number) ?? [];
      const full = Number(year) + century;
      if (
        !year ||
        full < 2000 ||
        full > 2060 ||
        Number(month) < 1 ||
        Number(month) > 12 ||
        Number(day) < 1 ||
        Number(day) > 31
      )
        continue;
      fits++;
      days.add(`${year}${month}${day}`);
    }
    // Running numbers that pass for dates would be of a few days only, or of more days than they have rows.
    if (fits >= 0.98 * filled.length && days.size >= 2 && days.size <= filled.length) return { pattern, format };
  }
  return undefined;
}

const datesAtBeginning = [
  { look: /^\D*((?:19|20)\d{2})(\d{2})(\d{2})\d*/, pattern: '^\\D*(\\d{8})', format: '%Y%m%d', century: 0 },
  { look: /^\D*(\d{2})(\d{2})(\d{2})\d{2,}/, pattern: '^\\D*(\\d{6})', format: '%y%m%d', century: 2000 },
];

/** Times of one order come one after another; where they mostly do not, the headers have been misread. */
function checkOrder({ files }: Group, columns: ColumnDraft[]): void {
  const received = columns.find(({ column }) => column.name === 'received_at');
  if (!received) return;
  for (const later of columns.filter(({ column }) =>
    ['dispatched_at', 'closed_at', 'callback_at'].includes(column.name),
  ))
    for (const { table } of files) {
      const [from, to] = [received, later].map(({ guesses }) =>
        guesses.find((guess) => table.columns.get(guess.column)?.includes(guess)),
      );
      const share = from && to ? notLater(table.sample, from.index, to.index) : undefined;
      if (share !== undefined && share < 0.8) {
        later.decide.push(
          `${Math.round((1 - share) * 100)} % of its times lie before ${from!.header}: is one of the two another time?`,
        );
        break;
      }
    }
}

/** The formats of all times. One that a few cells have by chance is left out. */
function formatsOf(guesses: readonly Guess[]): { dates: string[]; decide: string[] } {
  const dates = new Map<string, number>();
  let ambiguous = false;
  for (const { profile } of guesses) {
    ambiguous ||= profile.dates.ambiguous;
    for (const [format, n] of profile.dates.formats)
      if (n >= Math.max(3, 0.002 * profile.filled) || n === profile.filled)
        dates.set(format, (dates.get(format) ?? 0) + n);
  }
  return {
    dates: [...dates].sort((a, b) => b[1] - a[1] || byCodePoint(a[0], b[0])).map(([format]) => format),
    decide: ambiguous
      ? [
          'dates such as 03/04/2024 are read as month/day/year: no value tells; change %m/%d to %d/%m in `dates` if the day comes first',
        ]
      : [],
  };
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

const exportHeaders = /^(导出|下载|取数|抽取|数据截止|统计截止)(时间|日期)$/;

/** When an export was made: a column says so, or the date in the file name when nothing in the file is later. */
function exportTime({ files }: Group): Record<string, unknown> | undefined {
  const column = files[0]!.table.sample.header.find((name) => exportHeaders.test(comparable(name)));
  if (column && files.every(({ table }) => table.sample.header.includes(column))) return { column };
  const dated = files.map((file) => ({ file, date: dateInName(file.name) }));
  const first = dated[0]!.date;
  if (!first || dated.some(({ date }) => date?.pattern !== first.pattern)) return undefined;
  // The name may hold the day the data begin. A day passes until midnight.
  const later = dated.some(({ file, date }) => shareAfter(file.table, timeNumber(date!.date) + 1) > 0.01);
  return later ? undefined : { file_name: first.pattern, format: first.format };
}

/** How many of the times that cannot lie ahead are later than a day. A slip of the pen is. */
function shareAfter({ columns, sample }: Group['files'][number]['table'], day: number): number {
  let times = 0;
  let after = 0;
  for (const name of ['received_at', 'dispatched_at', 'closed_at', 'in_at', 'callback_at', 'available_at'])
    for (const { index } of columns.get(name) ?? [])
      for (const row of sample.rows) {
        const time = timeNumber(row[index] ?? '');
        if (Number.isNaN(time)) continue;
        times++;
        if (time >= day) after++;
      }
  return times === 0 ? 0 : after / times;
}

/** Satisfaction is counted among valid call-backs: without a column for these a person must say what is valid. */
function missedValidity(columns: readonly ColumnDraft[]): string[] {
  const has = (name: string) => columns.find(({ column, sure }) => column.name === name && sure >= sureEnough);
  const at = has('callback_at') ?? has('satisfaction');
  if (has('callback_valid') || !at) return [];
  return [
    `no column says which call-backs are valid; if each one is: callback_valid: { from: [${(at.rule.from as string[]).join(', ')}], present: true }`,
  ];
}
