import { type Cell, complement, minimumCell, type Sum } from './complement.ts';
import { type CountSeries, linkedCounts } from './linked-counts.ts';

export interface PublicSubject {
  kind: string;
  slug: string;
  /** Of a street: the slug of its district. */
  parent: string;
}

/** One count of one subject: so many things, of so many different residents, out of at most `cap`. */
export interface SubjectCount {
  subject: number;
  amount: number;
  residents: number;
  cap: number;
}

/**
 * Counts of a period that are shown or hidden together: one (orders of an indicator) or several (its hits and its
 * misses: with the orders known, each tells the other).
 */
export interface SubjectTable {
  name: string;
  parts: SubjectCount[][];
  /** Subjects whose figure is hidden for another reason and must not be found out either. */
  marked: ReadonlySet<number>;
  /** The table whose counts are the caps of these: where both are hidden together, nothing bounds them. */
  within?: string;
}

/**
 * For every table the subjects whose cell is hidden: cells of 1 to 4 residents, and what else must be so that they
 * cannot be found from city, district and street, from city and unit, or from another table with the same counts.
 * `subjects`: in official order.
 */
export function hiddenSubjects(
  subjects: readonly PublicSubject[],
  tables: readonly SubjectTable[],
): Map<string, ReadonlySet<number>> {
  const byName = new Map(tables.map((table) => [table.name, table]));
  const sums = sumsOf(subjects);
  const levels = levelsOf(subjects);
  const hidden = new Map<string, ReadonlySet<number>>();
  for (const group of linkedCounts(tables.map((table) => seriesOf(table, levels)))) {
    const members = group.map(({ name }) => byName.get(name)!);
    const result = complement(cellsOf(subjects, members), sums);
    const chosen = new Set(result.flatMap((isHidden, subject) => (isHidden ? [subject] : [])));
    for (const { name } of members) hidden.set(name, chosen);
  }
  return hidden;
}

/** Streets before districts before the city, so that what cannot be made safe below is dealt with above. */
function sumsOf(subjects: readonly PublicSubject[]): Sum[] {
  const numbers = (kind: string) => subjects.flatMap((subject, i) => (subject.kind === kind ? [i] : []));
  const [city] = numbers('city');
  const districts = numbers('district');
  const streets = numbers('street');
  const below = districts.map((total) => ({
    total,
    parts: streets.filter((street) => subjects[street]!.parent === subjects[total]!.slug),
  }));
  if (city === undefined) return below;
  return [...below, { total: city, parts: districts }, { total: city, parts: numbers('unit') }].filter(
    ({ parts }) => parts.length > 0,
  );
}

function levelsOf(subjects: readonly PublicSubject[]): Map<string, number[]> {
  const levels = new Map<string, number[]>();
  for (const [number, { kind }] of subjects.entries()) levels.set(kind, [...(levels.get(kind) ?? []), number]);
  return levels;
}

function seriesOf({ name, parts }: SubjectTable, levels: ReadonlyMap<string, number[]>): CountSeries {
  const vectors = parts.flatMap((counts) => {
    const known = new Map(counts.map(({ subject, amount }) => [subject, amount]));
    return [...levels].map(([level, members]) => ({ level, amounts: members.map((number) => known.get(number) ?? 0) }));
  });
  return { name, vectors };
}

function cellsOf(subjects: readonly PublicSubject[], members: readonly SubjectTable[]): Cell[] {
  const names = new Set(members.map(({ name }) => name));
  const columns = members.flatMap(({ parts, marked, within }) =>
    parts.map((counts) => ({
      marked,
      isFree: within !== undefined && names.has(within),
      known: new Map(counts.map((count) => [count.subject, count])),
    })),
  );
  return subjects.map((_, number) => {
    const counts = columns.map(({ known }) => known.get(number));
    return {
      amounts: counts.map((count) => count?.amount ?? 0),
      caps: counts.map((count, i) => (columns[i]!.isFree ? Number.POSITIVE_INFINITY : (count?.cap ?? 0))),
      small: columns.map(({ marked }, i) => {
        const { amount = 0, residents = 0 } = counts[i] ?? {};
        return amount > 0 && (residents < minimumCell || marked.has(number));
      }),
      cost: counts.reduce((so, count) => so + (count?.amount ?? 0), 0),
    };
  });
}
