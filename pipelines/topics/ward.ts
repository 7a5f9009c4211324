import type { DenseMatrix } from './sparse.ts';

/** One merge: nodes `a` and `b` become node `leaves + index`. Leaves are 0 … leaves−1. */
export interface Merge {
  a: number;
  b: number;
  /** Increase of the within-group sum of squares, ascending over the list. */
  cost: number;
  weight: number;
}

export interface Dendrogram {
  leaves: number;
  merges: Merge[];
}

/**
 * Ward's clustering of weighted points: each merge is the one that adds least to the within-group sum of squares,
 * found by nearest-neighbour chains and then sorted. O(n²) time and memory: for some hundred points.
 */
export function ward(points: DenseMatrix, weights: ArrayLike<number>): Dendrogram {
  const { rows: leaves, width } = points;
  const cost = new Float64Array(leaves * leaves);
  for (let i = 0; i < leaves; i++)
    for (let j = i + 1; j < leaves; j++) {
      let square = 0;
      for (let d = 0; d < width; d++) square += (points.data[i * width + d]! - points.data[j * width + d]!) ** 2;
      const [wi, wj] = [weights[i]!, weights[j]!];
      cost[i * leaves + j] = cost[j * leaves + i] = ((wi * wj) / (wi + wj)) * square;
    }
  const weight = Float64Array.from({ length: leaves }, (_, i) => weights[i]!);
  const alive = new Uint8Array(leaves).fill(1);
  const found: { a: number; b: number; cost: number }[] = [];
  const chain: number[] = [];
  while (found.length < leaves - 1) {
    if (chain.length === 0) chain.push(alive.indexOf(1));
    const tip = chain[chain.length - 1]!;
    const before = chain[chain.length - 2];
    let nearest = before ?? -1;
    let least = before === undefined ? Number.POSITIVE_INFINITY : cost[tip * leaves + before]!;
    for (let j = 0; j < leaves; j++)
      if (j !== tip && alive[j] && cost[tip * leaves + j]! < least) [nearest, least] = [j, cost[tip * leaves + j]!];
    if (nearest !== before) {
      chain.push(nearest);
      continue;
    }
    chain.length -= 2;
    const [kept, gone] = tip < nearest ? [tip, nearest] : [nearest, tip];
    found.push({ a: kept, b: gone, cost: least });
    alive[gone] = 0;
    for (let j = 0; j < leaves; j++) {
      if (!alive[j] || j === kept) continue;
      const all = weight[kept]! + weight[gone]! + weight[j]!;
      const joined =
        ((weight[kept]! + weight[j]!) * cost[kept * leaves + j]! +
          (weight[gone]! + weight[j]!) * cost[gone * leaves + j]! -
          weight[j]! * least) /
        all;
      cost[kept * leaves + j] = cost[j * leaves + kept] = joined;
    }
    weight[kept]! += weight[gone]!;
  }
  return { leaves, merges: inOrder(found, leaves, weights) };
}

/** Sorts merges of slots by cost and names the nodes. */
function inOrder(found: { a: number; b: number; cost: number }[], leaves: number, weights: ArrayLike<number>): Merge[] {
  const order = [...found.keys()].sort((i, j) => found[i]!.cost - found[j]!.cost || i - j);
  const node = Int32Array.from({ length: leaves }, (_, i) => i);
  const weight = Float64Array.from({ length: 2 * leaves - 1 }, (_, i) => (i < leaves ? weights[i]! : 0));
  return order.map((at, index) => {
    const { a, b, cost } = found[at]!;
    const [x, y] = [node[a]!, node[b]!];
    const merged = leaves + index;
    node[a] = merged;
    // A later merge of the slot that is gone cannot happen: only the kept slot stays alive.
    weight[merged] = weight[x]! + weight[y]!;
    return { a: Math.min(x, y), b: Math.max(x, y), cost, weight: weight[merged]! };
  });
}

/** Which of k groups each leaf falls into when the tree is cut; groups are numbered by their first leaf. */
export function cut({ leaves, merges }: Dendrogram, k: number): Int32Array {
  const parent = Int32Array.from({ length: 2 * leaves }, (_, i) => i);
  const root = (i: number): number => {
    let at = i;
    while (parent[at] !== at) at = parent[at]!;
    return at;
  };
  const many = Math.max(0, Math.min(merges.length, leaves - Math.max(1, k)));
  for (let i = 0; i < many; i++) {
    parent[root(merges[i]!.a)] = leaves + i;
    parent[root(merges[i]!.b)] = leaves + i;
  }
  const number = new Map<number, number>();
  return Int32Array.from({ length: leaves }, (_, leaf) => {
    const at = root(leaf);
    if (!number.has(at)) number.set(at, number.size);
    return number.get(at)!;
  });
}
