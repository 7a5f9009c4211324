/** An undirected weighted graph; every edge stands once. */
export interface Graph {
  nodes: number;
  from: Int32Array;
  to: Int32Array;
  weight: Float32Array;
}

/**
 * Groups nodes so that Σ inside (edge weight) − γ · Σ pairs inside (size · size) is as large as local moves make it
 * (Blondel and others 2008). With sizes of 1 this is the constant Potts model. Nodes are visited in order, so the result
 * depends on nothing but the graph.
 * @returns the group of each node, numbered by first member.
 */
const louvain = (graph: Graph, gamma: number, sizes: Float64Array): Int32Array =>
  louvainLevels(graph, gamma, sizes).at(-1)!;

/**
 * The groups of each round of `louvain`, which joins groups of the round before: the last is its answer. With a `growth`
 * below 1 the size of every joint group is raised to it before groups are joined again: tight groups come first, and what
 * joins them may be looser the larger they are.
 */
export function louvainLevels(graph: Graph, gamma: number, sizes: Float64Array, growth = 1): Int32Array[] {
  const levels: Int32Array[] = [];
  let group = Int32Array.from({ length: graph.nodes }, (_, i) => i);
  let level = adjacency(graph);
  let size = sizes;
  while (true) {
    const moved = moveNodes(level, size, gamma);
    const next = renumbered(moved);
    const groups = next.reduce((most, g) => Math.max(most, g + 1), 0);
    group = group.map((g) => next[g]!);
    levels.push(renumbered(group));
    if (groups === level.starts.length - 1) return levels;
    const joined = new Float64Array(groups);
    for (let i = 0; i < size.length; i++) joined[next[i]!]! += size[i]!;
    size = growth === 1 ? joined : joined.map((many) => many ** growth);
    level = contracted(level, next, groups);
  }
}

/** Constant Potts model: groups whose inner edges average more than γ per pair. */
export const constantPotts = (graph: Graph, gamma: number): Int32Array =>
  louvain(graph, gamma, new Float64Array(graph.nodes).fill(1));

/** Neighbours of node i: `neighbours/weights[starts[i] … starts[i+1])`, by ascending neighbour; loops left out. */
interface Adjacency {
  starts: Int32Array;
  neighbours: Int32Array;
  weights: Float64Array;
}

function adjacency({ nodes, from, to, weight }: Graph): Adjacency {
  const starts = new Int32Array(nodes + 1);
  for (let e = 0; e < from.length; e++) {
    if (from[e] === to[e]) continue;
    starts[from[e]! + 1]!++;
    starts[to[e]! + 1]!++;
  }
  for (let i = 0; i < nodes; i++) starts[i + 1]! += starts[i]!;
  const next = starts.slice(0, nodes);
  const neighbours = new Int32Array(starts[nodes]!);
  const weights = new Float64Array(starts[nodes]!);
  for (let e = 0; e < from.length; e++) {
    const [a, b] = [from[e]!, to[e]!];
    if (a === b) continue;
    neighbours[next[a]!] = b;
    weights[next[a]!++] = weight[e]!;
    neighbours[next[b]!] = a;
    weights[next[b]!++] = weight[e]!;
  }
  return { starts, neighbours, weights };
}

/** Moves each node to the neighbouring group that gains most, until a whole round moves none. */
function moveNodes({ starts, neighbours, weights }: Adjacency, size: Float64Array, gamma: number): Int32Array {
  const nodes = starts.length - 1;
  const group = Int32Array.from({ length: nodes }, (_, i) => i);
  const total = size.slice();
  const towards = new Float64Array(nodes);
  const touched = new Int32Array(nodes);
  for (let round = 0, moved = true; moved && round < 50; round++) {
    moved = false;
    for (let node = 0; node < nodes; node++) {
      let many = 0;
      for (let e = starts[node]!; e < starts[node + 1]!; e++) {
        const g = group[neighbours[e]!]!;
        if (towards[g] === 0) touched[many++] = g;
        towards[g]! += weights[e]!;
      }
      const own = group[node]!;
      total[own]! -= size[node]!;
      let best = own;
      let gain = towards[own]! - gamma * size[node]! * total[own]!;
      for (let i = 0; i < many; i++) {
        const g = touched[i]!;
        const here = towards[g]! - gamma * size[node]! * total[g]!;
        if (here > gain + 1e-12) [best, gain] = [g, here];
      }
      for (let i = 0; i < many; i++) towards[touched[i]!] = 0;
      total[best]! += size[node]!;
      if (best !== own) {
        group[node] = best;
        moved = true;
      }
    }
  }
  return group;
}

/** The graph of the groups; inner edges are no longer needed, a group never splits. */
function contracted({ starts, neighbours, weights }: Adjacency, group: Int32Array, groups: number): Adjacency {
  const members = nodesByGroup(group, groups);
  const joined: Adjacency = {
    starts: new Int32Array(groups + 1),
    neighbours: new Int32Array(neighbours.length),
    weights: new Float64Array(neighbours.length),
  };
  const towards = new Float64Array(groups);
  const touched = new Int32Array(groups);
  let used = 0;
  for (let g = 0; g < groups; g++) {
    let many = 0;
    for (let m = members.starts[g]!; m < members.starts[g + 1]!; m++) {
      const node = members.nodes[m]!;
      for (let e = starts[node]!; e < starts[node + 1]!; e++) {
        const other = group[neighbours[e]!]!;
        if (other === g) continue;
        if (towards[other] === 0) touched[many++] = other;
        towards[other]! += weights[e]!;
      }
    }
    for (const other of touched.subarray(0, many).sort()) {
      joined.neighbours[used] = other;
      joined.weights[used++] = towards[other]!;
      towards[other] = 0;
    }
    joined.starts[g + 1] = used;
  }
  return { ...joined, neighbours: joined.neighbours.slice(0, used), weights: joined.weights.slice(0, used) };
}

/** Nodes of each group, ascending: group g has `nodes[starts[g] … starts[g+1])`. */
function nodesByGroup(group: Int32Array, groups: number): { starts: Int32Array; nodes: Int32Array } {
  const starts = new Int32Array(groups + 1);
  for (const g of group) starts[g + 1]!++;
  for (let g = 0; g < groups; g++) starts[g + 1]! += starts[g]!;
  const nodes = new Int32Array(group.length);
  const next = starts.slice(0, groups);
  for (let node = 0; node < group.length; node++) nodes[next[group[node]!]!++] = node;
  return { starts, nodes };
}

function renumbered(group: Int32Array): Int32Array<ArrayBuffer> {
  const number = new Map<number, number>();
  return Int32Array.from(group, (g) => {
    if (!number.has(g)) number.set(g, number.size);
    return number.get(g)!;
  });
}
