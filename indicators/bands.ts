/** A band of a framework, the best first. */
export interface Band {
  readonly name: string;
  /** Points from which it begins. */
  readonly from: number;
}

/** The band of a score. */
export const bandOf = (score: number, bands: readonly Band[]): Band =>
  bands.find(({ from }) => score >= from) ?? bands.at(-1)!;

/**
 * How probable each band is: the part of the resampled scores that lies in it, 0–1, in the order of the bands; they sum
 * to 1. A score beside a boundary shows as two bands of about one half, which a bare band would hide.
 */
export function bandProbabilities(resampled: ArrayLike<number>, bands: readonly Band[]): number[] {
  const counts = bands.map(() => 0);
  for (let b = 0; b < resampled.length; b++) counts[bands.indexOf(bandOf(resampled[b]!, bands))]!++;
  return counts.map((count) => (resampled.length > 0 ? count / resampled.length : 0));
}
