import { priorWeights, REPLICATES } from '../replicates.ts';
import { clustering, designEffect } from './design-effect.ts';
import { jeffreysInterval } from './intervals.ts';
import { nothing, type Statistic } from './statistic.ts';

/** Σ numerator / Σ denominator, 0 ≤ numerator ≤ denominator, with Jeffreys' interval on the effective sample. */
export const rate: Statistic<number> = {
  needs: [],
  clusters: 'cluster',
  prepare: (counted) => clustering(counted, counted.numerator, counted.denominator),
  estimate(counted, { name, members }, { weights: { weights }, draws }, perThing) {
    const yes = new Float64Array(REPLICATES);
    const no = new Float64Array(REPLICATES);
    let numerator = 0;
    let denominator = 0;
    for (const i of members) {
      const [x, n, start] = [counted.numerator[i]!, counted.denominator[i]!, counted.cluster[i]! * REPLICATES];
      numerator += x;
      denominator += n;
      // Most things are all yes or all no, so that one of the two walks is left out.
      if (x > 0) for (let b = 0; b < REPLICATES; b++) yes[b]! += x * weights[start + b]!;
      if (x < n) for (let b = 0; b < REPLICATES; b++) no[b]! += (n - x) * weights[start + b]!;
    }
    if (denominator <= 0) return { ...nothing, numerator, denominator };
    const value = numerator / denominator;
    const effective = denominator / designEffect(counted, members, counted.denominator, perThing);
    const halfYes = priorWeights(`${draws}/${name}/yes`);
    const halfNo = priorWeights(`${draws}/${name}/no`);
    const replicates = yes.map((sum, b) => {
      const share = sum + halfYes[b]!;
      return share / (share + no[b]! + halfNo[b]!);
    });
    return {
      value,
      ...jeffreysInterval(value === 1 ? effective : value * effective, effective),
      numerator,
      denominator,
      smallest: denominator,
      replicates,
    };
  },
};
