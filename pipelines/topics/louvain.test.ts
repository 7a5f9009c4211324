import { expect, test } from 'vitest';
import { constantPotts, type Graph } from './louvain.ts';

const graphOf = (nodes: number, edges: [number, number, number][]): Graph => ({
  nodes,
  from: Int32Array.from(edges, ([a]) => a),
  to: Int32Array.from(edges, ([, b]) => b),
  weight: Float32Array.from(edges, ([, , w]) => w),
});

const clique = (members: number[], weight: number): [number, number, number][] =>
  members.flatMap((a, i) => members.slice(i + 1).map((b): [number, number, number] => [a, b, weight]));

/** Two groups of four, joined by one edge. */
const twins = graphOf(8, [...clique([0, 1, 2, 3], 1), ...clique([4, 5, 6, 7], 1), [3, 4, 1]]);

test('two cliques with one bridge are two communities', () => {
  expect([...constantPotts(twins, 0.5)]).toEqual([0, 0, 0, 0, 1, 1, 1, 1]);
});

test('CPM joins groups only when their pairs average more than γ', () => {
  // Between the cliques: 1 edge of weight 1 over 16 pairs = .0625.
  expect(new Set(constantPotts(twins, 0.05)).size).toBe(1);
  expect(new Set(constantPotts(twins, 0.07)).size).toBe(2);
  expect(new Set(constantPotts(twins, 1.5)).size).toBe(8);
});

test('CPM does not depend on how large the rest of the graph is', () => {
  const copies = Array.from({ length: 50 }, (_, c) => clique([3 * c, 3 * c + 1, 3 * c + 2], 0.3)).flat();
  expect(new Set(constantPotts(graphOf(150, copies), 0.05)).size).toBe(50);
});

test('loops, isolated nodes and no nodes', () => {
  expect([...constantPotts(graphOf(3, [[0, 0, 5]]), 0.05)]).toEqual([0, 1, 2]);
  expect([...constantPotts(graphOf(0, []), 0.05)]).toEqual([]);
});
