import { canonicalColumns, type Kind } from '../canonical.ts';
import { comparable } from '../source/header.ts';
import { timeNumber } from './date-formats.ts';
import { headerSays, isUnneeded, meaningOf } from './dictionary.ts';
import { type Profile, profileOf } from './profile.ts';
import type { Sample } from './sample.ts';
import { type ValueFit, valueFit } from './value-fit.ts';

/** From here on a guess is written as a mapping; below, down to `doubtful`, it is left to a person. */
export const sureEnough = 0.6;
export const doubtful = 0.35;

/** What a column of a table probably means. */
export interface Guess {
  column: string;
  header: string;
  index: number;
  /** 0 to 1. */
  sure: number;
  headerSays: number;
  value: ValueFit;
  profile: Profile;
  /** The cells, where later steps look at them again: numbers of orders. */
  cells?: string[];
}

/** What is thought of one table of an export. */
export interface TableGuess {
  kind: Kind;
  sample: Sample;
  profiles: Profile[];
  /** By canonical column: the guess, and for keys further ones. */
  columns: Map<string, Guess[]>;
  /** Canonical columns without a sure guess, with what might be meant, the likeliest first. */
  doubts: Map<string, Guess[]>;
  /** Headers that mean nothing we know, or are not needed. */
  unused: string[];
  /** Headers that stand twice or are empty: a contract cannot name them. */
  unnamed: string[];
  /** How well the table fits its kind: the sum of what is sure. */
  score: number;
}

/** Guesses what a table holds, and what each of its columns means: as the kind of export that it fits best. */
export function guessTable(sample: Sample, fileName: string): TableGuess {
  const profiles = sample.header.map((_, i) => profileOf(sample.rows.map((row) => row[i] ?? '')));
  const asOrders = guessAs('orders', sample, profiles);
  const guesses = (Object.keys(canonicalColumns) as Kind[])
    .map((kind) => (kind === 'orders' ? asOrders : guessAs(kind, sample, profiles)))
    .filter((guess) => mayBe(guess, asOrders, fileName));
  const preference = (guess: TableGuess): number => {
    const columns = canonicalColumns[guess.kind];
    const lacks = columns.filter(({ name, always }) => always && !guess.columns.has(name)).length;
    const named = kindInName(fileName) === guess.kind ? 1 : 0;
    return guess.score - 2 * lacks + named + 0.5 * (guess.columns.size / columns.length);
  };
  return guesses.reduce((best, each) => (preference(each) > preference(best) ? each : best));
}

/** What files are called that hold one kind of rows. The first that fits counts. */
const kindNames: [kind: string, name: RegExp][] = [
  ['callbacks', /回访|满意度|测评|评价|callback|survey/i],
  ['exclusions', /剔除|申诉|异议|不计考核|exclusion|appeal/i],
  ['assists', /协办|会办|assist/i],
  ['calls', /通话|话单|呼叫|来电记录|话务|call/i],
  ['orders', /工单|诉求|留言|信件|办件|order/i],
];

const kindInName = (name: string): string | undefined => kindNames.find(([, pattern]) => pattern.test(name))?.[0];

/** Columns that rows about an order have, and the orders themselves hardly. */
const ownColumns: Record<string, string[]> = {
  callbacks: ['callback_id', 'round', 'callback_at'],
  exclusions: ['exclusion_id', 'reason', 'decision', 'proposed_at'],
  assists: ['role'],
};

/** Rows about an order also look like orders, but say nothing of what the resident wanted. */
function mayBe({ kind, columns }: TableGuess, asOrders: TableGuess, fileName: string): boolean {
  const own = ownColumns[kind];
  if (!own || kindInName(fileName) === kind) return true;
  const tellsMatter = ['received_at', 'title', 'body', 'kind', 'category1'].some((column) =>
    asOrders.columns.get(column)?.some((guess) => guess.headerSays > 0.5),
  );
  return !tellsMatter && own.some((column) => columns.has(column));
}

function guessAs(kind: Kind, sample: Sample, profiles: Profile[]): TableGuess {
  const { named, unnamed } = namedHeaders(sample.header);
  const all = canonicalColumns[kind].flatMap(({ name: column }) =>
    named.flatMap((index) => guessOf(kind, column, sample.header[index]!, index, profiles[index]!) ?? []),
  );
  all.sort((a, b) => b.sure - a.sure || a.index - b.index);
  const columns = new Map<string, Guess[]>();
  const taken = new Set<number>();
  for (const guess of all) {
    if (guess.sure < sureEnough || columns.has(guess.column) || taken.has(guess.index)) continue;
    columns.set(guess.column, [guess]);
    taken.add(guess.index);
  }
  const [number] = columns.get('order_id') ?? [];
  if (number) number.cells = sample.rows.map((row) => row[number.index] ?? '');
  if (kind === 'orders') earliestTime(all, columns, taken, sample);
  moreKeys(all, columns, taken);
  orderCategories(columns);
  const doubts = new Map<string, Guess[]>();
  for (const guess of all) {
    if (columns.has(guess.column) || taken.has(guess.index) || guess.sure < doubtful) continue;
    const others = doubts.get(guess.column) ?? [];
    if (others.length < 3) doubts.set(guess.column, [...others, guess]);
  }
  const unused = named.filter((index) => !taken.has(index)).map((index) => sample.header[index]!);
  const score = [...columns.values()].reduce((sum, [guess]) => sum + guess!.sure, 0);
  return { kind, sample, profiles, columns, doubts, unused, unnamed, score };
}

