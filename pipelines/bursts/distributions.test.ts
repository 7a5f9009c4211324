import { expect, test } from 'vitest';
import { countQuantile, countUpperTail, normalQuantile, normalUpperTail, studentTwoSided } from './distributions.ts';

// Values of published tables, and of closed forms.
test('the normal distribution agrees with published tables, far into the tail', () => {
  expect(normalUpperTail(1.959963984540054)).toBeCloseTo(0.025, 14);
  expect(normalUpperTail(-1)).toBeCloseTo(0.841344746068543, 14);
  expect(normalUpperTail(8) / 6.220960574271785e-16).toBeCloseTo(1, 10);
  expect(normalQuantile(0.999)).toBeCloseTo(3.090232306167813, 12);
  expect(normalQuantile(1e-10)).toBeCloseTo(-6.361340902404056, 10);
  expect(normalQuantile(0.5)).toBeCloseTo(0, 15);
});

test('Student’s t', () => {
  expect(studentTwoSided(2.2281388519649385, 10)).toBeCloseTo(0.05, 10);
  expect(studentTwoSided(0, 5)).toBe(1);
});

test('tails and quantiles of counts fit together, for few and for many', () => {
  expect(countUpperTail(3, 1, 1)).toBeCloseTo(1 - 2.5 * Math.exp(-1), 14);
  // Size 1 is the geometric distribution: P(Y ≥ y) = (1 − 1/φ)^y at mean φ − 1.
  expect(countUpperTail(4, 1.5, 2.5)).toBeCloseTo(0.6 ** 4, 13);
  expect(countUpperTail(0, 5, 1)).toBe(1);
  expect(countUpperTail(2, 0, 3)).toBe(0);
  for (const dispersion of [1, 1.2, 4])
    for (const mean of [0.01, 0.7, 12, 480])
      for (const p of [0.5, 0.95, 0.999]) {
        const k = countQuantile(p, mean, dispersion);
        expect(1 - countUpperTail(k + 1, mean, dispersion)).toBeGreaterThanOrEqual(p);
        if (k > 0) expect(1 - countUpperTail(k, mean, dispersion)).toBeLessThan(p);
      }
  expect(countUpperTail(600, 480, 1)).toBeGreaterThan(0);
  expect(countUpperTail(600, 480, 1)).toBeLessThan(1e-7);
});
