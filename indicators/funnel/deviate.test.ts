import { errorFunction } from 'simple-statistics';
import { expect, test } from 'vitest';
import { betaCdf } from '../beta.ts';
import { deviate, shareAtDeviate } from './deviate.ts';
import { studentLimit, studentTail } from './student.ts';

/** P(X < x) + ½ P(X = x) of a binomial. */
const midP = (x: number, n: number, p: number): number => {
  const upTo = (k: number) => (k < 0 ? 0 : k >= n ? 1 : 1 - betaCdf(p, k + 1, n - k));
  return (upTo(x - 1) + upTo(x)) / 2;
};

test.each([
  [30, 0.5],
  [60, 0.9],
  [200, 0.97],
  [1000, 0.03],
])('%i orders at %f: the deviate is the binomial’s mid-P', (n, p) => {
  for (let x = 0; x <= n; x++) {
    const exact = midP(x, n, p);
    if (exact < 1e-4 || exact > 1 - 1e-4) continue;
    const found = (1 + errorFunction(deviate(x / n, p, n) / Math.SQRT2)) / 2;
    expect(Math.abs(found - exact)).toBeLessThan(0.01);
    // In the tails, where calls are made, the error is small beside the chance itself.
    const [tail, exactTail] = [Math.min(found, 1 - found), Math.min(exact, 1 - exact)];
    if (exactTail < 0.05) expect(Math.abs(tail / exactTail - 1)).toBeLessThan(0.25);
  }
});

test('limits are where the deviate is, and stop at 0 and 1', () => {
  for (const [expected, effective] of [
    [0.5, 20],
    [0.97, 87.5],
    [0.03, 410],
  ] as const)
    for (const z of [-3, -1, 0, 1.96])
      expect(deviate(shareAtDeviate(z, expected, effective), expected, effective)).toBeCloseTo(
        Math.min(Math.max(z, deviate(0, expected, effective)), deviate(1, expected, effective)),
        6,
      );
  expect(shareAtDeviate(1.96, 0.97, 20)).toBe(1);
  expect(shareAtDeviate(-3, 0.03, 20)).toBe(0);
});

test('nothing to tell is no distance', () => {
  expect([deviate(1, 1, 50), deviate(0.3, 0, 50), deviate(0.3, 0.5, 0)]).toEqual([0, 0, 0]);
  expect(shareAtDeviate(2, 1, 50)).toBe(1);
  expect(deviate(0.5, 0.5, 40)).toBeCloseTo(0, 9);
});

test('Student’s tails and limits, by the tables', () => {
  expect(studentLimit(0.05, 10)).toBeCloseTo(2.228139, 5);
  expect(studentLimit(0.002, 40)).toBeCloseTo(3.306878, 5);
  expect(studentTail(2.570582, 5)).toBeCloseTo(0.05, 6);
  expect(studentTail(0, 5)).toBe(1);
});
