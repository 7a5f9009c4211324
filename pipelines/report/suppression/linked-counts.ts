/**
 * Counts of one kind (the orders an indicator counts, or its hits and misses) for many subjects. Two that are equal for
 * all subjects of a level are one count under two names: what one hides, the other must not show.
 */
export interface CountSeries {
  name: string;
  /** Amounts by level, each a list over the level's subjects in one order; a series may hold several (hits, misses). */
  vectors: { level: string; amounts: readonly number[] }[];
}

/** The series in groups of those that are linked, each group in the order given. Lists of zeros link nothing. */
export function linkedCounts(series: readonly CountSeries[]): CountSeries[][] {
  const root = series.map((_, i) => i);
  const find = (i: number): number => (root[i] === i ? i : find(root[i]!));
  const first = new Map<string, number>();
  for (const [i, { vectors }] of series.entries())
    for (const { level, amounts } of vectors) {
      if (amounts.every((amount) => amount === 0)) continue;
      const key = `${level}:${amounts.join(',')}`;
      const known = first.get(key);
      if (known === undefined) first.set(key, i);
      else {
        const [a, b] = [find(known), find(i)];
        root[Math.max(a, b)] = Math.min(a, b);
      }
    }
  const groups = new Map<number, CountSeries[]>();
  for (const [i, each] of series.entries()) {
    const group = groups.get(find(i));
    if (group) group.push(each);
    else groups.set(find(i), [each]);
  }
  return [...groups.values()];
}
