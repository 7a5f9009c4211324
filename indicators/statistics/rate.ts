import { addWeights, priorWeights, REPLICATES } from '../replicates.ts';
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
    // Most things are one yes or one no: those are gathered, and added together.
    const gathered = { yes: new Int32Array(members.length), no: new Int32Array(members.length) };
    let [yeses, noes] = [0, 0];
    for (const i of members) {
      const [x, n, slot] = [counted.numerator[i]!, counted.denominator[i]!, counted.cluster[i]!];
      numerator += x;
      denominator += n;
      if (x === 1) gathered.yes[yeses++] = slot;
      else if (x > 0) addTimes(yes, weights, slot, x);
      if (n - x === 1) gathered.no[noes++] = slot;
      else if (x < n) addTimes(no, weights, slot, n - x);
    }
    addWeights(yes, weights, gathered.yes, yeses);
    addWeights(no, weights, gathered.no, noes);
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

function addTimes(sums: Float64Array, weights: Uint16Array, slot: number, times: number): void {
  const start = slot * REPLICATES;
  for (let b = 0; b < REPLICATES; b++) sums[b]! += times * weights[start + b]!;
}
