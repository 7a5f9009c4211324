import { expect, test } from 'vitest';
import type { Graph } from '../topics/louvain.ts';
import { matrixOf } from './hand-made.ts';
import { themesOf, withFollowers } from './themes.ts';

const graphOf = (nodes: number, edges: [number, number, number][]): Graph => ({
  nodes,
  from: Int32Array.from(edges, ([from]) => from),
  to: Int32Array.from(edges, ([, to]) => to),
  weight: Float32Array.from(edges, ([, , weight]) => weight),
});
/** Groups as lists of rows, by their first row. */
const listed = (groupOf: Int32Array): number[][] => {
  const rows = new Map<number, number[]>();
  for (const [row, group] of groupOf.entries()) rows.set(group, [...(rows.get(group) ?? []), row]);
  return [...rows.values()];
};
const alone = (nodes: number) => Int32Array.from({ length: nodes }, (_, row) => row);
/** Two tight groups of four, each joined to all of the other by weak edges. */
const pair: [number, number, number][] = [0, 4].flatMap((first) =>
  [0, 1, 2, 3].flatMap((a) => [0, 1, 2, 3].filter((b) => b > a).map((b) => [first + a, first + b, 0.8])),
) as [number, number, number][];
const between = [0, 1, 2, 3].flatMap((a) => [4, 5, 6, 7].map((b): [number, number, number] => [a, b, 0.25]));
const joined = graphOf(8, [...pair, ...between]);
const alike = matrixOf(Array.from({ length: 8 }, (_, row) => ({ 0: 1, [row < 4 ? 1 : 2]: 2 })));

test('tight groups of one matter make a theme', () =>
  expect(listed(themesOf(alike, joined, alone(8), () => false))).toEqual([[0, 1, 2, 3, 4, 5, 6, 7]]));

test('a chain whose ends have nothing in common falls back into its groups', () => {
  const different = matrixOf(Array.from({ length: 8 }, (_, row) => ({ [row < 4 ? 1 : 2]: 1, [10 + row]: 3 })));
  expect(listed(themesOf(different, joined, alone(8), () => false))).toEqual([
    [0, 1, 2, 3],
    [4, 5, 6, 7],
  ]);
});

test('what is settled stays as it is, and takes nothing in', () => {
  const settled = Int32Array.from([0, 0, 0, 0, 4, 5, 6, 7]);
  expect(listed(themesOf(alike, joined, settled, (group) => group === 0))).toEqual([
    [0, 1, 2, 3],
    [4, 5, 6, 7],
  ]);
});

test('a row alone follows its strongest edge, but not to a place, and not another row alone', () => {
  const graph = graphOf(7, [
    [0, 1, 0.9],
    [2, 3, 0.9],
    [1, 4, 0.2],
    [2, 4, 0.3],
    [5, 6, 0.5],
  ]);
  const groups = Int32Array.from([0, 0, 2, 2, 4, 5, 6]);
  expect([...withFollowers(graph, groups, () => false)]).toEqual([0, 0, 2, 2, 2, 5, 6]);
  expect([...withFollowers(graph, groups, (group) => group === 2)]).toEqual([0, 0, 2, 2, 0, 5, 6]);
});
