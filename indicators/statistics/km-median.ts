import { REPLICATES } from '../replicates.ts';
import { clustering, designEffect } from './design-effect.ts';
import { Z95 } from './intervals.ts';
import { type Counted, nothing, type Statistic } from './statistic.ts';

/** Products of many factors stand for exact halves only up to rounding. */
const TOLERANCE = 1e-9;

/**
 * Kaplan–Meier median of `value`, where numerator 1 means the end was seen and 0 that the thing is still open
 * (denominator 1).
 * Interval: where the log-log band of the survival curve holds one half (Brookmeyer and Crowley 1982; Greenwood's
 * variance times the design effect). When more than half are still open the longest time followed stands in: the
 * median is at least that, and the interval has no upper end.
 */
export const kmMedian: Statistic<number> = {
  needs: ['value'],
  clusters: 'cluster',
  prepare(counted) {
    const all = Int32Array.from({ length: counted.size }, (_, i) => i);
    if (all.length === 0) return 0;
    const median = curveOf(counted, all).median ?? Number.POSITIVE_INFINITY;
    const early = counted.value!.map((value, i) => (counted.numerator[i]! > 0 && value <= median ? 1 : 0));
    return clustering(counted, early, counted.denominator);
  },
  estimate(counted, { members }, { weights: { weights } }, perThing) {
    if (members.length === 0) return { ...nothing, numerator: 0, denominator: 0 };
    const effect = designEffect(counted, members, counted.denominator, perThing);
    const { order, median, low, high, ended } = curveOf(counted, members, effect);
    const longest = counted.value![order[order.length - 1]!]!;
    return {
      value: median ?? longest,
      low: Math.min(low ?? longest, median ?? longest),
      high: median === null ? null : high,
      numerator: ended,
      denominator: members.length,
      smallest: members.length,
      replicates: replicateMedians(counted, order, weights, longest),
    };
  },
};

interface Curve {
  /** Members by time; at one time those that ended come before those still open. */
  order: Int32Array;
  ended: number;
  median: number | null;
  low: number | null;
  high: number | null;
}

function curveOf(counted: Counted, members: Int32Array, effect = 1): Curve {
  const time = counted.value!;
  const order = Int32Array.from(members).sort(
    (a, b) => time[a]! - time[b]! || counted.numerator[b]! - counted.numerator[a]! || a - b,
  );
  let [survival, greenwood, ended] = [1, 0, 0];
  let median: number | null = null;
  let halfway: number | null = null;
  let low: number | null = null;
  let high: number | null = null;
  for (let i = 0; i < order.length; ) {
    const at = time[order[i]!]!;
    const atRisk = order.length - i;
    let deaths = 0;
    for (; i < order.length && time[order[i]!] === at; i++) deaths += counted.numerator[order[i]!]!;
    if (deaths === 0) continue;
    ended += deaths;
    // Like R's survfit: where the curve lies on one half exactly, the median is the middle of that step.
    if (halfway !== null && median === null) median = (halfway + at) / 2;
    survival *= 1 - deaths / atRisk;
    greenwood += deaths / (atRisk * (atRisk - deaths));
    if (median === null && halfway === null && survival <= 0.5 + TOLERANCE) {
      if (survival >= 0.5 - TOLERANCE) halfway = at;
      else median = at;
    }
    if (survival > TOLERANCE) {
      const distance = logLog(survival) - logLog(0.5);
      const error = Math.sqrt(greenwood * effect) / -Math.log(survival);
      if (low === null && distance >= -Z95 * error) low = at;
      if (high === null && distance >= Z95 * error) high = at;
    } else low ??= at;
  }
  return { order, ended, median: median ?? halfway, low, high };
}

const logLog = (survival: number): number => Math.log(-Math.log(survival));

/** The median of every resample in one walk along the ordered times. */
function replicateMedians(counted: Counted, order: Int32Array, weights: Uint16Array, longest: number): Float64Array {
  const atRisk = new Float64Array(REPLICATES);
  const survival = new Float64Array(REPLICATES).fill(1);
  const medians = new Float64Array(REPLICATES).fill(Number.NaN);
  for (const i of order) {
    const start = counted.cluster[i]! * REPLICATES;
    for (let b = 0; b < REPLICATES; b++) atRisk[b]! += weights[start + b]!;
  }
  let open = REPLICATES;
  for (const i of order) {
    if (open === 0) break;
    const start = counted.cluster[i]! * REPLICATES;
    const end = counted.numerator[i]! > 0;
    for (let b = 0; b < REPLICATES; b++) {
      const weight = weights[start + b]!;
      if (end) {
        survival[b]! *= 1 - weight / atRisk[b]!;
        if (survival[b]! <= 0.5 && Number.isNaN(medians[b]!)) {
          medians[b] = counted.value![i]!;
          open--;
        }
      }
      atRisk[b]! -= weight;
    }
  }
  return medians.map((median) => (Number.isNaN(median) ? longest : median));
}
