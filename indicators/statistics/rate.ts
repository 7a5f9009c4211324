import { priorWeights, REPLICATES } from '../replicates.ts';
import { clustering, designEffect } from './design-effect.ts';
import { Gathered } from './gathered.ts';
import { jeffreysInterval } from './intervals.ts';
import { nothing, type Statistic } from './statistic.ts';

interface Shared {
  perThing: number;
  /** Room for any subject's things, made once. */
  yeses: Gathered;
  noes: Gathered;
}

/** Σ numerator / Σ denominator, 0 ≤ numerator ≤ denominator, with Jeffreys' interval on the effective sample. */
export const rate: Statistic<Shared> = {
  needs: [],
  clusters: 'cluster',
  prepare: (counted) => ({
    perThing: clustering(counted, counted.numerator, counted.denominator),
    yeses: new Gathered(counted.size),
    noes: new Gathered(counted.size),
  }),
  estimate(counted, { name, members }, { weights: { weights }, draws }, { perThing, yeses, noes }) {
    const yes = new Float64Array(REPLICATES);
    const no = new Float64Array(REPLICATES);
    let numerator = 0;
    let denominator = 0;
    for (const i of members) {
      const x = counted.numerator[i]!;
      const n = counted.denominator[i]!;
      numerator += x;
      denominator += n;
      if (x > 0) yeses.take(counted.cluster[i]!, x);
      if (x < n) noes.take(counted.cluster[i]!, n - x);
    }
    yeses.addTo(yes, weights);
    noes.addTo(no, weights);
    if (denominator <= 0) return { ...nothing, numerator, denominator };
    const value = numerator / denominator;
    const effective = denominator / designEffect(counted, members, counted.denominator, perThing);
    const halfYes = priorWeights(`${draws}/${name}/yes`);
    const halfNo = priorWeights(`${draws}/${name}/no`);
    const replicates = yes;
    for (let b = 0; b < REPLICATES; b++) {
      const share = yes[b]! + halfYes[b]!;
      replicates[b] = share / (share + no[b]! + halfNo[b]!);
    }
    return {
      value,
      ...jeffreysInterval(value === 1 ? effective : value * effective, effective),
      numerator,
      denominator,
      effective,
      smallest: denominator,
      replicates,
    };
  },
};
