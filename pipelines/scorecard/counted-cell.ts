import type { Counted } from '../../indicators/statistics/statistic.ts';

/** The counts behind one figure. A thing whose resident is unknown counts as a resident of its own. */
export interface CountedCell {
  things: number;
  /** Things whose numerator is above 0. */
  hits: number;
  /** Things whose numerator is below their denominator. */
  misses: number;
  /** Different residents of all. */
  residents: number;
  /**
   * Different residents of the hits and of the misses. Of outcomes between 0 and 1 the figure tells more: how many have
   * none at all, which the hits tell, and how many the whole, which the misses tell; of each the fewer residents count.
   */
  hitResidents: number;
  missResidents: number;
}

/**
 * A function from row numbers to the counts behind them; it may be called any number of times. `between`: whether there
 * are outcomes between 0 and 1.
 */
export function countedCells(
  { numerator, denominator, resident }: Counted,
  between = false,
): (members: Int32Array) => CountedCell {
  const slots = 1 + resident.reduce((most, slot) => Math.max(most, slot), -1);
  const parts = {
    all: () => true,
    hits: (row: number) => numerator[row]! > 0,
    misses: (row: number) => numerator[row]! < denominator[row]!,
    none: (row: number) => numerator[row]! <= 0,
    whole: (row: number) => numerator[row]! >= denominator[row]!,
  };
  const count = (holds: (row: number) => boolean) => {
    const seen = new Int32Array(slots);
    let mark = 0;
    return (members: Int32Array) => {
      mark++;
      let [things, residents] = [0, 0];
      for (const row of members) {
        if (!holds(row)) continue;
        things++;
        const slot = resident[row]!;
        if (slot >= 0 && seen[slot] === mark) continue;
        if (slot >= 0) seen[slot] = mark;
        residents++;
      }
      return { things, residents };
    };
  };
  const [all, hits, misses] = [count(parts.all), count(parts.hits), count(parts.misses)];
  const [none, whole] = between ? [count(parts.none), count(parts.whole)] : [];
  return (members) => {
    const [total, hit, missed] = [all(members), hits(members), misses(members)];
    return {
      things: total.things,
      hits: hit.things,
      misses: missed.things,
      residents: total.residents,
      hitResidents: fewer(hit.residents, none?.(members).residents),
      missResidents: fewer(missed.residents, whole?.(members).residents),
    };
  };
}

/** Nobody is not few. */
const fewer = (residents: number, others = 0): number => (others > 0 ? Math.min(residents, others) : residents);
