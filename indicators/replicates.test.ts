import { expect, test } from 'vitest';
import { priorWeights, REPLICATES, ReplicateWeights, WEIGHT_UNIT } from './replicates.ts';

const weightsOf = (weights: ReplicateWeights, slot: number) =>
  weights.weights.slice(slot * REPLICATES, (slot + 1) * REPLICATES);

test('a cluster has the same weights whatever else is drawn, before and after', () => {
  const [one, other] = [new ReplicateWeights(), new ReplicateWeights()];
  const early = one.slotOf(123_456_789_012);
  for (let key = 0; key < 3000; key++) other.slotOf(key);
  const late = other.slotOf(123_456_789_012);
  expect(weightsOf(one, early)).toEqual(weightsOf(other, late));
  expect(one.slotOf(123_456_789_012)).toBe(early);
});

test('weights are exponential: mean 1, variance 1, uncorrelated between neighbouring keys', () => {
  const weights = new ReplicateWeights();
  for (let key = 1; key <= 2000; key++) weights.slotOf(key);
  const all = Float64Array.from(weights.weights.subarray(0, 2000 * REPLICATES), (weight) => weight / WEIGHT_UNIT);
  const mean = all.reduce((sum, x) => sum + x, 0) / all.length;
  const variance = all.reduce((sum, x) => sum + (x - mean) ** 2, 0) / all.length;
  let covariance = 0;
  for (let i = REPLICATES; i < all.length; i++)
    covariance += ((all[i]! - mean) * (all[i - REPLICATES]! - mean)) / all.length;
  expect(mean).toBeCloseTo(1, 2);
  expect(variance).toBeGreaterThan(0.98);
  expect(variance).toBeLessThan(1.02);
  expect(Math.abs(covariance)).toBeLessThan(0.01);
});

test('half observations have mean and variance one half', () => {
  const draws = Array.from({ length: 500 }, (_, i) => priorWeights(`R32/month:2024-03/unit:U${i}/yes`)).flatMap((w) => [
    ...w,
  ]);
  const values = draws.map((weight) => weight / WEIGHT_UNIT);
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length;
  expect(mean).toBeCloseTo(0.5, 2);
  expect(variance).toBeGreaterThan(0.48);
  expect(variance).toBeLessThan(0.52);
});
