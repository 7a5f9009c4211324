import { grouped } from '../../grouped.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';
import { minimumCell } from './complement.ts';
import { type FrameworkNode, hiddenNodes } from './composites.ts';
import { hiddenSubjects, type PublicSubject, type SubjectCount, type SubjectTable } from './subject-counts.ts';

/** What one period of 公开版 may not show, as (subject, name) pairs; subjects by their number among those given. */
export interface WithheldOfPeriod {
  figures: [subject: number, indicator: string][];
  scores: [subject: number, node: string][];
  callbacks: [subject: number, indicator: string][];
  counts: [subject: number, measure: string][];
}

interface Counted {
  subject: number;
  name: string;
  things: number;
  hits: number;
  misses: number;
  residents: number;
  hit_residents: number;
  miss_residents: number;
}

/** Measures of 态势 that rest on the same orders: they are hidden together. */
const volume = ['件次', '工单数', '诉求人数', '每万人诉求人数'];
const openOrders = '未办结工单';
const [ordersOf, splitOf, missingOf] = ['orders/', 'split/', 'missing/'];

/**
 * Decides for one period which figures, scores, call-back bounds and counts are 件数过少，不予公布. Reads the published
 * tables of the internal edition (`published_*`), `value_cells` and `open_order_residents`. Figures hidden for the sake
 * of a score are hidden from sums too, so both are repeated until nothing is added.
 */
export async function withheldOf(
  warehouse: Warehouse,
  period: string,
  subjects: readonly PublicSubject[],
  nodes: readonly FrameworkNode[],
): Promise<WithheldOfPeriod> {
  const numbers = new Map(subjects.map(({ kind, slug }, i) => [`${kind}/${slug}`, i]));
  const read = async <Row>(sql: string) =>
    (await warehouse.rows<Row & { kind: string; slug: string }>(sql, { period })).map((row) => ({
      ...row,
      subject: numbers.get(`${row.kind}/${row.slug}`)!,
    }));
  const counted = await read<Counted>(
    `select f.kind, f.slug, f.indicator as name, c.things, c.hits, c.misses, c.residents, c.hit_residents, c.miss_residents
     from published_figures f
     join published_subjects b on b.kind = f.kind and b.slug = f.slug
     join value_cells c on c.period = f.period and c.subject_kind = f.kind and c.subject = b.code and c.indicator = f.indicator
     where f.period = $period order by f.kind, f.place, f.indicator_position`,
  );
  const missing = await read<{ name: string; missing: number }>(
    'select kind, slug, indicator as name, missing from published_callback_bounds where period = $period order by kind, place, indicator',
  );
  const situation = await read<{ measure: string; value: number; residents: number | null }>(
    `select s.kind, s.slug, s.measure, s.value, o.residents from published_situation s
     left join open_order_residents o on o.period = s.period and o.kind = s.kind and o.slug = s.slug and s.measure = '${openOrders}'
     where s.period = $period order by s.kind, s.slug, s.measure`,
  );
  const scores = await read<{ node: string }>(
    `select kind, slug, node from published_scores where period = $period and score is not null
     union all select kind, slug, indicator from published_figures where period = $period and score is not null`,
  );
  const scored = new Map<number, Set<string>>();
  for (const { subject, node } of scores) {
    const known = scored.get(subject);
    if (known) known.add(node);
    else scored.set(subject, new Set([node]));
  }

  const tables = [...countTables(situation), ...figureTables(counted), ...missingTables(missing)];
  const marks = new Map<string, Set<number>>();
  const indicators = [...new Set(counted.map(({ name }) => name))];
  for (;;) {
    const hidden = hiddenSubjects(
      subjects,
      tables.map((table) => ({ ...table, marked: marks.get(table.name) ?? new Set<number>() })),
    );
    const hides = (table: string, subject: number) => hidden.get(table)?.has(subject) ?? false;
    const isHidden = (indicator: string, subject: number) =>
      hides(ordersOf + indicator, subject) || hides(splitOf + indicator, subject);
    const hiddenOf = (subject: number) => new Set(indicators.filter((indicator) => isHidden(indicator, subject)));
    const nodesOf = new Map(
      [...scored].map(([subject, own]) => [subject, hiddenNodes(nodes, own, hiddenOf(subject))] as const),
    );
    let isNew = false;
    for (const [subject, hiddenHere] of nodesOf)
      for (const node of hiddenHere)
        if (indicators.includes(node) && !isHidden(node, subject)) {
          const marked = marks.get(splitOf + node) ?? new Set();
          isNew ||= !marked.has(subject);
          marks.set(splitOf + node, marked.add(subject));
        }
    if (isNew) continue;
    const isIndicator = new Set(indicators);
    return {
      figures: counted
        .filter(({ name, subject }) => isHidden(name, subject) || marks.get(splitOf + name)?.has(subject))
        .map(({ subject, name }) => [subject, name]),
      scores: [...nodesOf].flatMap(([subject, own]) =>
        [...own].filter((node) => !isIndicator.has(node)).map((node): [number, string] => [subject, node]),
      ),
      callbacks: missing
        .filter(({ name, subject }) => isHidden(name, subject) || hides(missingOf + name, subject))
        .map(({ subject, name }) => [subject, name]),
      counts: situation
        .filter(({ measure, subject }) => hides(volume.includes(measure) ? volume[0]! : measure, subject))
        .map(({ subject, measure }) => [subject, measure]),
    };
  }
}

