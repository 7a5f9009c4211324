import { type Cell, complement, type Sum } from './complement.ts';

export interface FrameworkNode {
  node: string;
  parent: string;
  weight: number;
}

/**
 * Of one subject and period: which nodes to hide besides those in `hidden`, so that no hidden score can be worked out
 * of the score above it and its published sisters. A composite is a weighted mean: one hidden part can be solved for,
 * two cannot. The heaviest sister is hidden first, since it leaves the most room; of equals the one that is hidden in
 * most places anyhow (`often`), then the one that stands last; else the composite itself.
 * `scored`: nodes that have a score. `nodes`: parents before children.
 */
export function hiddenNodes(
  nodes: readonly FrameworkNode[],
  scored: ReadonlySet<string>,
  hidden: ReadonlySet<string>,
  often: ReadonlyMap<string, number> = new Map(),
): Set<string> {
  const present = nodes.filter(({ node }) => scored.has(node));
  const number = new Map(present.map(({ node }, i) => [node, i]));
  const oftenOf = ({ node }: FrameworkNode) => often.get(node) ?? 0;
  const turn = new Map(
    present
      .toReversed()
      .sort((a, b) => b.weight - a.weight || oftenOf(b) - oftenOf(a))
      .map(({ node }, i) => [node, i]),
  );
  const cells = present.map(
    ({ node }): Cell => ({
      amounts: [1],
      caps: [Number.POSITIVE_INFINITY],
      small: [hidden.has(node)],
      cost: turn.get(node)!,
    }),
  );
  const sums = present
    .map(
      ({ node }, total): Sum => ({
        total,
        parts: present.filter(({ parent }) => parent === node).map((child) => number.get(child.node)!),
      }),
    )
    .filter(({ parts }) => parts.length > 0)
    .reverse();
  const result = complement(cells, sums, { width: 2, below: 'one' });
  return new Set(present.flatMap(({ node }, i) => (result[i] ? [node] : [])));
}
