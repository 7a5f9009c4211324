import type { DenseMatrix } from './sparse.ts';
import { cut, ward } from './ward.ts';

/**
 * The two upper levels above some topics: Ward's tree of their centroids, cut to about a third and a ninth of their
 * number. A node is called after the lowest number below it, `M` on the finer level and `L` on the coarser.
 */
export function upperNodes(centroids: DenseMatrix, documents: number[], ids: string[]): [string, string][] {
  const tree = ward(
    centroids,
    documents.map((n) => Math.max(1, n)),
  );
  const middle = cut(tree, Math.ceil(ids.length / 3));
  const large = cut(tree, Math.ceil(ids.length / 9));
  const name = (letter: string, groups: Int32Array, topic: number): string => {
    const numbers = ids.filter((_, other) => groups[other] === groups[topic]).map((id) => Number(id.slice(1)));
    return letter + String(Math.min(...numbers)).padStart(3, '0');
  };
  return ids.map((_, topic) => [name('M', middle, topic), name('L', large, topic)]);
}
