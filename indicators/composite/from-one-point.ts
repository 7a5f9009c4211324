import type { Table } from './table.ts';
import type { Element } from './tree.ts';

/**
 * Goalposts that give 1 point to what gave 0, and still 100 at the other end: geometric and harmonic means have no result
 * at 0. An affine change of all points, so arithmetic means rank as before. Figures must be clipped to the old goalposts
 * first (`clippedToGoalposts`).
 */
export const fromOnePoint = (iMeta: readonly Element[]): Element[] =>
  iMeta.map((element) => {
    const { goalpost_lower: low, goalpost_upper: high, goalpost_floor: floor } = element;
    if (low === undefined || high === undefined) return element;
    const below = (high - low) / 99;
    return {
      ...element,
      ...(element.Direction === -1 ? { goalpost_upper: high + below } : { goalpost_lower: low - below }),
      ...(floor !== undefined && { goalpost_floor: (1 + 99 * floor) / 100 }),
    };
  });

/** Figures beyond an indicator's goalposts become the goalpost. */
export function clippedToGoalposts(table: Table, iMeta: readonly Element[]): Table {
  const columns = { ...table.columns };
  for (const { iCode, goalpost_lower: low, goalpost_upper: high } of iMeta)
    if (low !== undefined && high !== undefined && columns[iCode])
      columns[iCode] = columns[iCode].map((cell) => (cell === null ? null : Math.min(high, Math.max(low, cell))));
  return { uCode: table.uCode, columns };
}
