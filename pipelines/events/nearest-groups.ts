import type { Graph } from '../topics/louvain.ts';
import type { SparseMatrix } from '../topics/sparse.ts';
import { rowsByGroup } from './groups.ts';

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
  const visitors = visitorsOf(graph, groupOf, members);
  const centre = new Centre(vectors);
  const best = groupOf.slice();
  const nearest = new Float64Array(vectors.rows).fill(-1);
  const own = new Float64Array(vectors.rows).fill(-1);
  const leaves = new Uint8Array(vectors.rows);
  for (const [group, rows] of members) {
    if (rows.length < 2) continue;
    centre.of(rows);
    for (const row of rows) own[row] = centre.cosineWithOthers(row);
    for (const row of visitors.get(group) ?? []) {
      const cosine = centre.cosine(row);
      if (cosine < leastToJoin || cosine <= nearest[row]! || !admits(group, row)) continue;
      nearest[row] = cosine;
      best[row] = group;
    }
    const named = centre.leaveOut((word) => inName(group, word));
    const least = named ? leastToStayAtPlace : leastToStay;
    for (const row of rows) if (centre.cosineWithOthers(row) < least) leaves[row] = 1;
  }
  let alone = groupOf.reduce((most, group) => Math.max(most, group), -1) + 1;
  return best.map((group, row) => {
    if (nearest[row]! > own[row]!) return group;
    return leaves[row] === 1 ? alone++ : groupOf[row]!;
  });
}

/** Rows with an edge into a group of two or more that they are not in. */
function visitorsOf(
  { from, to }: Graph,
  groupOf: Int32Array,
  members: ReadonlyMap<number, readonly number[]>,
): Map<number, Set<number>> {
  const visitors = new Map<number, Set<number>>();
  const visit = (row: number, group: number): void => {
    if (groupOf[row] === group || members.get(group)!.length < 2) return;
    const known = visitors.get(group);
    if (known) known.add(row);
    else visitors.set(group, new Set([row]));
  };
  for (let edge = 0; edge < from.length; edge++) {
    visit(from[edge]!, groupOf[to[edge]!]!);
    visit(to[edge]!, groupOf[from[edge]!]!);
  }
  return visitors;
}

/** The sum of some rows, held densely and used again for the next ones. */
class Centre {
  readonly #vectors: SparseMatrix;
  readonly #sum: Float64Array;
  #rows: readonly number[] = [];
  #leftOut = new Set<number>();
  #square = 0;

  constructor(vectors: SparseMatrix) {
    this.#vectors = vectors;
    this.#sum = new Float64Array(vectors.width);
  }

  of(rows: readonly number[]): void {
    const { starts, columns, values } = this.#vectors;
    for (const row of this.#rows) for (let at = starts[row]!; at < starts[row + 1]!; at++) this.#sum[columns[at]!] = 0;
    this.#rows = rows;
    this.#leftOut.clear();
    for (const row of rows)
      for (let at = starts[row]!; at < starts[row + 1]!; at++) this.#sum[columns[at]!]! += values[at]!;
    this.#measure();
  }

  /** Takes words out of the centre, and of what is compared with it; says whether there were any. */
  leaveOut(isLeftOut: (word: number) => boolean): boolean {
    const { starts, columns } = this.#vectors;
    for (const row of this.#rows)
      for (let at = starts[row]!; at < starts[row + 1]!; at++) {
        const word = columns[at]!;
        if (this.#sum[word] === 0 || !isLeftOut(word)) continue;
        this.#sum[word] = 0;
        this.#leftOut.add(word);
      }
    if (this.#leftOut.size > 0) this.#measure();
    return this.#leftOut.size > 0;
  }

  /** Of a row that is not among those of the centre. */
  cosine(row: number): number {
    return this.#square > 0 ? this.#dot(row) / Math.sqrt(this.#square) : 0;
  }

  /** Of one of the centre's rows with the sum of the others. */
  cosineWithOthers(row: number): number {
    const dot = this.#dot(row);
    const own = this.#length(row);
    const others = this.#square - 2 * dot + own;
    return others > 1e-9 && own > 1e-9 ? (dot - own) / Math.sqrt(others * own) : 0;
  }

  #measure(): void {
    this.#square = this.#rows.reduce((sum, row) => sum + this.#dot(row), 0);
  }

  #dot(row: number): number {
    const { starts, columns, values } = this.#vectors;
    let dot = 0;
    for (let at = starts[row]!; at < starts[row + 1]!; at++) dot += this.#sum[columns[at]!]! * values[at]!;
    return dot;
  }

  /** Squared length of a row without the words left out. */
  #length(row: number): number {
    const { starts, columns, values } = this.#vectors;
    let square = 0;
    for (let at = starts[row]!; at < starts[row + 1]!; at++)
      if (!this.#leftOut.has(columns[at]!)) square += values[at]! ** 2;
    return square;
  }
}
