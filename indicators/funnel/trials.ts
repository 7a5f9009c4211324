/**
 * The number of independent yes-or-no trials whose share would have this standard error when `expected` is true: what a
 * mean of outcomes, or a rate of clustered orders, is worth. 0 where nothing varies. All in [0, 1].
 */
export const trialsOf = (expected: number, error: number): number =>
  error > 0 && expected > 0 && expected < 1 ? (expected * (1 - expected)) / (error * error) : 0;