/** Of headers that stand twice only the first can be named. */
function namedHeaders(header: readonly string[]): { named: number[]; unnamed: string[] } {
  const seen = new Set<string>();
  const named: number[] = [];
  const unnamed: string[] = [];
  for (const [i, name] of header.entries()) {
    const key = comparable(name);
    if (key !== '' && !seen.has(key)) named.push(i);
    else unnamed.push(key === '' ? `column ${i + 1}` : name);
    seen.add(key);
  }
  return { named, unnamed };
}

function guessOf(kind: Kind, column: string, header: string, index: number, profile: Profile): Guess | undefined {
  const heard = headerSays(header, column);
  const unneeded = heard < 0.9 && isUnneeded(header);
  const says = unneeded ? 0 : heard;
  const value = valueFit(profile, kind, column, header);
  const telling = unneeded ? 0 : value.telling;
  if (says === 0 && telling === 0) return undefined;
  const agree = profile.filled === 0 ? 0.8 : Math.min(1, 0.08 + value.fit * 0.98);
  const sure = Math.min(0.99, 1 - (1 - says * agree) * (1 - telling));
  return sure < 0.2 ? undefined : { column, header, index, sure, headerSays: says, value, profile };
}

/** Without a header that says so, the time of receipt is the one that comes before all others. */
function earliestTime(all: readonly Guess[], columns: Map<string, Guess[]>, taken: Set<number>, sample: Sample): void {
  if (columns.has('received_at')) return;
  const times = all.filter(({ column, value }) => column === 'received_at' && value.fit > 0.75);
  const others = [...columns.values()].flat().filter(({ profile }) => profile.share.date > 0.8);
  for (const guess of times.filter(({ index }) => !taken.has(index))) {
    const before = [...others, ...times].filter(({ index }) => index !== guess.index);
    const shares = before
      .map(({ index }) => notLater(sample, guess.index, index))
      .filter((share) => share !== undefined);
    const alone = before.length === 0;
    if (!alone && (shares.length === 0 || shares.some((share) => share < 0.9))) continue;
    const evidence = alone ? 'the only time in the table' : `earlier than ${shares.length} other times`;
    const sure = Math.min(0.9, guess.sure + (alone ? 0.35 : 0.45));
    if (sure < sureEnough) continue;
    columns.set('received_at', [
      { ...guess, sure, value: { ...guess.value, evidence: `${guess.value.evidence}; ${evidence}` } },
    ]);
    taken.add(guess.index);
    return;
  }
}

/** In how many rows one time is not later than another; undefined when too few have both. */
export function notLater(sample: Sample, earlier: number, later: number): number | undefined {
  let both = 0;
  let fits = 0;
  for (const row of sample.rows) {
    const [a, b] = [timeNumber(row[earlier] ?? ''), timeNumber(row[later] ?? '')];
    if (Number.isNaN(a) || Number.isNaN(b)) continue;
    both++;
    if (a <= b + 1e-9) fits++;
  }
  return both < 10 ? undefined : fits / both;
}

/** People may be known by several columns: telephone, identity number, user id. */
function moreKeys(all: readonly Guess[], columns: Map<string, Guess[]>, taken: Set<number>): void {
  for (const guess of all) {
    const first = columns.get(guess.column)?.[0];
    if (!['resident', 'caller'].includes(guess.column) || !first || taken.has(guess.index)) continue;
    if (guess.headerSays < 0.6 || guess.sure < 0.75) continue;
    columns.get(guess.column)!.push(guess);
    taken.add(guess.index);
  }
}

const levels = ['category1', 'category2', 'category3'];
const saysLevel = /[一二三]级|[123]$|大类|中类|小类|细类|level|class/i;

/** Levels of classes whose headers do not say which is which: the upper ones have fewer words. */
function orderCategories(columns: Map<string, Guess[]>): void {
  const found = levels.flatMap((level) => columns.get(level) ?? []);
  if (
    found.length < 2 ||
    found.some(({ header }) => saysLevel.test(header)) ||
    found.some(({ profile }) => profile.path)
  )
    return;
  found.sort((a, b) => a.profile.distinct - b.profile.distinct);
  for (const level of levels) columns.delete(level);
  for (const [i, guess] of found.entries())
    columns.set(levels[i]!, [
      {
        ...guess,
        column: levels[i]!,
        value: { ...guess.value, evidence: `${guess.value.evidence}; level by number of words` },
      },
    ]);
}

/** A header as a comment and the terminal have it: names broken into lines stand on one. */
export const onOneLine = (header: string): string => header.replace(/\s+/g, ' ').slice(0, 40);

/** A guess in words, as comments and the terminal have it. Never a value of a cell. */
export function told({ header, headerSays: says, sure, value }: Guess): string {
  const name = onOneLine(header);
  const heard =
    says >= 0.9
      ? `header ${name}`
      : says > 0
        ? `header ${name} (like ${says.toFixed(2)})`
        : `not by its header ${name}`;
  return `sure: ${sure.toFixed(2)} ${heard}; ${value.evidence}`;
}

/** The canonical column with its Chinese name. */
export const columnTold = (column: string): string =>
  meaningOf(column) === column ? column : `${column} ${meaningOf(column)}`;
