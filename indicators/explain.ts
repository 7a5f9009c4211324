import type { Framework, Indicator } from './framework.ts';
import type { Level } from './framework-schema.ts';

/** One row of `values`, of the subject and period explained. */
export interface ExplainedValue {
  indicator: string;
  state: string;
  value: number | null;
  low: number | null;
  high: number | null;
  n: number | null;
  numerator: number | null;
  denominator: number | null;
  provisional: boolean;
}

/** One row of `scores`, of the subject and period explained. */
export interface ExplainedScore {
  node: string;
  score: number | null;
  low: number | null;
  high: number | null;
  coverage: number;
  state: string;
  provisional: boolean;
}

/** One row of `goalposts`. */
export interface ExplainedGoalposts {
  indicator: string;
  low: number;
  high: number;
  basis: string;
}

/** A number and what it is made of. */
export interface Explanation {
  node: string;
  name: string;
  state: string;
  score: number | null;
  low: number | null;
  high: number | null;
  coverage: number;
  provisional: boolean;
  /** Weight among what entered beside it, 0–1; 0 when it did not enter. */
  share: number;
  /** share × score: the contributions of the children of a node sum to its score. */
  contribution: number;
  /** Of an indicator only. */
  figure?: Figure;
  children: Explanation[];
}

/** From the raw figure to the points. */
export interface Figure {
  definition: string;
  /** In its own measure: rates 0–1. */
  value: number | null;
  low: number | null;
  high: number | null;
  n: number | null;
  numerator: number | null;
  denominator: number | null;
  measure: Indicator['measure'];
  direction: Indicator['direction'];
  statistic: Indicator['statistic'];
  clock: Indicator['clock'];
  minimum: Indicator['min_sample'];
  goalposts: { low: number; high: number; basis: string } | undefined;
  /** How the value became points, with the numbers in place. */
  normalisation: string;
  source: string;
  ours: boolean;
  sqlFile: string;
}

export interface ExplainedRows {
  values: readonly ExplainedValue[];
  scores: readonly ExplainedScore[];
  goalposts: readonly ExplainedGoalposts[];
}

/**
 * The tree below a node (`index`, a dimension, a sub-dimension or an indicator) of one subject and period: weights,
 * normalisation, raw figure, numerator and denominator, SQL file. What does not apply at the level is left out.
 * @throws RangeError when the framework has no such node.
 */
export function explain(framework: Framework, level: Level, node: string, rows: ExplainedRows): Explanation {
  const tree = nodeTree(framework, level);
  const found = node === 'index' ? tree : find(tree, node);
  if (!found) throw new RangeError(`the framework has no node ${node} at level ${level}`);
  return explanation(found, 1, rows);
}

interface TreeNode {
  id: string;
  name: string;
  weight: number;
  indicator?: Indicator;
  children: TreeNode[];
}

function nodeTree(framework: Framework, level: Level): TreeNode {
  const dimensions = framework.dimensions.map((dimension) => ({
    id: dimension.id,
    name: dimension.name,
    weight: dimension.weight,
    children: dimension.sub_dimensions
      .map((sub) => ({
        id: sub.id,
        name: sub.name,
        weight: sub.weight,
        children: sub.indicators
          .filter((indicator) => indicator.levels.includes(level))
          .map((indicator) => ({
            id: indicator.id,
            name: indicator.name,
            weight: indicator.role === 'scored' ? indicator.weight : 0,
            indicator,
            children: [],
          })),
      }))
      .filter((sub) => sub.children.length > 0),
  }));
  return {
    id: 'index',
    name: framework.name,
    weight: 1,
    children: dimensions.filter((dimension) => dimension.children.length > 0),
  };
}

function find(tree: TreeNode, id: string): TreeNode | undefined {
  if (tree.id === id) return tree;
  for (const child of tree.children) {
    const found = find(child, id);
    if (found) return found;
  }
  return undefined;
}

function explanation(node: TreeNode, share: number, rows: ExplainedRows): Explanation {
  const row = rows.scores.find((score) => score.node === node.id);
  const entered = node.children.map((child) => (scoreBelow(child, rows) === null ? 0 : child.weight));
  const total = entered.reduce((sum, weight) => sum + weight, 0);
  const score = row?.score ?? null;
  return {
    node: node.id,
    name: node.name,
    state: row?.state ?? 'inapplicable',
    score,
    low: row?.low ?? null,
    high: row?.high ?? null,
    coverage: row?.coverage ?? 0,
    provisional: row?.provisional ?? false,
    share,
    contribution: share * (score ?? 0),
    ...(node.indicator && { figure: figureOf(node.indicator, rows) }),
    children: node.children.map((child, i) => explanation(child, total > 0 ? entered[i]! / total : 0, rows)),
  };
}

const scoreBelow = (node: TreeNode, rows: ExplainedRows): number | null =>
  rows.scores.find((score) => score.node === node.id)?.score ?? null;

function figureOf(indicator: Indicator, rows: ExplainedRows): Figure {
  const row = rows.values.find((value) => value.indicator === indicator.id);
  const post = rows.goalposts.find((goalposts) => goalposts.indicator === indicator.id);
  return {
    definition: indicator.definition,
    value: row?.value ?? null,
    low: row?.low ?? null,
    high: row?.high ?? null,
    n: row?.n ?? null,
    numerator: row?.numerator ?? null,
    denominator: row?.denominator ?? null,
    measure: indicator.measure,
    direction: indicator.direction,
    statistic: indicator.statistic,
    clock: indicator.clock,
    minimum: indicator.min_sample,
    goalposts: post && { low: post.low, high: post.high, basis: post.basis },
    normalisation: normalisation(indicator, row?.value ?? null, post),
    source: indicator.source,
    ours: indicator.ours,
    sqlFile: indicator.sqlFile,
  };
}

function normalisation(indicator: Indicator, value: number | null, post: ExplainedGoalposts | undefined): string {
  if (value === null || !post) return '';
  const [x, low, high] = [value, post.low, post.high].map((number) => String(Math.round(number * 1e4) / 1e4)) as [
    string,
    string,
    string,
  ];
  const fraction = indicator.direction === 'higher' ? `(${x} − ${low})` : `(${high} − ${x})`;
  return `100 × ${fraction} / (${high} − ${low}), clipped to ${indicator.goalposts?.floor ?? 0}–100`;
}
