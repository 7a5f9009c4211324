import type { Graph } from '../topics/louvain.ts';
import type { SparseMatrix } from '../topics/sparse.ts';

/** An order is looked up, and found, by so many of its heaviest words. */
const heaviest = 12;
/** A word remembers so many of the newest orders: what is older is no longer the same event. */
const remembered = 50;
/** Least cosine of an edge. */
const leastCosine = 0.2;
/** A row keeps so many of its strongest edges to earlier ones: in a flood all resemble all, and memory must not. */
const mostEdges = 30;

/**
 * Which orders resemble each other: edges with the cosine as weight. Rows are in time order; each is compared only with
 * the last orders that share one of its heaviest words, which finds nearly all edges in a few percent of the pairs.
 */
export function candidateGraph(vectors: SparseMatrix): Graph {
  const { rows, width, starts, columns, values } = vectors;
  const rings = new Map<number, Ring>();
  const dense = new Float32Array(width);
  const seenBy = new Int32Array(rows).fill(-1);
  const edges = new EdgeList();
  const found: { other: number; cosine: number }[] = [];
  for (let row = 0; row < rows; row++) {
    const [from, to] = [starts[row]!, starts[row + 1]!];
    for (let at = from; at < to; at++) dense[columns[at]!] = values[at]!;
    for (const word of heaviestWords(vectors, row)) {
      let ring = rings.get(word);
      if (!ring) {
        ring = { orders: [], next: 0 };
        rings.set(word, ring);
      }
      for (const other of ring.orders) {
        if (seenBy[other] === row) continue;
        seenBy[other] = row;
        let cosine = 0;
        for (let at = starts[other]!, end = starts[other + 1]!; at < end; at++)
          cosine += dense[columns[at]!]! * values[at]!;
        if (cosine >= leastCosine) found.push({ other, cosine });
      }
      remember(ring, row);
    }
    for (const { other, cosine } of strongest(found)) edges.add(other, row, cosine);
    found.length = 0;
    for (let at = from; at < to; at++) dense[columns[at]!] = 0;
  }
  return edges.graph(rows);
}

/** The strongest edges of a row, in the order in which they were found where all are kept; of equal ones the newest. */
function strongest<Edge extends { other: number; cosine: number }>(edges: Edge[]): Edge[] {
  if (edges.length <= mostEdges) return edges;
  return edges.sort((a, b) => b.cosine - a.cosine || b.other - a.other).slice(0, mostEdges);
}

interface Ring {
  orders: number[];
  next: number;
}

function remember(ring: Ring, order: number): void {
  if (ring.orders.length < remembered) ring.orders.push(order);
  else {
    ring.orders[ring.next] = order;
    ring.next = (ring.next + 1) % remembered;
  }
}

/** The words of a row by weight, the heaviest first; equal ones by id. */
function heaviestWords({ starts, columns, values }: SparseMatrix, row: number): number[] {
  const best: number[] = [];
  for (let at = starts[row]!; at < starts[row + 1]!; at++) {
    if (best.length === heaviest && values[at]! <= values[best[heaviest - 1]!]!) continue;
    let place = best.length < heaviest ? best.length : heaviest - 1;
    while (place > 0 && values[best[place - 1]!]! < values[at]!) {
      best[place] = best[place - 1]!;
      place--;
    }
    best[place] = at;
  }
  return best.map((at) => columns[at]!);
}

class EdgeList {
  #from = new Int32Array(4096);
  #to = new Int32Array(4096);
  #weight = new Float32Array(4096);
  #size = 0;

  add(from: number, to: number, weight: number): void {
    if (this.#size === this.#from.length) {
      const [f, t, w] = [this.#from, this.#to, this.#weight];
      this.#from = new Int32Array(2 * this.#size);
      this.#to = new Int32Array(2 * this.#size);
      this.#weight = new Float32Array(2 * this.#size);
      this.#from.set(f);
      this.#to.set(t);
      this.#weight.set(w);
    }
    this.#from[this.#size] = from;
    this.#to[this.#size] = to;
    this.#weight[this.#size++] = weight;
  }

  graph(nodes: number): Graph {
    return {
      nodes,
      from: this.#from.slice(0, this.#size),
      to: this.#to.slice(0, this.#size),
      weight: this.#weight.slice(0, this.#size),
    };
  }
}
