import { expect, test } from 'vitest';
import { matrixOf } from './hand-made.ts';
import { nearestGroups, type PlaceRule } from './nearest-groups.ts';

const nowhere: PlaceRule = { inName: () => false, admits: () => true };
/** Rows of two matters (words 1 and 2); row 6 was grouped with the first, but tells of the second. */
const vectors = matrixOf([
  { 1: 1 },
  { 1: 1, 3: 0.1 },
  { 1: 1 },
  { 2: 1 },
  { 2: 1, 4: 0.1 },
  { 2: 1 },
  { 1: 0.3, 2: 1 },
  { 9: 1 },
]);
const graph = {
  nodes: 8,
  from: Int32Array.from([0, 1, 3, 4, 0, 3]),
  to: Int32Array.from([1, 2, 4, 5, 6, 6]),
  weight: new Float32Array(6).fill(0.5),
};
const groups = Int32Array.from([0, 0, 0, 3, 3, 3, 0, 0]);

test('a row goes to the nearer group among its neighbours; what resembles none is left alone', () => {
  const [a, , , b, , , moved, left] = nearestGroups(vectors, graph, groups, nowhere);
  expect(moved).toBe(b);
  expect(left).not.toBe(a);
  expect(left).not.toBe(b);
  expect([...nearestGroups(vectors, graph, groups, nowhere)].slice(0, 6)).toEqual([0, 0, 0, 3, 3, 3]);
});

test('a place takes in only what names it', () =>
  expect(nearestGroups(vectors, graph, groups, { ...nowhere, admits: (group) => group !== 3 })[6]).toBe(0));

test('at a place its name alone does not hold an order', () => {
  const atPlace = matrixOf([
    { 0: 1, 1: 1 },
    { 0: 1, 1: 1 },
    { 0: 1, 1: 1 },
    { 0: 1, 5: 1 },
  ]);
  const none = { nodes: 4, from: new Int32Array(0), to: new Int32Array(0), weight: new Float32Array(0) };
  const together = new Int32Array(4);
  expect([...nearestGroups(atPlace, none, together, nowhere)]).toEqual([0, 0, 0, 0]);
  const [first, , , other] = nearestGroups(atPlace, none, together, { ...nowhere, inName: (_, word) => word === 0 });
  expect(other).not.toBe(first);
});
