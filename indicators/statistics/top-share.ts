import { percentileInterval } from '../quantile.ts';
import { REPLICATES } from '../replicates.ts';
import { type Counted, nothing, type Statistic } from './statistic.ts';

/** The part of residents looked at. */
const TOP = 0.01;

/**
 * Share of all things that come from the busiest 1% of residents; the resident on the border counts in part, so ties
 * do not matter. Numerator and denominator are things, `smallest` is residents.
 * Resampling changes who is on top, which moves the share by itself; replicates are shifted back by that much.
 */
export const topShare: Statistic<null> = {
  needs: [],
  clusters: 'resident',
  prepare: () => null,
  estimate(counted, { members }, { weights: { weights } }) {
    const residents = busiestFirst(counted, members);
    if (residents.length === 0) return { ...nothing, numerator: 0, denominator: 0 };
    const total = residents.reduce((sum, { things }) => sum + things, 0);
    const top = topThings(residents, () => 1);
    const value = top / total;
    const raw = Float64Array.from({ length: REPLICATES }, (_, b) => {
      const weight = ({ slot }: Resident) => weights[slot * REPLICATES + b]!;
      return (
        topThings(residents, weight) / residents.reduce((sum, resident) => sum + weight(resident) * resident.things, 0)
      );
    });
    const shift = value - raw.reduce((sum, share) => sum + share, 0) / REPLICATES;
    const replicates = raw.map((share) => Math.min(1, Math.max(0, share + shift)));
    return {
      value,
      ...percentileInterval(replicates, value),
      numerator: top,
      denominator: total,
      smallest: residents.length,
      replicates,
    };
  },
};

interface Resident {
  slot: number;
  things: number;
}

function busiestFirst(counted: Counted, members: Int32Array): Resident[] {
  const things = new Map<number, number>();
  for (const i of members) {
    const slot = counted.resident[i]!;
    if (slot >= 0) things.set(slot, (things.get(slot) ?? 0) + 1);
  }
  return [...things]
    .map(([slot, count]) => ({ slot, things: count }))
    .sort((a, b) => b.things - a.things || a.slot - b.slot);
}

/** Things of the busiest 1% when each resident counts as `weight` residents. */
function topThings(residents: Resident[], weight: (resident: Resident) => number): number {
  let room = TOP * residents.reduce((sum, resident) => sum + weight(resident), 0);
  let things = 0;
  for (const resident of residents) {
    if (room <= 0) break;
    const counted = Math.min(room, weight(resident));
    things += counted * resident.things;
    room -= counted;
  }
  return things;
}
