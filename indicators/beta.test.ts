import { expect, test } from 'vitest';
import { betaCdf, betaQuantile } from './beta.ts';

// p, a, b, quantile to 16 digits (computed to 30 digits by bisection on mpmath's betainc).
const known: [number, number, number, number][] = [
  [0.025, 0.5, 10.5, 4.789043315758189e-5],
  [0.975, 0.5, 10.5, 0.2171962675092106],
  [0.025, 10.5, 0.5, 0.7828037324907894],
  [0.025, 1.5, 2.5, 0.03874761778516516],
  [0.975, 95.5, 5.5, 0.980668188014133],
  [0.025, 95.5, 5.5, 0.893899926116897],
  [0.025, 0.5, 0.5, 0.001541333133436012],
  [0.975, 300.5, 1.5, 0.9996413022323096],
  [0.025, 0.5, 5000.5, 9.820199667284792e-8],
  [0.025, 300.7, 12.3, 0.9365851589514685],
];

test.each(known)('the %f-quantile of Beta(%f, %f)', (p, a, b, quantile) => {
  expect(Math.abs(betaQuantile(p, a, b) - quantile)).toBeLessThan(1e-9);
});

test('quantile and distribution function undo each other, up to a million orders', () => {
  for (const [a, b] of [
    [0.5, 0.5],
    [3.5, 1.5],
    [40_000.5, 700.5],
    [999_000.5, 1000.5],
  ] as const)
    for (const p of [0.001, 0.025, 0.5, 0.975, 0.999]) expect(betaCdf(betaQuantile(p, a, b), a, b)).toBeCloseTo(p, 9);
});

test('outside 0 to 1 there is nothing', () => {
  expect([betaCdf(-1, 2, 3), betaCdf(2, 2, 3), betaQuantile(0, 2, 3), betaQuantile(1, 2, 3)]).toEqual([0, 1, 0, 1]);
});
