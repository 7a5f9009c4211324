import { expect, test } from 'vitest';
import { differenceOf } from './comparison.ts';
import { standingFindings } from './false-discovery.ts';

const spread = Array.from({ length: 200 }, (_, b) => Math.sin(b * 12.9898) * 2);
const around = (value: number, noise = spread) => ({ value, replicates: noise.map((x) => value + x) });

test('what both resamples share cancels', () => {
  const { difference, low, high, p } = differenceOf(around(62), around(60));
  expect(difference).toBe(2);
  expect([low, high].map((x) => Math.round(x * 1e9) / 1e9)).toEqual([2, 2]);
  expect(p).toBe(0);
});

test('independent noise widens the difference', () => {
  const other = Array.from({ length: 200 }, (_, b) => Math.sin(b * 78.233 + 1) * 2);
  const { low, high, p } = differenceOf(around(61), around(60, other));
  expect(low).toBeLessThan(0);
  expect(high).toBeGreaterThan(2);
  expect(p).toBeGreaterThan(0.3);
});

test('no difference at all is no finding', () => {
  expect(differenceOf(around(60), around(60))).toMatchObject({ difference: 0, p: 1 });
});

test('Benjamini and Hochberg’s own example of 15 p-values: 4 stand', () => {
  const p = [
    0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528, 0.759, 1,
  ];
  expect(standingFindings(p)).toEqual(p.map((_, i) => i < 4));
  expect(standingFindings([])).toEqual([]);
});
