import { addMultiples, addWeights, priorWeights, REPLICATES } from '../replicates.ts';
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
    const [yeses, noes] = [new Gathered(members.length), new Gathered(members.length)];
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

/** Clusters to be added together: apart those that count once, which are nearly all. */
class Gathered {
  private readonly once: Int32Array;
  private onceCount = 0;
  private readonly often: Int32Array;
  private readonly times: Float64Array;
  private oftenCount = 0;

  constructor(size: number) {
    this.once = new Int32Array(size);
    this.often = new Int32Array(size);
    this.times = new Float64Array(size);
  }

  take(slot: number, times: number): void {
    if (times === 1) this.once[this.onceCount++] = slot;
    else {
      this.often[this.oftenCount] = slot;
      this.times[this.oftenCount++] = times;
    }
  }

  addTo(sums: Float64Array, weights: Uint16Array): void {
    addWeights(sums, weights, this.once, this.onceCount);
    addMultiples(sums, weights, this.often, this.times, this.oftenCount);
  }
}
