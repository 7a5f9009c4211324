import { type Graph, louvainLevels } from '../topics/louvain.ts';
import type { SparseMatrix } from '../topics/sparse.ts';
import { Centre } from './centre.ts';
import { rowsByGroup } from './rows-by-group.ts';

/** Two orders without a common place are of one matter from this cosine on … */
const density = 0.3;
/** … and the larger such groups are, the looser they may join: a joint group counts for size ** growth. */
const growth = 0.8;
/** A theme holds when the cosines of all its pairs average at least this. */
const leastMean = 0.1;

/**
 * Groups anew what is in no group of a place. One policy or one fault is told in many words, so a theme is a chain of
 * tight groups rather than one dense one. Chains may run through a whole city: a theme whose rows are too far from each
 * other falls back into the groups that it was joined from.
 * @param settled whether a group of `groupOf` is one of a place: it stays as it is.
 * @returns the group of each row; the numbers of settled groups stay, all others are new.
 */
export function themesOf(
  vectors: SparseMatrix,
  graph: Graph,
  groupOf: Int32Array,
  settled: (group: number) => boolean,
): Int32Array {
  const free = Uint8Array.from(groupOf, (group) => (settled(group) ? 0 : 1));
  const kept = (_: number, edge: number) => free[graph.from[edge]!] === 1 && free[graph.to[edge]!] === 1;
  const open: Graph = {
    nodes: graph.nodes,
    from: graph.from.filter(kept),
    to: graph.to.filter(kept),
    weight: graph.weight.filter(kept),
  };
  const levels = louvainLevels(open, density, new Float64Array(open.nodes).fill(1), growth);
  const themes = heldTogether(vectors, levels);
  return groupOf.map((group, row) => (free[row] === 1 ? graph.nodes + themes[row]! : group));
}

/** Of each branch of the levels the highest group that holds together; the lowest where none does. */
function heldTogether(vectors: SparseMatrix, levels: readonly Int32Array[]): Int32Array {
  const theme = new Int32Array(vectors.rows).fill(-1);
  const centre = new Centre(vectors);
  let next = 0;
  for (let level = levels.length - 1; level >= 0; level--)
    for (const rows of rowsByGroup(levels[level]!).values()) {
      if (theme[rows[0]!] !== -1) continue;
      if (level > 0 && !holds(centre, rows)) continue;
      for (const row of rows) theme[row] = next;
      next++;
    }
  return theme;
}

function holds(centre: Centre, rows: readonly number[]): boolean {
  if (rows.length < 2) return true;
  centre.of(rows);
  return centre.meanCosine() >= leastMean;
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
