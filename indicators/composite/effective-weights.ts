import type { Element, IndexTree } from './tree.ts';

/**
 * COINr's get_eff_weights: the part each element has in the index, its weight among its siblings multiplied down from
 * the top (1). Those of one level sum to 1 where every line passes through it.
 */
export function effectiveWeights(tree: IndexTree): Map<string, number> {
  const parts = new Map([[tree.top.iCode, 1]]);
  const descend = (parent: Element): void => {
    const children = tree.childrenOf(parent.iCode);
    const shares = sharesOf(children.map(({ Weight = 1 }) => Weight));
    for (const [i, child] of children.entries()) {
      parts.set(child.iCode, parts.get(parent.iCode)! * shares[i]!);
      descend(child);
    }
  };
  descend(tree.top);
  return parts;
}

/** Weights as parts of their sum; all 0 when they sum to 0. */
export function sharesOf(weights: readonly number[]): number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => (total > 0 ? weight / total : 0));
}
