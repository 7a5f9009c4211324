import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type EarsRules, earsC, type SummedBound } from './ears.ts';
import type { CoefficientDispersion } from './expected-count.ts';
import { type FarringtonRules, farringtonFlexible } from './farrington.ts';
import type { ThresholdMethod } from './upper-bound.ts';

/** Golden results of R's surveillance package, each run of each series. */
const folder = join(process.env.MINQING_EVAL!, 'conformance', 'surveillance');
const tolerance = 1e-4;

/** Arguments as R names them; `method`, `baseline` and `alpha` are those of EARS. */
interface Arguments extends EarsRules {
  b: number;
  w: number;
  noPeriods: number;
  pastWeeksNotIncluded: number;
  reweight: boolean;
  weightsThreshold?: number;
  trend: boolean;
  pThresholdTrend?: number;
  thresholdMethod: ThresholdMethod;
  limit54: [number, number];
}

interface Golden {
  series: { counts: number[]; freq: number; epochAsDate: boolean; epoch: string[] };
  runs: Record<string, { args: Arguments; expected: Record<string, (number | boolean | null)[]> }>;
}

/** After reweighting R multiplies the variance of coefficients with this, since its working weights were overwritten. */
const dispersionOfR: CoefficientDispersion = ({ counts, means, weights, dispersion, freedom, reweighted }) => {
  if (!reweighted) return Math.max(1, dispersion);
  let sum = 0;
  for (let i = 0; i < means.length; i++) sum += weights[i]! * ((counts[i]! - means[i]!) / means[i]!) ** 2;
  return sum / freedom;
};

const goldens = (method: string): [string, Golden][] =>
  readdirSync(folder)
    .filter((name) => name.startsWith(method) && name.endsWith('.json'))
    .sort()
    .map((name) => [name, JSON.parse(readFileSync(join(folder, name), 'utf8'))]);

const near = (found: number | undefined, wanted: number | boolean | null, where: string): void => {
  expect(Number.isFinite(found), where).toBe(true);
  expect(Math.abs(found! - Number(wanted)), `${where}: ${found} for ${wanted}`).toBeLessThanOrEqual(
    tolerance * Math.max(1e-12, Math.abs(Number(wanted))),
  );
};

describe.each(goldens('farrington'))('%s', (_, { series, runs }) => {
  it.each(Object.entries(runs))('%s', (_name, { args, expected }) => {
    const rules: FarringtonRules = {
      years: args.b,
      halfWidth: args.w,
      levels: args.noPeriods,
      leftOut: args.pastWeeksNotIncluded,
      reweightings: Number(args.reweight),
      weightsThreshold: args.weightsThreshold ?? 0,
      trend: args.trend,
      trendThreshold: args.pThresholdTrend ?? 1,
      alpha: args.alpha,
      threshold: args.thresholdMethod,
      enough: { cases: args.limit54[0], steps: args.limit54[1] },
    };
    const counts = {
      counts: series.counts,
      frequency: series.freq,
      ...(series.epochAsDate && { dates: series.epoch }),
    };
    let compared = 0;
    for (const [i, k] of (expected.range as number[]).entries()) {
      const where = `at ${k}`;
      const found = farringtonFlexible(counts, k - 1, rules, dispersionOfR);
      const wanted = expected.upperbound![i]!;
      if (wanted === null) {
        expect(found, where).toBeUndefined();
        expect(expected.alarm![i], where).toBe(false);
        continue;
      }
      if (rules.threshold === 'delta') near(found?.upper, wanted, where);
      else expect(found?.upper, where).toBe(wanted);
      expect(found?.alarm, where).toBe(expected.alarm![i]);
      near(found?.expected, expected.expected![i]!, where);
      near(found?.dispersion, expected.phi![i]!, where);
      expect(found?.trend, where).toBe(expected.trend![i]);
      compared++;
    }
    expect(compared).toBeGreaterThan(0);
  });
});

describe.each(goldens('ears'))('%s', (_, { series, runs }) => {
  it.each(Object.entries(runs))('%s', (_name, { args, expected }) => {
    /** R's C3 uses the observed count in its bound, so that it cancels out of the alarm. */
    const boundOfR: SummedBound = (at, { deviation }, z, exceedance) => {
      const before = [at - 2, at - 1].reduce((sum, j) => sum + Math.max(0, exceedance(j) - 1), 0);
      return Math.max(0, series.counts[at]! + deviation * (z - before));
    };
    for (const [i, k] of (expected.range as number[]).entries()) {
      const found = earsC(series.counts, k - 1, args, boundOfR);
      near(found.upper, expected.upperbound![i]!, `at ${k}`);
      expect(found.alarm, `at ${k}`).toBe(expected.alarm![i]);
    }
  });
});
