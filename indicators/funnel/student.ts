import { betaCdf, betaQuantile } from '../beta.ts';

/** Chance of a deviate at least as large as |t|, up or down, by Student's distribution with `freedom` degrees. */
export const studentTail = (t: number, freedom: number): number =>
  betaCdf(freedom / (freedom + t * t), freedom / 2, 0.5);

/** The deviate that is exceeded, up or down, with the given chance. */
export function studentLimit(chance: number, freedom: number): number {
  const share = betaQuantile(chance, freedom / 2, 0.5);
  return Math.sqrt((freedom * (1 - share)) / share);
}
