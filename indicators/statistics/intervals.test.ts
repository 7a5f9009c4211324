import { expect, test } from 'vitest';
import { betaCdf, betaQuantile, logGamma } from '../beta.ts';
import { dirichletInterval, jeffreysInterval } from './intervals.ts';

test('Jeffreys bounds are the beta quantiles, 0 at none and 1 at all', () => {
  expect(jeffreysInterval(0, 20)).toEqual({ low: 0, high: betaQuantile(0.975, 0.5, 20.5) });
  expect(jeffreysInterval(20, 20)).toEqual({ low: betaQuantile(0.025, 20.5, 0.5), high: 1 });
  expect(jeffreysInterval(7, 20)).toEqual({
    low: betaQuantile(0.025, 7.5, 13.5),
    high: betaQuantile(0.975, 7.5, 13.5),
  });
});

test.each([5, 17, 60, 200, 500])(
  'n = %i: every Jeffreys bound is the beta quantile to 1e-9, against Simpson’s rule on the density',
  (n) => {
    for (let x = 0; x <= n; x++) {
      const { low, high } = jeffreysInterval(x, n);
      if (x > 0) expect(Math.abs(low - refinedQuantile(low, 0.025, x, n))).toBeLessThan(1e-9);
      if (x < n) expect(Math.abs(high - refinedQuantile(high, 0.975, x, n))).toBeLessThan(1e-9);
    }
    expect([jeffreysInterval(0, n).low, jeffreysInterval(n, n).high]).toEqual([0, 1]);
  },
);

/**
 * The p-quantile of Beta(x + ½, n − x + ½) near `start`, sharing nothing with beta.ts: with q = sin²θ the density is
 * sin^2x θ cos^2(n−x) θ, smooth and periodic, so that sums over equal steps are exact but for rounding.
 */
function refinedQuantile(start: number, p: number, x: number, n: number): number {
  const peak = x * safeLog(x / n) + (n - x) * safeLog(1 - x / n);
  const density = (angle: number) =>
    Math.exp(2 * x * safeLog(Math.sin(angle)) + 2 * (n - x) * safeLog(Math.cos(angle)) - peak);
  const simpson = (from: number, to: number, steps: number) => {
    const h = (to - from) / steps;
    let sum = density(from) + density(to);
    for (let i = 1; i < steps; i++) sum += density(from + i * h) * (i % 2 ? 4 : 2);
    return (sum * h) / 3;
  };
  const whole = simpson(0, Math.PI / 2, 1200);
  const angle = Math.asin(Math.sqrt(start));
  // One of Newton's steps, in the angle: from a start within 1e-6 it ends within 1e-12.
  const moved = angle - (simpson(0, angle, 1200) - p * whole) / density(angle);
  return Math.sin(moved) ** 2;
}

/** Where 0 ln 0 is met, 0 stands for it. */
const safeLog = (value: number): number => (value > 0 ? Math.log(value) : value === 0 ? -1e6 : Number.NaN);

test('each n from 5 to 500: Jeffreys covers 94–96 in 100 on average over p in [.02, .98], exactly', () => {
  // The chance of x at p, integrated over the p that x's interval holds, is a piece of Beta(x + 1, n − x + 1) / (n + 1).
  const outside: string[] = [];
  for (let n = 5; n <= 500; n++) {
    let covered = 0;
    for (let x = 0; 2 * x <= n; x++) {
      const { low, high } = jeffreysInterval(x, n);
      const held = betaCdf(Math.min(0.98, high), x + 1, n - x + 1) - betaCdf(Math.max(0.02, low), x + 1, n - x + 1);
      covered += 2 * x === n ? held : 2 * held;
    }
    const coverage = covered / (n + 1) / 0.96;
    if (!(coverage > 0.94 && coverage < 0.96)) outside.push(`n = ${n}: ${coverage}`);
  }
  expect(outside).toEqual([]);
});

test('with two outcomes the Dirichlet interval is Jeffreys’', () => {
  const two = dirichletInterval([13, 7], [0, 1]);
  const one = jeffreysInterval(7, 20);
  expect(two.low).toBeCloseTo(one.low, 9);
  expect(two.high).toBeCloseTo(one.high, 9);
});

test.each([10, 30])(
  'n = %i: a rating of 0, .9 and 1 is covered 93–97 in 100 on average over what may be true, by enumeration',
  (n) => {
    let [covered, points] = [0, 0];
    for (let bad = 0.03; bad < 0.6; bad += 0.06)
      for (let fair = 0.03; bad + fair < 0.98; fair += 0.06, points++) {
        const good = 1 - bad - fair;
        const truth = good + 0.9 * fair;
        for (let i = 0; i <= n; i++)
          for (let j = 0; i + j <= n; j++) {
            const { low, high } = ratingIntervals(n)[i]![j]!;
            if (truth < low || truth > high) continue;
            const choose = logGamma(n + 1) - logGamma(i + 1) - logGamma(j + 1) - logGamma(n - i - j + 1);
            covered += Math.exp(choose + i * Math.log(bad) + j * Math.log(fair) + (n - i - j) * Math.log(good));
          }
      }
    expect(covered / points).toBeGreaterThan(0.93);
    expect(covered / points).toBeLessThan(0.97);
  },
);

const enumerated = new Map<number, { low: number; high: number }[][]>();

/** Intervals by number of 不满意 and of 基本满意 among n. */
function ratingIntervals(n: number): { low: number; high: number }[][] {
  if (!enumerated.has(n))
    enumerated.set(
      n,
      Array.from({ length: n + 1 }, (_, i) =>
        Array.from({ length: n - i + 1 }, (_, j) => dirichletInterval([i, j, n - i - j], [0, 0.9, 1])),
      ),
    );
  return enumerated.get(n)!;
}

test('the Dirichlet interval stops at the ends of the range', () => {
  expect(dirichletInterval([0, 0, 12], [0, 0.9, 1]).high).toBe(1);
  expect(dirichletInterval([12, 0, 0], [-1, 0, 1]).low).toBe(-1);
  expect(dirichletInterval([0, 12, 0], [-1, 0, 1]).low).toBeGreaterThan(-1);
});
