import type { Graph } from '../topics/louvain.ts';
import type { SparseMatrix } from '../topics/sparse.ts';
import { Centre } from './centre.ts';
import { rowsByGroup } from './rows-by-group.ts';

/** A row goes over to another group when it resembles its centre at least so much. */
const leastToJoin = 0.25;
/** It stays in its own while it resembles the others in it at least so much … */
const leastToStay = 0.12;
/** … and in one of a place, whose name all share, while it resembles them so much without that name. */
const leastToStayAtPlace = leastToJoin;
const rounds = 3;

/** What a group's place asks of rows; groups without a place ask nothing. */
export interface PlaceRule {
  /** Whether a word is part of the name of the group's place. */
  inName(group: number, word: number): boolean;
  /** Whether a row may be told of at the group's place. */
  admits(group: number, row: number): boolean;
}

/**
 * Moves each row to the group whose centre (the mean of the others in it) is nearest, among its own and those of its
 * neighbours in the graph, and leaves alone what resembles none: local moves look at edges only, a centre says what a
 * group is about. In a group of a place its name does not count: another matter there is another event.
 * One centre is held at a time, so that memory does not grow with the groups.
 * @returns the group of each row; the numbers mean nothing but sameness.
 */
export function nearestGroups(
  vectors: SparseMatrix,
  graph: Graph,
  groupOf: Int32Array,
  atPlaces: PlaceRule,
): Int32Array {
  let current = groupOf;
  for (let round = 0; round < rounds; round++) current = moved(vectors, graph, current, atPlaces);
  return current;
}

function moved(vectors: SparseMatrix, graph: Graph, groupOf: Int32Array, { inName, admits }: PlaceRule): Int32Array {
  const members = rowsByGroup(groupOf);
  const visitors = visitorsOf(graph, groupOf);
  const visited = new Int32Array(vectors.rows).fill(-1);
  const centre = new Centre(vectors);
  const best = groupOf.slice();
  const nearest = new Float64Array(vectors.rows).fill(-1);
  const own = new Float64Array(vectors.rows).fill(-1);
  const leaves = new Uint8Array(vectors.rows);
  for (const [group, rows] of members) {
    if (rows.length < 2) continue;
    centre.of(rows);
    for (const row of rows) own[row] = centre.cosineWithOthers(row);
    for (const row of visitors(group)) {
      if (visited[row] === group) continue;
      visited[row] = group;
      const cosine = centre.cosine(row);
      if (cosine < leastToJoin || cosine <= nearest[row]! || !admits(group, row)) continue;
      nearest[row] = cosine;
      best[row] = group;
    }
    const named = centre.leaveOut((word) => inName(group, word));
    const least = named ? leastToStayAtPlace : leastToStay;
    for (const row of rows) if (centre.counts(row) && centre.cosineWithOthers(row) < least) leaves[row] = 1;
  }
  let alone = groupOf.reduce((most, group) => Math.max(most, group), -1) + 1;
  return best.map((group, row) => {
    if (nearest[row]! > own[row]!) return group;
    return leaves[row] === 1 ? alone++ : groupOf[row]!;
  });
}

/** Rows with an edge into a group of two or more that they are not in: as often as they have one. */
function visitorsOf({ from, to }: Graph, groupOf: Int32Array): (group: number) => Int32Array {
  const groups = groupOf.reduce((most, group) => Math.max(most, group), -1) + 1;
  const size = new Int32Array(groups);
  for (const group of groupOf) size[group]!++;
  const eachVisit = (visit: (row: number, group: number) => void): void => {
    for (let edge = 0; edge < from.length; edge++) {
      const [one, other] = [from[edge]!, to[edge]!];
      const [a, b] = [groupOf[one]!, groupOf[other]!];
      if (a === b) continue;
      if (size[b]! > 1) visit(one, b);
      if (size[a]! > 1) visit(other, a);
    }
  };
  const starts = new Int32Array(groups + 1);
  eachVisit((_, group) => starts[group + 1]!++);
  for (let group = 0; group < groups; group++) starts[group + 1]! += starts[group]!;
  const rows = new Int32Array(starts[groups]!);
  const next = starts.slice(0, groups);
  eachVisit((row, group) => {
    rows[next[group]!++] = row;
  });
  return (group) => rows.subarray(starts[group]!, starts[group + 1]!);
}
