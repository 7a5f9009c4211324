import { type Graph, louvain } from '../topics/louvain.ts';

/** Two orders without a common place are of one matter from this cosine on … */
const density = 0.3;
/** … and the larger such groups are, the looser they may join: a joint group counts for size ** growth. */
const growth = 0.8;

/**
 * Groups anew what is in no group of a place. One policy or one fault is told in many words, so a theme is a chain of
 * tight groups rather than one dense one.
 * @param settled whether a group of `groupOf` is one of a place: it stays as it is.
 * @returns the group of each row; numbers below `nodes` are those of settled groups.
 */
export function themesOf(graph: Graph, groupOf: Int32Array, settled: (group: number) => boolean): Int32Array {
  const free = Uint8Array.from(groupOf, (group) => (settled(group) ? 0 : 1));
  const between = (edge: number) => free[graph.from[edge]!] === 1 && free[graph.to[edge]!] === 1;
  const edges = Array.from(graph.from.keys()).filter(between);
  const open: Graph = {
    nodes: graph.nodes,
    from: Int32Array.from(edges, (edge) => graph.from[edge]!),
    to: Int32Array.from(edges, (edge) => graph.to[edge]!),
    weight: Float32Array.from(edges, (edge) => graph.weight[edge]!),
  };
  const themes = louvain(open, density, new Float64Array(open.nodes).fill(1), growth);
  return groupOf.map((group, row) => (free[row] === 1 ? graph.nodes + themes[row]! : group));
}

/**
 * Rows alone in their group join that of their strongest edge; of equal ones, the first. Groups of a place take none in:
 * that a row tells of their place is not said by its words.
 */
export function withFollowers(
  { nodes, from, to, weight }: Graph,
  groupOf: Int32Array,
  ofPlace: (group: number) => boolean,
): Int32Array {
  const size = new Map<number, number>();
  for (const group of groupOf) size.set(group, (size.get(group) ?? 0) + 1);
  const strongest = new Float64Array(nodes);
  const followed = groupOf.slice();
  const look = (row: number, other: number, cosine: number): void => {
    const group = groupOf[other]!;
    if (size.get(groupOf[row]!) !== 1 || size.get(group) === 1 || ofPlace(group) || cosine <= strongest[row]!) return;
    strongest[row] = cosine;
    followed[row] = group;
  };
  for (let edge = 0; edge < from.length; edge++) {
    look(from[edge]!, to[edge]!, weight[edge]!);
    look(to[edge]!, from[edge]!, weight[edge]!);
  }
  return followed;
}
