import { addWeights, priorWeights, REPLICATES } from '../replicates.ts';
import { clustering, designEffect } from './design-effect.ts';
import { dirichletInterval } from './intervals.ts';
import { nothing, type Statistic } from './statistic.ts';

/**
 * The mean of an outcome (the numerator; denominator 1) that takes a few values, such as 满意 1, 基本满意 0.9, 不满意 0; or a difference of −1, 0, 1.
 * Interval and replicates: Dirichlet(½) over the outcomes on the effective sample.
 */
export const weightedRate: Statistic<number> = {
  needs: [],
  clusters: 'cluster',
  prepare(counted, { outcomes }) {
    const [worst, best] = [outcomes[0]!, outcomes[outcomes.length - 1]!];
    return clustering(
      counted,
      counted.numerator.map((outcome) => (outcome - worst) / (best - worst)),
      counted.denominator,
    );
  },
  estimate(counted, { name, members }, { weights: { weights }, outcomes, draws }, perThing) {
    if (members.length === 0) return { ...nothing, numerator: 0, denominator: 0 };
    const counts = new Float64Array(outcomes.length);
    const weighted = outcomes.map(() => new Float64Array(REPLICATES));
    const gathered = outcomes.map(() => new Int32Array(members.length));
    for (const i of members) {
      const k = outcomes.indexOf(counted.numerator[i]!);
      gathered[k]![counts[k]!++] = counted.cluster[i]!;
    }
    for (const [k, slots] of gathered.entries()) addWeights(weighted[k]!, weights, slots, counts[k]!);
    const numerator = outcomes.reduce((sum, outcome, k) => sum + outcome * counts[k]!, 0);
    const effect = designEffect(counted, members, counted.denominator, perThing);
    const halves = outcomes.map((_, k) => priorWeights(`${draws}/${name}/${k}`));
    const replicates = Float64Array.from({ length: REPLICATES }, (_, b) => {
      let [sum, total] = [0, 0];
      for (let k = 0; k < outcomes.length; k++) {
        const weight = weighted[k]![b]! + halves[k]![b]!;
        sum += outcomes[k]! * weight;
        total += weight;
      }
      return sum / total;
    });
    return {
      value: numerator / members.length,
      ...dirichletInterval(
        counts.map((count) => count / effect),
        outcomes,
      ),
      numerator,
      denominator: members.length,
      effective: members.length / effect,
      smallest: members.length,
      replicates,
    };
  },
};
