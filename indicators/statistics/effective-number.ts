import { percentileInterval } from '../quantile.ts';
import { addWeights, REPLICATES } from '../replicates.ts';
import { nothing, type Statistic } from './statistic.ts';

/**
 * exp(−Σ p ln p) over groups, where p is a group's share of residents (each counted once per group it appears in):
 * the number of equally used groups that would be as mixed (Hill's number of order 1). Denominator: residents counted.
 * Resampling lowers the figure a little by itself; replicates are shifted back by that much.
 */
export const effectiveNumber: Statistic<null> = {
  needs: ['grp'],
  clusters: 'resident',
  prepare: () => null,
  estimate(counted, { members }, { weights: { weights } }) {
    const groups = counted.groups.length;
    const counts = new Float64Array(groups);
    const gathered = Array.from({ length: groups }, () => new Int32Array(members.length));
    const seen = new Set<number>();
    for (const i of members) {
      const [resident, group] = [counted.resident[i]!, counted.group![i]!];
      if (resident < 0 || seen.has(resident * groups + group)) continue;
      seen.add(resident * groups + group);
      gathered[group]![counts[group]!++] = resident;
    }
    if (seen.size === 0) return { ...nothing, denominator: 0 };
    const weighted = gathered.map((slots, group) => {
      const sums = new Float64Array(REPLICATES);
      addWeights(sums, weights, slots, counts[group]!);
      return sums;
    });
    const value = mixture(counts);
    const raw = Float64Array.from({ length: REPLICATES }, (_, b) => mixture(weighted.map((sums) => sums[b]!)));
    const shift = value - raw.reduce((sum, number) => sum + number, 0) / REPLICATES;
    const replicates = raw.map((number) => Math.max(1, number + shift));
    const rarer = seen.size - counts.reduce((most, count) => Math.max(most, count), 0);
    return {
      value,
      ...percentileInterval(replicates, value),
      numerator: null,
      denominator: seen.size,
      smallest: seen.size,
      ...(rarer > 0 && { singledOut: rarer }),
      replicates,
    };
  },
};

function mixture(counts: ArrayLike<number>): number {
  let total = 0;
  for (let g = 0; g < counts.length; g++) total += counts[g]!;
  let entropy = 0;
  for (let g = 0; g < counts.length; g++) {
    const share = counts[g]! / total;
    if (share > 0) entropy -= share * Math.log(share);
  }
  return Math.exp(entropy);
}
