import type { Goalposts } from '../../indicators/composite/normalisers.ts';
import { publishedSpecification } from '../../indicators/composite/published-specification.ts';
import type { Specification } from '../../indicators/composite/specification.ts';
import type { Cell, Table } from '../../indicators/composite/table.ts';
import { IndexTree } from '../../indicators/composite/tree.ts';
import { type Framework, scoredAt } from '../../indicators/framework.ts';
import type { Level } from '../../indicators/framework-schema.ts';
import { readSql } from '../engine/sql.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';
import { resampledRows } from './resampled-rows.ts';

/** The published score of one level and period, ready to be replayed. */
export interface PublishedIndex {
  /** Subjects that are ranked, in the official order; row i of every table. */
  subjects: { code: string; name: string }[];
  specification: Specification;
  /** The figures of the same subjects, once per resample. */
  resamples: Table[];
  /** The node at the top: `index`, or the only dimension of the level. */
  top: string;
  /** Some figure is not complete yet. */
  provisional: boolean;
  /** Subjects without a rank: without a score, or scored by other indicators than the rest. */
  leftOut: { code: string; name: string; because: 'no score' | 'other indicators' }[];
}

/** The SQL that reads it, for code versions. */
export const publishedIndexSql = ['published_figures', 'published_tops'].map((name) => readSql(`marts/${name}`));

interface Figure {
  subject: string;
  indicator: string;
  value: number | null;
  replicates: Float32Array | null;
}

interface Top {
  code: string;
  name: string;
  state: string;
  provisional: boolean;
  indicators: string;
}

/**
 * Reads what the scores of a node (default: the top) at a level were made from. All subjects in one ranking use one set of indicators (rule 4): the
 * set that most subjects have; of equally common ones the largest. Undefined: nobody has a score.
 */
export async function readPublishedIndex(
  warehouse: Warehouse,
  framework: Framework,
  level: Level,
  period: string,
  top = topOf(framework, level),
): Promise<PublishedIndex | undefined> {
  const [figuresSql, topsSql] = publishedIndexSql as [string, string];
  const tops = await warehouse.rows<Top>(topsSql, { period, level, node: top });
  const set = commonSet(tops.filter(({ state }) => state === 'ok').map(({ indicators }) => indicators));
  if (set === undefined) return undefined;
  const ranked = tops.filter(({ state, indicators }) => state === 'ok' && indicators === set);
  const figures = await resampledRows<Figure>(warehouse, figuresSql, { period, level });
  const posts = await warehouse.rows<Goalposts & { indicator: string }>(
    'select indicator, low, high from goalposts where framework = $framework order by indicator',
    { framework: framework.key },
  );
  const { values, resamples } = tablesOf(
    ranked.map(({ code }) => code),
    set.split(','),
    figures,
  );
  const specification = publishedSpecification(
    framework,
    level,
    values,
    new Map(posts.map((post) => [post.indicator, post])),
  );
  return {
    subjects: ranked.map(({ code, name }) => ({ code, name })),
    specification,
    resamples,
    top: new IndexTree(specification.iMeta).top.iCode,
    provisional: ranked.some(({ provisional }) => provisional),
    leftOut: tops
      .filter((one) => !ranked.includes(one))
      .map(({ code, name, state }) => ({ code, name, because: state === 'ok' ? 'other indicators' : 'no score' })),
  };
}

/** Where both dimensions exist there is an index; units are ranked by the one they have. */
export function topOf(framework: Framework, level: Level): string {
  const scored = new Set(scoredAt(framework, level).map(({ dimension }) => dimension));
  const dimensions = framework.dimensions.filter(({ id, weight }) => weight > 0 && scored.has(id));
  return dimensions.length === 1 ? dimensions[0]!.id : 'index';
}

function commonSet(sets: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const set of sets) counts.set(set, (counts.get(set) ?? 0) + 1);
  const size = (set: string) => set.split(',').length;
  return [...counts.keys()].sort((a, b) => counts.get(b)! - counts.get(a)! || size(b) - size(a) || (a < b ? -1 : 1))[0];
}

function tablesOf(
  uCode: readonly string[],
  indicators: readonly string[],
  figures: readonly Figure[],
): { values: Table; resamples: Table[] } {
  const byKey = new Map(figures.map((figure) => [`${figure.indicator} ${figure.subject}`, figure]));
  const own = indicators.map((id) => uCode.map((code) => byKey.get(`${id} ${code}`)));
  const table = (pick: (figure: Figure) => Cell): Table => ({
    uCode,
    columns: Object.fromEntries(
      indicators.map((id, i) => [id, own[i]!.map((figure) => (figure ? pick(figure) : null))]),
    ),
  });
  const draws = Math.min(...figures.map(({ replicates }) => replicates?.length ?? Infinity));
  return {
    values: table(({ value }) => value),
    resamples: Array.from({ length: Number.isFinite(draws) ? draws : 0 }, (_, b) =>
      table(({ value, replicates }) => replicates?.[b] ?? value),
    ),
  };
}
