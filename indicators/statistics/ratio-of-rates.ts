import { percentileInterval } from '../quantile.ts';
import { priorWeights } from '../replicates.ts';
import { Gathered } from './gathered.ts';
import { nothing, type Statistic } from './statistic.ts';

/**
 * The rate of the first group over the rate of the second, groups by code point (`1 outside`, `2 inside`).
 * Numerator and denominator are the two rates; `smallest` is the smaller group's trials.
 */
export const ratioOfRates: Statistic<null> = {
  needs: ['grp'],
  clusters: 'cluster',
  prepare: () => null,
  estimate(counted, { name, members }, { weights: { weights }, draws }) {
    const [yeses, tried] = [new Gathered(members.length), new Gathered(members.length)];
    const [first, second] = [0, 1].map((group) => {
      let [x, n] = [0, 0];
      const yes = Float64Array.from(priorWeights(`${draws}/${name}/${group}/yes`));
      const trials = Float64Array.from(priorWeights(`${draws}/${name}/${group}/no`), (half, b) => half + yes[b]!);
      for (const i of members) {
        if (counted.group![i] !== group) continue;
        x += counted.numerator[i]!;
        n += counted.denominator[i]!;
        if (counted.numerator[i] !== 0) yeses.take(counted.cluster[i]!, counted.numerator[i]!);
        tried.take(counted.cluster[i]!, counted.denominator[i]!);
      }
      yeses.addTo(yes, weights);
      tried.addTo(trials, weights);
      return { n, rate: n > 0 ? x / n : null, yes, trials };
    }) as [GroupRate, GroupRate];
    const smallest = counted.groups.length < 2 ? 0 : Math.min(first.n, second.n);
    if (first.rate === null || second.rate === null || second.rate === 0) return { ...nothing, smallest };
    const value = first.rate / second.rate;
    const replicates = first.yes.map((yes, b) => yes / first.trials[b]! / (second.yes[b]! / second.trials[b]!));
    return {
      value,
      ...percentileInterval(replicates, value),
      numerator: first.rate,
      denominator: second.rate,
      smallest,
      replicates,
    };
  },
};

interface GroupRate {
  n: number;
  rate: number | null;
  yes: Float64Array;
  trials: Float64Array;
}