const unbounded = Number.POSITIVE_INFINITY;

/** Hits and misses are at most the orders, where those are shown: not of fewer than 5 residents. */
const capOf = ({ things, residents }: Counted): number => (residents < minimumCell ? unbounded : things);

/** The orders an indicator counts, and their split into hits and misses. */
function figureTables(counted: readonly Counted[]): SubjectTable[] {
  return [...grouped(counted, ({ name }) => name)].flatMap(([name, rows]) => [
    {
      name: ordersOf + name,
      marked: new Set<number>(),
      parts: [rows.map((row) => count(row.subject, row.things, row.residents, unbounded))],
    },
    {
      name: splitOf + name,
      within: ordersOf + name,
      marked: new Set<number>(),
      parts: [
        rows.map((row) => count(row.subject, row.hits, row.hit_residents, capOf(row))),
        rows.map((row) => count(row.subject, row.misses, row.miss_residents, capOf(row))),
      ],
    },
  ]);
}

/** Those who were not reached by a call-back; how many people they are is not kept, so orders count. */
function missingTables(missing: readonly { subject: number; name: string; missing: number }[]): SubjectTable[] {
  return [...grouped(missing, ({ name }) => name)].map(([name, rows]) => ({
    name: missingOf + name,
    marked: new Set<number>(),
    parts: [rows.map((row) => count(row.subject, row.missing, row.missing, unbounded))],
  }));
}

/** Contacts, orders and residents as one table; open orders as another. Without a resident column orders are counted. */
function countTables(
  situation: readonly { subject: number; measure: string; value: number; residents: number | null }[],
): SubjectTable[] {
  const of = (measure: string) => situation.filter((row) => row.measure === measure);
  const people = new Map(of('诉求人数').map(({ subject, value }) => [subject, value]));
  return [
    {
      name: volume[0]!,
      marked: new Set<number>(),
      parts: ['件次', '工单数', '诉求人数'].map((measure) =>
        of(measure).map(({ subject, value }) => count(subject, value, people.get(subject) ?? value, unbounded)),
      ),
    },
    {
      name: openOrders,
      marked: new Set<number>(),
      parts: [
        of(openOrders).map(({ subject, value, residents }) => count(subject, value, residents ?? value, unbounded)),
      ],
    },
  ];
}

const count = (subject: number, amount: number, residents: number, cap: number): SubjectCount => ({
  subject,
  amount,
  residents,
  cap,
});
