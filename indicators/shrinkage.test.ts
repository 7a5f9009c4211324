import { expect, test } from 'vitest';
import { shrunkShares } from './shrinkage.ts';
import { Chance } from './statistics/simulated.ts';

test.each([
  ['streets that differ much', 60, 12, 40, 0.98],
  ['streets that differ little', 60, 200, 40, 0.985],
  // Where they do not differ at all the peers cannot prove it, and the interval stays on the safe side.
  ['streets that do not differ', 60, 1e6, 40, 1],
  ['few and small districts', 8, 40, 25, 0.98],
  ['large and small ones together', 60, 30, 0, 0.98],
] as const)(
  '%s: shrunken intervals cover 95 in 100, and shrunken figures are nearer to the truth than raw figures',
  (_, subjects, strength, size, most) => {
    const chance = new Chance(20260301);
    let [covered, all, rawError, shrunkError, width] = [0, 0, 0, 0, 0];
    for (let city = 0; city < Math.round(3000 / subjects); city++) {
      const truths = Array.from({ length: subjects }, () => chance.beta(0.85 * strength, 0.15 * strength));
      const shares = truths.map((truth, i) => {
        const effective = size || (i % 3 === 0 ? 400 : 12);
        return { value: chance.binomial(effective, truth) / effective, effective };
      });
      for (const [i, { value, low, high }] of shrunkShares(shares)!.entries()) {
        covered += low <= truths[i]! && truths[i]! <= high ? 1 : 0;
        rawError += (shares[i]!.value - truths[i]!) ** 2;
        shrunkError += (value - truths[i]!) ** 2;
        width += high - low;
        all++;
      }
    }
    expect(covered / all).toBeGreaterThan(0.93);
    expect(covered / all).toBeLessThanOrEqual(most);
    expect(shrunkError).toBeLessThan(rawError);
    expect(width / all).toBeLessThan(0.35);
  },
);

test('the less a subject rests on, the nearer it comes to its peers; order is kept between equals in size', () => {
  const peers = Array.from({ length: 20 }, (_, i) => ({ value: 0.7 + 0.01 * i, effective: 400 }));
  const [tiny, large, none] = shrunkShares([
    { value: 0.4, effective: 4 },
    { value: 0.4, effective: 4000 },
    { value: 0, effective: 0 },
    ...peers,
  ])!;
  expect(tiny!.value).toBeGreaterThan(0.55);
  expect(large!.value).toBeCloseTo(0.4, 2);
  expect(none!.value).toBeGreaterThan(0.55);
  expect(none!.low).toBeLessThan(tiny!.low + 0.1);
  const values = shrunkShares(peers)!.map(({ value }) => value);
  expect([...values].sort((a, b) => a - b)).toEqual(values);
});

test('all at 100%, and nothing to learn from', () => {
  for (const { value, low, high } of shrunkShares(Array(12).fill({ value: 1, effective: 9 }))!) {
    expect(value).toBeGreaterThan(0.97);
    expect(low).toBeLessThan(value);
    expect(high).toBeGreaterThan(value);
    expect([value, low, high].every(Number.isFinite)).toBe(true);
  }
  expect(shrunkShares([])).toBeUndefined();
  expect(
    shrunkShares([
      { value: 0.5, effective: 10 },
      { value: 0, effective: 0 },
    ]),
  ).toBeUndefined();
});
