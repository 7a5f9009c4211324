import { listValue } from 'duckdb';
import type { Goalposts } from '../../indicators/composite/normalisers.ts';
import { partsInDimension } from '../../indicators/composite/published-score.ts';
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
  leftOut: LeftOut[];
}

/** A subject without a rank: without a score, scored by other indicators than the rest, or 回访不足. */
export interface LeftOut {
  code: string;
  name: string;
  because: 'no score' | 'other indicators' | 'callbacks';
}

/** The SQL that reads it, for code versions. */
export const publishedIndexSql = ['published_figures', 'published_tops', 'unheard_subjects'].map((name) =>
  readSql(`marts/${name}`),
);
const [figuresSql, topsSql, unheardSql] = publishedIndexSql;

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

/** Reads what the scores of a node (default: the top) at a level were made from. Undefined: nobody is ranked. */
export async function readPublishedIndex(
  warehouse: Warehouse,
  framework: Framework,
  level: Level,
  period: string,
  top = topOf(framework, level),
): Promise<PublishedIndex | undefined> {
  const { ranked, set, provisional, leftOut } = await readRanked(warehouse, framework, level, period, top);
  if (set === undefined) return undefined;
  const figures = await resampledRows<Figure>(warehouse, figuresSql!, { period, level });
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
    provisional,
    leftOut,
  };
}

/** Who of a level is ranked by a node's score, in the official order, and who is not. */
export interface Ranked {
  ranked: Top[];
  /** The indicators that all of them are scored by; undefined when nobody is ranked. */
  set: string | undefined;
  /** Some figure is not complete yet. */
  provisional: boolean;
  leftOut: LeftOut[];
}

/**
 * All subjects in one ranking use one set of indicators (rule 4): the set that most of them have; of equally common ones
 * the largest. 回访不足 (rule 5) has no rank in what figures of call-backs enter: else who asks only the content would win.
 */
export async function readRanked(
  warehouse: Warehouse,
  framework: Framework,
  level: Level,
  period: string,
  node: string,
): Promise<Ranked> {
  const tops = await warehouse.rows<Top>(topsSql!, { period, level, node });
  const unheard = await readUnheard(warehouse, framework, level, period, node);
  const heard = tops.filter(({ state, code }) => state === 'ok' && !unheard.has(code));
  const set = commonSet(heard.map(({ indicators }) => indicators));
  const ranked = heard.filter(({ indicators }) => indicators === set);
  const because = ({ code, state }: Top): LeftOut['because'] => {
    if (unheard.has(code)) return 'callbacks';
    return state === 'ok' ? 'other indicators' : 'no score';
  };
  return {
    ranked,
    set,
    provisional: (ranked.length > 0 ? ranked : tops).some(({ provisional }) => provisional),
    leftOut: tops
      .filter((one) => !ranked.includes(one))
      .map((one) => ({ code: one.code, name: one.name, because: because(one) })),
  };
}

/** Subjects of which too few call-backs were answered (回访不足) for what is scored under a node. */
export async function readUnheard(
  warehouse: Warehouse,
  framework: Framework,
  level: Level,
  period: string,
  node: string,
): Promise<Set<string>> {
  const weighing = framework.dimensions
    .filter(({ id, weight }) => (node === 'index' ? weight > 0 : id === node))
    .flatMap((dimension) => [...partsInDimension(dimension, level)].filter(([, part]) => part > 0));
  const unheard = await warehouse.rows<{ subject: string }>(unheardSql!, {
    period,
    level,
    indicators: listValue(weighing.map(([id]) => id)),
  });
  return new Set(unheard.map(({ subject }) => subject));
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
  const lengths = figures.flatMap(({ replicates }) => (replicates ? [replicates.length] : []));
  const draws = lengths.length > 0 ? lengths.reduce((least, length) => Math.min(least, length)) : 0;
  const values: Record<string, Cell[]> = {};
  const drawn = Array.from({ length: draws }, (): Record<string, Cell[]> => ({}));
  for (const id of indicators) {
    const own = uCode.map((code) => byKey.get(`${id} ${code}`));
    values[id] = own.map((figure) => figure?.value ?? null);
    for (const columns of drawn) columns[id] = [];
    // Resamples of one figure lie together in memory.
    for (const figure of own)
      for (const [b, columns] of drawn.entries()) columns[id]!.push(figure?.replicates?.[b] ?? figure?.value ?? null);
  }
  return { values: { uCode, columns: values }, resamples: drawn.map((columns) => ({ uCode, columns })) };
}
