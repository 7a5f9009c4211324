import { expect, test } from 'vitest';
import { frozenGoalposts } from './frozen-goalposts.ts';

test('frozen goalposts are the 5th and 95th percentile where these lie far enough apart', () => {
  const figures = Array.from({ length: 101 }, (_, i) => i / 100);
  const { low, high } = frozenGoalposts(figures, 'percent');
  expect(low).toBeCloseTo(0.05, 12);
  expect(high).toBeCloseTo(0.95, 12);
});

test('twelve truly equal districts do not get goalposts a hair apart: at least 10 points, inside 0 to 1', () => {
  expect(frozenGoalposts([0.97, 0.971, 0.969, 0.97], 'percent')).toMatchObject({ high: 1 });
  const { low, high } = frozenGoalposts([0.97, 0.971, 0.969, 0.97], 'percent');
  expect(high - low).toBeCloseTo(0.1, 12);
  const middle = frozenGoalposts([0.5, 0.5, 0.5], 'percent');
  expect([middle.low, middle.high].map((x) => Math.round(x * 100))).toEqual([45, 55]);
  expect(frozenGoalposts([0, 0, 0], 'percent').low).toBeCloseTo(0, 12);
});

test('other measures are widened to ±10% of the median; a constant 0 still has goalposts', () => {
  const { low, high } = frozenGoalposts([4, 4, 4], 'number');
  expect([low, high].map((x) => Math.round(x * 10) / 10)).toEqual([3.6, 4.4]);
  const zero = frozenGoalposts([0, 0], 'ratio');
  expect(zero.high).toBeGreaterThan(zero.low);
});
