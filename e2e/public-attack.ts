import { attack, type Bounds, type Equation } from '../pipelines/report/suppression/attacker.ts';

export type Row = Record<string, string | number | boolean | null>;

/** The rows of a table of 公开版, by its name. */
type Published = (table: string) => Row[];

/** What 公开版 is made from: `value_cells`, `situation`, and orders and residents per topic and district. */
export interface Truth {
  cells: Row[];
  situation: Row[];
  places: Row[];
}

/** A count of 1 to 4 residents, whether it is shown, and between what limits it can be found. */
interface SmallCount extends Bounds {
  name: string;
  subject: string;
  amount: number;
  isShown: boolean;
}

/** One count of many subjects, and of whom it is shown. */
interface Count {
  amounts: Map<string, number>;
  shows: (subject: string) => boolean;
}

const subjectOf = (row: Row): string => `${row.kind ?? row.subject_kind}/${row.slug ?? row.subject}`;
export const subjectKey = (row: Row, name: unknown): string => `${subjectOf(row)}/${name}`;

/** Every small count of a period of a truth, attacked with all that the tables of the period show. */
export function smallCounts(rows: Published, truth: Truth, period: Row[string]): SmallCount[] {
  const listed = new Set(
    rows('figures')
      .filter((row) => row.period === period)
      .map((row) => subjectKey(row, row.indicator)),
  );
  const cells = truth.cells.filter((cell) => cell.period === period && listed.has(subjectKey(cell, cell.indicator)));
  const counts = new Map([...figureCounts(rows, cells, period), ...situationCounts(rows, truth.situation, period)]);
  // Counts that are equal for all subjects are one count, as the definitions say.
  const names = new Map<string, string>();
  const shownOf = new Map<string, Count['shows'][]>();
  const one = new Map<string, string>();
  for (const [name, { amounts, shows }] of counts) {
    const vector = JSON.stringify([...amounts].sort());
    const same = one.get(vector) ?? name;
    one.set(vector, same);
    names.set(name, same);
    shownOf.set(same, [...(shownOf.get(same) ?? []), shows]);
  }
  const isShown = (name: string) => (subject: string) => shownOf.get(names.get(name)!)!.some((shows) => shows(subject));
  const equations: Equation[] = [];
  const atMost: [string, string][] = [];
  for (const [name, { amounts }] of counts)
    if (names.get(name) === name) equations.push(...sums(rows, name, amounts, isShown(name)));
  for (const cell of cells) {
    const subject = subjectOf(cell);
    const parts = (['things', 'hits', 'misses'] as const).map((part) => ({
      name: names.get(`${cell.indicator}.${part}`)!,
      part,
      isShown: isShown(`${cell.indicator}.${part}`)(subject),
    }));
    if (parts.every((part) => part.isShown)) continue;
    if (Number(cell.hits) + Number(cell.misses) === Number(cell.things)) {
      const known = parts
        .filter((part) => part.isShown)
        .reduce((so, { part }) => so + (part === 'things' ? -1 : 1) * Number(cell[part]), 0);
      equations.push({
        terms: parts
          .filter((part) => !part.isShown)
          .map(({ name, part }) => ({ cell: `${name}|${subject}`, sign: part === 'things' ? -1 : 1 })),
        sum: -known,
      });
    }
    if (!parts[0]!.isShown)
      for (const part of parts.slice(1))
        if (!part.isShown) atMost.push([`${part.name}|${subject}`, `${parts[0]!.name}|${subject}`]);
  }
  const found = attack(equations, atMost);
  const small: SmallCount[] = [];
  const add = (name: string, subject: string, amount: number) =>
    small.push({
      name,
      subject,
      amount,
      isShown: isShown(name)(subject),
      ...(found.get(`${names.get(name)}|${subject}`) ?? { low: 0, high: Number.POSITIVE_INFINITY }),
    });
  for (const cell of cells)
    for (const [part, residents] of [
      ['things', 'residents'],
      ['hits', 'hit_residents'],
      ['misses', 'miss_residents'],
    ] as const)
      if (Number(cell[part]) > 0 && Number(cell[residents]) < 5)
        add(`${cell.indicator}.${part}`, subjectOf(cell), Number(cell[part]));
  for (const measure of ['诉求人数', '未办结工单'])
    for (const [subject, amount] of counts.get(measure)!.amounts)
      if (amount > 0 && amount < 5) add(measure, subject, amount);
  return small;
}

