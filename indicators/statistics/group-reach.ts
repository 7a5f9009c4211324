import { percentileInterval } from '../quantile.ts';
import { addWeights, REPLICATES } from '../replicates.ts';
import { nothing, type Statistic } from './statistic.ts';

/**
 * Mean over groups of the population of min(1, share of residents / share of population). A group nobody of which was
 * heard counts 0. Residents of no listed group stay in the whole. `smallest` is the smallest number of residents a
 * group would have at its share of the population. Denominator: residents.
 */
export const groupReach: Statistic<null> = {
  needs: ['grp'],
  clusters: 'resident',
  prepare: () => null,
  estimate(counted, { members }, { weights: { weights }, people }) {
    const named = [...people.groupShares].map(([group, share]) => ({ group: counted.groups.indexOf(group), share }));
    const residents = new Map<number, number>();
    for (const i of members) {
      const resident = counted.resident[i]!;
      if (resident >= 0 && !residents.has(resident)) residents.set(resident, counted.group![i]!);
    }
    if (named.length === 0 || residents.size === 0) return { ...nothing, denominator: residents.size };
    const counts = new Float64Array(counted.groups.length);
    const gathered = counted.groups.map(() => new Int32Array(residents.size));
    for (const [resident, group] of residents) gathered[group]![counts[group]!++] = resident;
    const weighted = gathered.map((slots, group) => {
      const sums = new Float64Array(REPLICATES);
      addWeights(sums, weights, slots, counts[group]!);
      return sums;
    });
    const total = weighted.reduce((all, sums) => all.map((sum, b) => sum + sums[b]!), new Float64Array(REPLICATES));
    const reach = (share: (group: number) => number) =>
      named.reduce((sum, { group, share: wanted }) => sum + Math.min(1, (group < 0 ? 0 : share(group)) / wanted), 0) /
      named.length;
    const value = reach((group) => counts[group]! / residents.size);
    const replicates = Float64Array.from({ length: REPLICATES }, (_, b) =>
      reach((group) => weighted[group]![b]! / total[b]!),
    );
    return {
      value,
      ...percentileInterval(replicates, value),
      numerator: null,
      denominator: residents.size,
      smallest: Math.floor(Math.min(...named.map(({ share }) => share * residents.size))),
      replicates,
    };
  },
};
