import type { Indicator } from './framework.ts';

/** One counted thing of an indicator, as its SQL returned it. */
export interface Counted {
  numerator: number;
  denominator: number;
  value?: number;
}

/** What of an indicator says how its things fall short. */
interface Rule extends Pick<Indicator, 'statistic' | 'direction'> {
  outcomes?: readonly number[] | undefined;
}

/**
 * What each counted thing costs: the points that an indicator's score is short of 100, shared out over the things that
 * fell short, in proportion to how far each did. The sum is 100 − `score` to the last digit but rounding.
 *
 * Falling short of a rate: what is missing of its denominator (more is better), or its numerator (less is better); of
 * outcomes: the distance to the best one, where 0 is the best of a difference and the other sign a credit; of a duration:
 * the time used beyond the goalpost that gives 100 points. Sharing out is ours, no city's rule.
 * `best`: the goalpost that gives 100 points, in the indicator's own measure.
 */
export function pointsLost(
  indicator: Rule,
  things: readonly Counted[],
  { score, best }: { score: number; best: number },
): number[] {
  const lost = 100 - score;
  if (lost <= 0) return things.map(() => 0);
  const parts = [shortfalls(indicator, things, best), things.map(({ denominator }) => denominator), things.map(() => 1)]
    .map((shares) => ({ shares, total: shares.reduce((sum, share) => sum + share, 0) }))
    .find(({ total }) => total > 1e-12);
  return parts ? parts.shares.map((share) => (lost * share) / parts.total) : [];
}

function shortfalls({ statistic, direction, outcomes }: Rule, things: readonly Counted[], best: number): number[] {
  if (statistic === 'km_median') return things.map(({ value = 0 }) => Math.max(0, value - best));
  const top = outcomes ? Math.max(...outcomes) : 1;
  return things.map(({ numerator, denominator }) =>
    direction === 'lower' ? numerator : top * denominator - numerator,
  );
}
