import type { Explanation, Figure } from './explain.ts';

/** An indicator's part in the change of a score between two periods. */
export interface Driver {
  node: string;
  name: string;
  measure: Figure['measure'];
  /** Part of the whole, 0–1: the product of the shares down to it; 0 in a period in which it did not enter. */
  part: number;
  partBefore: number;
  score: number | null;
  before: number | null;
  /** In its own measure. */
  value: number | null;
  valueBefore: number | null;
  /** Points: part × score now, less the same before. All drivers of a score sum to its change. */
  contribution: number;
}

/**
 * What moved a score: two explanations of one node, of two periods, taken apart into the change of each indicator's
 * part × points. An indicator that entered in one of them only is in it with all that it brought or took. The largest
 * effect comes first.
 */
export function explainChange(now: Explanation, before: Explanation): Driver[] {
  const then = new Map(leaves(before).map((leaf) => [leaf.node, leaf]));
  const here = leaves(now);
  const gone = leaves(before).filter(({ node }) => !here.some((leaf) => leaf.node === node));
  return [...here, ...gone.map((leaf) => ({ ...leaf, part: 0, score: null, value: null }))]
    .map((leaf): Driver => {
      const was = then.get(leaf.node);
      const [part, partBefore] = [entered(leaf), was ? entered(was) : 0];
      return {
        node: leaf.node,
        name: leaf.name,
        measure: leaf.measure,
        part,
        partBefore,
        score: leaf.score,
        before: was?.score ?? null,
        value: leaf.value,
        valueBefore: was?.value ?? null,
        contribution: part * (leaf.score ?? 0) - partBefore * (was?.score ?? 0),
      };
    })
    .filter(({ part, partBefore }) => part > 0 || partBefore > 0)
    .sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution) || (a.node < b.node ? -1 : 1));
}

interface Leaf extends Pick<Driver, 'node' | 'name' | 'measure' | 'part' | 'score' | 'value'> {}

const entered = ({ part, score }: Leaf): number => (score === null ? 0 : part);

function leaves(tree: Explanation, part = 1): Leaf[] {
  const { node, name, score, figure } = tree;
  if (figure) return [{ node, name, measure: figure.measure, part, score, value: figure.value }];
  return tree.children.flatMap((child) => leaves(child, part * child.share));
}