/** Orders, hits and misses of every indicator. */
function figureCounts(rows: Published, cells: readonly Row[], period: Row[string]): [string, Count][] {
  const shown = new Set(
    rows('figures')
      .filter((row) => row.period === period && row.state !== 'suppressed')
      .map((row) => subjectKey(row, row.indicator)),
  );
  return [...new Set(cells.map((cell) => String(cell.indicator)))].flatMap((indicator) =>
    ['things', 'hits', 'misses'].map((part): [string, Count] => [
      `${indicator}.${part}`,
      {
        amounts: new Map(
          cells.filter((cell) => cell.indicator === indicator).map((cell) => [subjectOf(cell), Number(cell[part])]),
        ),
        shows: (subject) => shown.has(`${subject}/${indicator}`),
      },
    ]),
  );
}

function situationCounts(rows: Published, truth: readonly Row[], period: Row[string]): [string, Count][] {
  const situation = rows('situation').filter((row) => row.period === period);
  const listed = new Set(situation.map(subjectOf));
  return ['件次', '工单数', '诉求人数', '未办结工单'].map((measure) => {
    const open = new Set(situation.filter((row) => row.measure === measure && row.state_text === '').map(subjectOf));
    const own = truth.filter((row) => row.period === period && row.measure === measure && listed.has(subjectOf(row)));
    return [
      measure,
      {
        amounts: new Map(own.map((row) => [subjectOf(row), Number(row.value)])),
        shows: (subject) => open.has(subject),
      },
    ];
  });
}

/** The sums over districts, streets and units of one count, given the truth of what is shown and of what is left over. */
function sums(rows: Published, name: string, amounts: Count['amounts'], isShown: Count['shows']): Equation[] {
  const subjects = rows('subjects').map((row) => ({ id: subjectOf(row), kind: row.kind, parent: row.parent }));
  const of = (kind: string, parent?: string) =>
    subjects.filter((s) => s.kind === kind && (!parent || s.parent === parent) && amounts.has(s.id));
  const tables = [
    ['city/city', of('district')],
    ['city/city', of('unit')],
    ...of('district').map(({ id }) => [id, of('street', id.split('/')[1]!)]),
  ] as [string, { id: string }[]][];
  return tables
    .filter(([total, parts]) => amounts.has(total) && parts.length > 0)
    .map(([total, parts]) => {
      const left = amounts.get(total)! - parts.reduce((so, { id }) => so + amounts.get(id)!, 0);
      const terms = [{ id: total, sign: 1 as const }, ...parts.map(({ id }) => ({ id, sign: -1 as const }))];
      const shown = terms.filter(({ id }) => isShown(id)).reduce((so, { id, sign }) => so + sign * amounts.get(id)!, 0);
      return {
        terms: terms.filter(({ id }) => !isShown(id)).map(({ id, sign }) => ({ cell: `${name}|${id}`, sign })),
        sum: left - shown,
      };
    });
}

/** A topic of 1 to 4 residents in a district, whether its row is shown, and between what limits it can be found. */
interface SmallPlace extends Bounds {
  topic: Row[string];
  district: Row[string];
  isShown: boolean;
}

/** Every small cell of topics by district, attacked with the totals of topics that are shown and of all districts. */
export function smallTopicPlaces(rows: Published, places: readonly Row[]): SmallPlace[] {
  const open = new Set(
    rows('topic_districts')
      .filter((row) => row.state_text === '')
      .map((row) => row.topic!),
  );
  const newest = rows('periods').find((row) => row.newest)!.month;
  const totals = new Set(
    rows('topic_months')
      .filter((row) => row.month === newest && row.state_text === '')
      .map((row) => row.topic!),
  );
  const districts = new Set(places.map((row) => row.district));
  const topics = new Set(places.map((row) => row.topic!));
  const of = (keep: (row: Row) => boolean) => places.filter((row) => keep(row) && !open.has(row.topic!));
  const equation = (cells: readonly Row[]): Equation => ({
    terms: cells.map((row) => ({ cell: `${row.topic}|${row.district}`, sign: 1 })),
    sum: cells.reduce((so, row) => so + Number(row.orders), 0),
  });
  const found = attack([
    ...[...districts].map((district) => equation(of((row) => row.district === district))),
    ...[...topics].filter((topic) => totals.has(topic)).map((topic) => equation(of((row) => row.topic === topic))),
  ]);
  return places
    .filter((row) => Number(row.residents) < 5)
    .map(({ topic, district }) => ({
      topic: topic!,
      district: district!,
      isShown: open.has(topic!),
      ...(found.get(`${topic}|${district}`) ?? { low: 0, high: 0 }),
    }));
}
