import { UserError } from '../user-error.ts';

export interface SeasonalReference {
  /** Positions of the reference points, ascending. */
  positions: number[];
  /** Season level of each: 0 … levels − 1; the last one is the season of the judged point. */
  seasons: number[];
}

export interface SeasonalRules {
  /** Half width of the window around the judged season, in steps. */
  halfWidth: number;
  /** Season levels: the windows are one, the time between them is cut into the others; 1: windows only. */
  levels: number;
  /** Steps before the judged point that are left out, so that an outbreak under way is not compared with itself. */
  leftOut: number;
}

/**
 * The points to compare a point with: the same season of the years before and, for more than one level, all that lies in
 * between, cut into blocks as equal as can be (the first ones longer by one). `anchors`: position of the same season in
 * each year back, nearest year first; those before the series' beginning are left out by the caller.
 * @throws UserError when the time between two windows is shorter than its blocks are many
 */
export function seasonalReference(
  judged: number,
  anchors: readonly number[],
  { halfWidth, levels, leftOut }: SeasonalRules,
): SeasonalReference {
  const points: [position: number, season: number][] = [];
  // The window before the judged point itself ends where it stands.
  const windows = [...anchors].reverse().map((anchor) => ({ from: anchor - halfWidth, to: anchor + halfWidth }));
  windows.push({ from: judged - halfWidth, to: judged });
  for (const [i, { from, to }] of windows.entries()) {
    for (let position = from; position <= to; position++) points.push([position, levels - 1]);
    const next = windows[i + 1];
    if (!next || levels === 1) continue;
    const gap = next.from - to - 1;
    if (gap < levels - 1)
      throw new UserError(`${gap} steps between two seasons cannot be cut into ${levels - 1} blocks`, {
        fix: 'use fewer season levels or a narrower window',
      });
    const length = Math.floor(gap / (levels - 1));
    const longer = gap - length * (levels - 1);
    let position = to + 1;
    for (let block = 0; block < levels - 1; block++)
      for (let i = length + Number(block < longer); i > 0; i--) points.push([position++, block]);
  }
  const latest = judged - leftOut;
  const kept = points
    .filter(([position]) => position >= 0 && position < latest && position < judged)
    .sort(([a], [b]) => a - b);
  return { positions: kept.map(([position]) => position), seasons: kept.map(([, season]) => season) };
}
