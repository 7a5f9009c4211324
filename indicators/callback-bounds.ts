/** What was heard of those asked, and how many of those due were not heard. */
export interface Answers {
  /** Σ of outcomes of those who answered. */
  sum: number;
  answered: number;
  missing: number;
}

export interface CallbackBounds {
  /** Every missing answer the worst one; every missing answer the best one. */
  worst: number;
  best: number;
  /** Share of those due that answered. */
  share: number;
}

/**
 * Between which figures the truth lies when the silent may all think the worst, or the best (Manski's bounds): what
 * 满意率 and 解决率 of those who answered can say of all. `range`: the worst and the best outcome, worst first.
 * @returns undefined when nobody was due.
 */
export function callbackBounds(
  { sum, answered, missing }: Answers,
  range: readonly [number, number] = [0, 1],
): CallbackBounds | undefined {
  const due = answered + missing;
  if (due <= 0) return undefined;
  return { worst: (sum + missing * range[0]) / due, best: (sum + missing * range[1]) / due, share: answered / due };
}
