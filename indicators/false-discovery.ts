/**
 * Which of many findings stand when at most `rate` of those that stand may be false (Benjamini and Hochberg 1995).
 * @returns one verdict per p-value, in the given order.
 */
export function standingFindings(pValues: readonly number[], rate = 0.05): boolean[] {
  const ascending = [...pValues].sort((a, b) => a - b);
  let threshold = -1;
  for (const [i, p] of ascending.entries()) if (p <= (rate * (i + 1)) / ascending.length) threshold = p;
  return pValues.map((p) => p <= threshold);
}
