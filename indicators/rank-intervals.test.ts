import { expect, test } from 'vitest';
import { bandOf, bandProbabilities } from './bands.ts';
import type { Specification } from './composite/specification.ts';
import { rankIntervals, withTies } from './rank-intervals.ts';

const bands = [
  { name: '高', from: 80 },
  { name: '中', from: 50 },
  { name: '低', from: 0 },
];

test('a band begins at its boundary; probabilities are parts of the resamples', () => {
  expect([100, 80, 79.999, 50, 0].map((score) => bandOf(score, bands).name)).toEqual(['高', '高', '中', '中', '低']);
  expect(bandProbabilities([81, 79, 78, 20], bands)).toEqual([0.25, 0.5, 0.25]);
  expect(bandProbabilities([], bands)).toEqual([0, 0, 0]);
});

test('equal scores share a rank, or stand by volume', () => {
  const subjects = ['a', 'b', 'c', 'd'].map((uCode, i) => ({ uCode, score: [75, 90, 75, null][i]! }));
  expect(withTies(subjects, undefined)).toEqual([2, 1, 2, null]);
  expect(
    withTies(
      subjects,
      new Map([
        ['a', 10],
        ['c', 30],
      ]),
    ),
  ).toEqual([3, 1, 2, null]);
});

/** Two indicators; x leads by far in one, y in the other, z is between and uncertain. */
const specification: Specification = {
  iData: { uCode: ['x', 'y', 'z'], columns: { a: [1, 0.4, 0.6], b: [0.2, 0.7, 0.5] } },
  iMeta: [
    { iCode: 'a', Level: 1, Parent: 'R', Weight: 1, goalpost_lower: 0, goalpost_upper: 1 },
    { iCode: 'b', Level: 1, Parent: 'R', Weight: 1, goalpost_lower: 0, goalpost_upper: 1 },
    { iCode: 'R', Level: 2, Parent: null },
  ],
  normalise: { global_specs: { f_n: 'n_goalposts', f_n_para: 'use_iMeta' } },
  aggregate: { f_ag: 'a_amean' },
};

test('scores are the published ones, from 0 to 100', () => {
  expect(rankIntervals(specification, []).map(({ score, rank }) => [score, rank])).toEqual([
    [60, 1],
    [55, 2],
    [55, 2],
  ]);
});

test('under a floor all are equal, as in the published scores', () => {
  const floored: Specification = {
    ...specification,
    iData: { uCode: ['x', 'y', 'z'], columns: { a: [0.496, 0.2, 0.7], b: [0.5, 0.5, 0.5] } },
    iMeta: specification.iMeta.map((element) =>
      element.iCode === 'a' ? { ...element, goalpost_floor: 0.5 } : element,
    ),
  };
  expect(rankIntervals(floored, []).map(({ score, rank }) => [score, rank])).toEqual([
    [50, 2],
    [50, 2],
    [60, 1],
  ]);
});

test('data and method are told apart: without resamples the data leave nothing open', () => {
  const alone = rankIntervals(specification, []);
  expect(alone.map(({ data }) => data)).toEqual([
    { low: 1, high: 1 },
    { low: 2, high: 2 },
    { low: 2, high: 2 },
  ]);
  // The geometric mean punishes x for its weak side.
  expect(alone[0]!.method.high).toBeGreaterThan(1);
  const drawn = [0.1, 0.5, 0.9].map((b) => ({
    uCode: specification.iData.uCode,
    columns: { ...specification.iData.columns, b: [0.2, 0.7, b] },
  }));
  const [, , z] = rankIntervals(specification, drawn);
  expect(z!.data).toEqual({ low: 1, high: 3 });
  expect(rankIntervals(specification, drawn)).toEqual(rankIntervals(specification, drawn));
});
