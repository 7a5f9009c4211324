import { normalQuantile } from './distributions.ts';

/** Mean and sample standard deviation of what came before. */
export interface Baseline {
  mean: number;
  deviation: number;
}

export interface EarsRules {
  method: 'C1' | 'C2' | 'C3';
  /** Points that are compared with. */
  baseline: number;
  alpha: number;
}

export interface EarsJudgement {
  upper: number;
  alarm: boolean;
}

/** How far a point lies above its baseline, in standard deviations: 0 where it equals a baseline without any spread. */
export type Exceedance = (position: number) => number;

/** The bound of C3 at a point: what the exceedances of the days before leave of z for today. */
export type SummedBound = (position: number, baseline: Baseline, z: number, exceedance: Exceedance) => number;

/** C1 compares with the points just before, C2 and C3 leave out two, so that a burst does not raise its own bound. */
const lagOf = { C1: 0, C2: 2, C3: 2 } as const;

/**
 * Fricker's C3 (doi 10.1002/sim.3197) as a bound on today's count: the sum of max(0, C2 − 1) over today and the two days
 * before exceeds z when today's count exceeds the bound.
 */
const frickersBound: SummedBound = (position, { mean, deviation }, z, exceedance) => {
  const before = [position - 2, position - 1].reduce((sum, at) => sum + Math.max(0, exceedance(at) - 1), 0);
  return before > z ? Math.min(0, mean) : mean + deviation * (1 + z - before);
};

/** Mean and spread of the `length` points that end `lag` points before a position. */
export function baselineBefore(counts: ArrayLike<number>, position: number, lag: number, length: number): Baseline {
  const values = Array.from({ length }, (_, i) => counts[position - lag - length + i]!);
  return baselineOf(values);
}

/** Mean and sample standard deviation of two values and more. */
export function baselineOf(values: ArrayLike<number>): Baseline {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  const mean = sum / values.length;
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += (values[i]! - mean) ** 2;
  return { mean, deviation: Math.sqrt(squares / (values.length - 1)) };
}

/**
 * Judges one point by EARS C1, C2 or C3 (Hutwagner et al. 2003, Fricker et al. 2008). `position` counts from 0; there
 * must be `baseline` points before it, and 2 more for C2, 4 more for C3.
 */
export function earsC(
  counts: ArrayLike<number>,
  position: number,
  { method, baseline: length, alpha }: EarsRules,
  summedBound: SummedBound = frickersBound,
): EarsJudgement {
  const z = normalQuantile(1 - alpha);
  const before = (at: number): Baseline => baselineBefore(counts, at, lagOf[method], length);
  const exceedance = (at: number): number => {
    const { mean, deviation } = before(at);
    const above = counts[at]! - mean;
    return above === 0 ? 0 : above / deviation;
  };
  const baseline = before(position);
  const upper =
    method === 'C3' ? summedBound(position, baseline, z, exceedance) : baseline.mean + z * baseline.deviation;
  return { upper, alarm: counts[position]! > upper };
}
