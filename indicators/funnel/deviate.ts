/**
 * How far a share lies from what is expected, in standard normal deviates: the binomial's mid-P by the approximation of
 * Peizer and Pratt (1968). `effective`: the number of independent yes-or-no trials the share is worth; it may be
 * broken. `value` and `expected` in [0, 1]. 0 where the share is as expected, or nothing else was possible.
 */
export function deviate(value: number, expected: number, effective: number): number {
  if (expected <= 0 || expected >= 1 || effective <= 0) return 0;
  const [yes, no] = [value * effective, (1 - value) * effective];
  const [wantedYes, wantedNo] = [expected * effective, (1 - expected) * effective];
  const distance = yes - wantedYes;
  const spread = effective * expected * (1 - expected);
  // Off the centre by a sixth of the skewness.
  const centred = distance + (1 - 2 * expected) / 6;
  const deviance = 2 * (information(yes, wantedYes) + information(no, wantedNo));
  // Close to what is expected the deviance is the square of the distance, and rounding is all that is left of it.
  const root =
    Math.abs(distance) < 1e-6 * spread ? 1 / Math.sqrt(spread) : Math.sqrt(Math.max(0, deviance)) / Math.abs(distance);
  // Half the chance of the value itself counts: the binomial's steps are smoothed, which flattens its tails.
  const z = (centred * root) / Math.sqrt((1 + 1 / (6 * effective)) * (1 + 1 / (6 * spread)));
  return Math.min(farthest(expected, effective), Math.max(-farthest(1 - expected, effective), z));
}

const information = (seen: number, wanted: number): number => (seen > 0 ? seen * Math.log(seen / wanted) : 0);

/**
 * The deviate of yes in all trials, where the mid-P is half of p^n: the normal's upper quantile by Hastings' formula
 * (Abramowitz and Stegun 26.2.23, to 4.5e-4), from the logarithm, since the chance itself may be too small a number.
 */
function farthest(p: number, n: number): number {
  const t = Math.sqrt(2 * (Math.LN2 - n * Math.log(p)));
  return t - (2.515517 + 0.802853 * t + 0.010328 * t * t) / (1 + 1.432788 * t + 0.189269 * t * t + 0.001308 * t ** 3);
}

/** The share whose `deviate` is `z`; 0 or 1 where no share lies so far out. */
export function shareAtDeviate(z: number, expected: number, effective: number): number {
  if (expected <= 0 || expected >= 1 || effective <= 0) return expected;
  if (deviate(0, expected, effective) >= z) return 0;
  if (deviate(1, expected, effective) <= z) return 1;
  let [low, high] = [0, 1];
  for (let i = 0; i < 50; i++) {
    const middle = (low + high) / 2;
    if (deviate(middle, expected, effective) < z) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
