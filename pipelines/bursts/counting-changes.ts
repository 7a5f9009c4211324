/** How orders were counted on each day so far: per facet (channel, category, …) and value, orders per position. */
export type FacetCounts = ReadonlyMap<string, ReadonlyMap<string, Int32Array>>;

export interface CountingChange {
  /** First position that is counted the new way. */
  since: number;
  facet: string;
  /** Values that came or went; contract and column names and words of the hotline, never of a resident. */
  values: string[];
  what: 'new' | 'gone';
}

/** The share of a day's orders that new or gone values of a facet must have to change what is counted. */
const shares: Readonly<Record<string, number>> = {
  channel: 0.05,
  category: 0.5,
  contract: 0.2,
  resident: 0.5,
  district: 0.5,
};
/** A value is new when it did not come in so many days. */
const memory = 56;
/** A value is gone when it has not come for so many days. */
const absence = 14;
const leastOrders = 5;

/**
 * What changed the way of counting and shows on the day at `position`: values of a facet that were not there in the eight
 * weeks before make up a large part of the day, or values that were a large part then have not come for two weeks. The
 * first eight weeks of all have nothing to change from. `orders`: per position, of the whole city.
 */
export function changesShownOn(position: number, facets: FacetCounts, orders: ArrayLike<number>): CountingChange[] {
  if (position < memory || orders[position] === 0 || sum(orders, 0, position - memory + 1) === 0) return [];
  const found: CountingChange[] = [];
  for (const [facet, values] of facets) {
    const share = shares[facet] ?? 1;
    const fresh = [...values].filter(
      ([, counts]) => counts[position]! > 0 && sum(counts, position - memory, position) === 0,
    );
    const come = fresh.reduce((total, [, counts]) => total + counts[position]!, 0);
    if (come >= leastOrders && come >= share * orders[position]!)
      found.push({ since: position, facet, values: fresh.map(([value]) => value).sort(), what: 'new' });
    const begin = position - absence + 1;
    if (begin < memory) continue;
    const ordersBefore = sum(orders, begin - memory, begin);
    const ordersSince = sum(orders, begin, position + 1);
    const lost = [...values].filter(
      ([, counts]) => sum(counts, begin - memory, begin) > 0 && sum(counts, begin, position + 1) === 0,
    );
    const part = lost.reduce((total, [, counts]) => total + sum(counts, begin - memory, begin), 0) / ordersBefore;
    if (part >= share && part * ordersSince >= leastOrders)
      found.push({ since: begin, facet, values: lost.map(([value]) => value).sort(), what: 'gone' });
  }
  return found;
}

function sum(values: ArrayLike<number>, from: number, to: number): number {
  let total = 0;
  for (let i = Math.max(0, from); i < to; i++) total += values[i]!;
  return total;
}
