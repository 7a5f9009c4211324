import { countQuantile, countUpperTail, normalQuantile, normalUpperTail } from './distributions.ts';
import type { ExpectedCount } from './expected-count.ts';

/**
 * How the highest count that is still ordinary is found. `delta`: on the scale of the power 2/3, where a count is nearly
 * normal (Farrington). `nbPlugin`: quantile of the negative binomial. `muan`: the same around the upper limit of the mean
 * (Noufaily). `nbPredictive`: the same around the mean, its variance widened by the mean's own uncertainty.
 */
export type ThresholdMethod = 'delta' | 'nbPlugin' | 'muan' | 'nbPredictive';

export interface Judgement {
  /** The highest count that is still ordinary. */
  upper: number;
  /** Probability of a count as high as the observed one when nothing is the matter. */
  p: number;
}

/** The bound that an ordinary count exceeds with probability `alpha`, and the p-value of the observed one. */
export function judge(
  observed: number,
  expected: Pick<ExpectedCount, 'mean' | 'logError' | 'dispersion'>,
  alpha: number,
  method: ThresholdMethod,
): Judgement {
  const { mean, logError, dispersion } = expected;
  const counted = (centre: number, spread: number): Judgement => ({
    upper: countQuantile(1 - alpha, centre, spread),
    p: countUpperTail(observed, centre, spread),
  });
  switch (method) {
    case 'delta': {
      const tau = dispersion + mean * logError ** 2;
      const error = Math.sqrt((4 / 9) * Math.cbrt(mean) * tau);
      const root = mean ** (2 / 3) + normalQuantile(1 - alpha) * error;
      return { upper: root > 0 ? root ** 1.5 : 0, p: normalUpperTail((observed ** (2 / 3) - mean ** (2 / 3)) / error) };
    }
    case 'nbPlugin':
      return counted(mean, dispersion);
    case 'muan':
      return counted(mean * Math.exp(normalQuantile(1 - alpha) * logError), dispersion);
    case 'nbPredictive':
      return counted(mean, dispersion + mean * logError ** 2);
  }
}
