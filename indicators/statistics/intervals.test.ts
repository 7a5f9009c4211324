import { expect, test } from 'vitest';
import { betaQuantile, logGamma } from '../beta.ts';
import { dirichletInterval, jeffreysInterval } from './intervals.ts';

test('Jeffreys bounds are the beta quantiles, 0 at none and 1 at all', () => {
  expect(jeffreysInterval(0, 20)).toEqual({ low: 0, high: betaQuantile(0.975, 0.5, 20.5) });
  expect(jeffreysInterval(20, 20)).toEqual({ low: betaQuantile(0.025, 20.5, 0.5), high: 1 });
  expect(jeffreysInterval(7, 20)).toEqual({
    low: betaQuantile(0.025, 7.5, 13.5),
    high: betaQuantile(0.975, 7.5, 13.5),
  });
});

test.each([5, 10, 30, 100, 500])(
  'n = %i: Jeffreys covers 94–96 in 100 on average over p in [.02, .98], by enumeration',
  (n) => {
    const intervals = Array.from({ length: n + 1 }, (_, x) => jeffreysInterval(x, n));
    const choose = intervals.map((_, x) => logGamma(n + 1) - logGamma(x + 1) - logGamma(n - x + 1));
    let [covered, points] = [0, 0];
    for (let p = 0.02; p <= 0.98; p += 0.001, points++)
      for (const [x, { low, high }] of intervals.entries())
        if (low <= p && p <= high) covered += Math.exp(choose[x]! + x * Math.log(p) + (n - x) * Math.log1p(-p));
    expect(covered / points).toBeGreaterThan(0.94);
    expect(covered / points).toBeLessThan(0.96);
  },
);

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
