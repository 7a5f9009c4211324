import { expect, test } from 'vitest';
import { aggregate } from './aggregate.ts';
import { copelandScores, outrankingMatrix } from './copeland.ts';
import { means } from './means.ts';
import { rankAscending, rankDescending, rankTable } from './rank.ts';
import { IndexTree } from './tree.ts';

const children = [
  [1, 4, null],
  [4, 4, 2],
];

test('means by hand', () => {
  expect(means.a_amean(children, [1, 2])).toEqual([3, 4, 2]);
  expect(means.a_gmean(children, [1, 1])).toEqual([2, 4, 2]);
  expect(means.a_hmean(children, [1, 1])).toEqual([1.6, 4, 2]);
  expect(means.a_genmean(children, [1, 1], { p: 2 })).toEqual([Math.sqrt(8.5), 4, null]);
  expect(means.a_amean([[1], [null]], [0, 1])).toEqual([null]);
  expect(means.a_amean([[null], [null]], [1, 1])).toEqual([null]);
});

test('a mean that is not defined for a figure is refused, not infinite', () => {
  expect(() => means.a_gmean([[0]], [1])).toThrow(/geometric mean is not defined for 0 or less/);
  expect(() => means.a_hmean([[0]], [1])).toThrow(/harmonic mean is not defined for 0/);
  expect(() => means.a_genmean([[1]], [1], { p: 0 })).toThrow(/no exponent 0/);
  expect(() => means.a_genmean([[-1]], [1], { p: -1 })).toThrow(/p below 0/);
  expect(() => means.a_genmean([[-1], [0]], [1, 1], { p: 0.5 })).toThrow(/p = 0.5 is not defined below 0/);
  expect(means.a_genmean([[1e200], [1]], [1, 1], { p: 2 })).toEqual([null]);
});

test('outranking: wins minus defeats, draws half, gaps not compared', () => {
  const three = [
    [3, 2, 1],
    [1, 2, 2],
  ];
  expect(outrankingMatrix(three, [2, 1])).toEqual([
    [0, 2 / 3, 2 / 3],
    [1 - 2 / 3, 0, 2.5 / 3],
    [1 - 2 / 3, 1 - 2.5 / 3, 0],
  ]);
  expect(copelandScores(three, [2, 1])).toEqual([2, 0, -2]);
  expect(copelandScores([[3, null, 1]], [1])).toEqual([1, null, -1]);
  expect(copelandScores([[5]], [1])).toEqual([0]);
});

test('ranks: the highest is 1, ties share the best, gaps and strangers have none', () => {
  expect(rankDescending([5, 7, null, 7, 1])).toEqual([3, 1, null, 1, 4]);
  expect(rankAscending([5, 7, 7], 'first')).toEqual([1, 2, 3]);
  const table = { uCode: ['r', 's', 't', 'u'], columns: { a: [1, 2, 3, 4] } };
  expect(rankTable(table, ['x', 'x', null, 'y']).columns.a).toEqual([2, 1, null, 1]);
});

const tree = new IndexTree([
  { iCode: 'a', Level: 1, Parent: 'P', Weight: 3 },
  { iCode: 'b', Level: 1, Parent: 'P' },
  { iCode: 'c', Level: 1, Parent: 'Q' },
  { iCode: 'P', Level: 2, Parent: 'index' },
  { iCode: 'Q', Level: 2, Parent: 'index' },
  { iCode: 'index', Level: 3, Parent: null },
]);
const table = { uCode: ['r', 's', 't'], columns: { a: [4, null, null], b: [8, 8, null], c: [9, 2, null] } };

test('aggregate: bottom up, weights of what is missing shared out, thresholds on children', () => {
  expect(aggregate(table, tree).columns).toMatchObject({ P: [5, 8, null], Q: [9, 2, null], index: [7, 5, null] });
  expect(aggregate(table, tree, { w: 'equal' }).columns.P).toEqual([6, 8, null]);
  expect(aggregate(table, tree, { w: { a: 1, Q: 0 } }).columns.index).toEqual([6, 8, null]);
  expect(aggregate(table, tree, { dat_thresh: 0.5 }).columns.P).toEqual([5, 8, null]);
  expect(aggregate(table, tree, { dat_thresh: [0.6, 0] }).columns).toMatchObject({
    P: [5, null, null],
    index: [7, 2, null],
  });
  expect(aggregate(table, tree, { f_ag: ['a_amean', 'a_gmean'] }).columns.index![1]).toBe(4);
});

test.each<[string, object, RegExp]>([
  ['an unknown method', { f_ag: 'a_mood' }, /no aggregation a_mood/],
  ['a method named like a property of all objects', { f_ag: 'toString' }, /no aggregation toString/],
  ['the wrong number of methods', { f_ag: ['a_amean'] }, /1 entries for 2 levels/],
  ['a_amean without weights', { w: 'none' }, /needs weights/],
  ['a negative weight', { w: { a: -1 } }, /weight -1 of a/],
  ['weights that sum to 0', { w: { P: 0, Q: 0 } }, /weights below index sum to 0/],
])('%s is refused by name', (_, options, message) => {
  expect(() => aggregate(table, tree, options)).toThrow(message);
});

test('a figure a mean is not defined for is refused with its aggregate', () => {
  const zero = { uCode: ['r'], columns: { a: [0], b: [1], c: [1] } };
  expect(() => aggregate(zero, tree, { f_ag: 'a_gmean' })).toThrow(expect.objectContaining({ where: 'f_ag of P' }));
  expect(() => aggregate({ uCode: ['r'], columns: { a: [1], b: [1] } }, tree)).toThrow(/no column c/);
});
