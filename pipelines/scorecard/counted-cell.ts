import type { Counted } from '../../indicators/statistics/statistic.ts';

/** The counts behind one figure. A thing whose resident is unknown counts as a resident of its own. */
export interface CountedCell {
  things: number;
  /** Things whose numerator is above 0. */
  hits: number;
  /** Things whose numerator is below their denominator. */
  misses: number;
  /** Different residents of all, of the hits and of the misses. */
  residents: number;
  hitResidents: number;
  missResidents: number;
}

/** A function from row numbers to the counts behind them; it may be called any number of times. */
export function countedCells({ numerator, denominator, resident }: Counted): (members: Int32Array) => CountedCell {
  const slots = 1 + resident.reduce((most, slot) => Math.max(most, slot), -1);
  const [seen, seenHit, seenMiss] = [new Int32Array(slots), new Int32Array(slots), new Int32Array(slots)];
  let mark = 0;
  const isNew = (known: Int32Array, slot: number): boolean => {
    if (slot < 0) return true;
    if (known[slot] === mark) return false;
    known[slot] = mark;
    return true;
  };
  return (members) => {
    mark++;
    const cell = { things: members.length, hits: 0, misses: 0, residents: 0, hitResidents: 0, missResidents: 0 };
    for (const row of members) {
      const slot = resident[row]!;
      if (isNew(seen, slot)) cell.residents++;
      if (numerator[row]! > 0) {
        cell.hits++;
        if (isNew(seenHit, slot)) cell.hitResidents++;
      }
      if (numerator[row]! < denominator[row]!) {
        cell.misses++;
        if (isNew(seenMiss, slot)) cell.missResidents++;
      }
    }
    return cell;
  };
}
