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
    if (residents.slots.length === 0) return { ...nothing, numerator: 0, denominator: 0 };
    const { total, top } = topThings(residents);
    const value = top / total;
    const raw = topSharesOfReplicates(residents, weights);
    const shift = value - raw.reduce((sum, share) => sum + share, 0) / REPLICATES;
    const replicates = raw.map((share) => Math.min(1, Math.max(0, share + shift)));
    return {
      value,
      ...percentileInterval(replicates, value),
      numerator: top,
      denominator: total,
      smallest: residents.slots.length,
      singledOut: Math.ceil(TOP * residents.slots.length),
      replicates,
    };
  },
};

/** Residents by number of things, then by slot. */
interface Residents {
  slots: Int32Array;
  things: Int32Array;
}

/** The busiest first, by a counting sort. */
function busiestFirst({ resident }: Counted, members: Int32Array): Residents {
  const slotCount = members.reduce((most, i) => Math.max(most, resident[i]! + 1), 0);
  const counts = new Int32Array(slotCount);
  for (const i of members) if (resident[i]! >= 0) counts[resident[i]!]!++;
  const busiest = counts.reduce((most, count) => Math.max(most, count), 0);
  // Where the residents of so many things start.
  const starts = new Int32Array(busiest + 1);
  for (const count of counts) if (count > 0) starts[count - 1]!++;
  for (let things = busiest - 1; things >= 0; things--) starts[things]! += starts[things + 1]!;
  const residents = { slots: new Int32Array(starts[0] ?? 0), things: new Int32Array(starts[0] ?? 0) };
  for (let slot = 0; slot < slotCount; slot++) {
    const things = counts[slot]!;
    if (things === 0) continue;
    const at = starts[things]!++;
    residents.slots[at] = slot;
    residents.things[at] = things;
  }
  return residents;
}

function topThings({ things }: Residents): { total: number; top: number } {
  let room = TOP * things.length;
  let [total, top] = [0, 0];
  for (const count of things) {
    const counted = Math.min(1, Math.max(0, room));
    top += counted * count;
    total += count;
    room -= counted;
  }
  return { total, top };
}

/** As `topThings` with a resident counting as many residents as its weight, for all replicates in two walks. */
function topSharesOfReplicates({ slots, things }: Residents, weights: Uint16Array): Float64Array {
  const room = new Float64Array(REPLICATES);
  const total = new Float64Array(REPLICATES);
  // Four residents a walk, since walking the sums costs more than adding; one after the other, so that no bit changes.
  let i = 0;
  for (; i + 4 <= slots.length; i += 4) {
    const [p, q, r, s] = [
      slots[i]! * REPLICATES,
      slots[i + 1]! * REPLICATES,
      slots[i + 2]! * REPLICATES,
      slots[i + 3]! * REPLICATES,
    ];
    const [thingsP, thingsQ, thingsR, thingsS] = [things[i]!, things[i + 1]!, things[i + 2]!, things[i + 3]!];
    for (let b = 0; b < REPLICATES; b++) {
      const [wp, wq, wr, ws] = [weights[p + b]!, weights[q + b]!, weights[r + b]!, weights[s + b]!];
      room[b] = room[b]! + TOP * wp + TOP * wq + TOP * wr + TOP * ws;
      total[b]! += wp * thingsP + wq * thingsQ + wr * thingsR + ws * thingsS;
    }
  }
  for (; i < slots.length; i++) {
    const start = slots[i]! * REPLICATES;
    for (let b = 0; b < REPLICATES; b++) {
      room[b]! += TOP * weights[start + b]!;
      total[b]! += weights[start + b]! * things[i]!;
    }
  }
  const top = new Float64Array(REPLICATES);
  for (i = 0; i < slots.length; i++) {
    const start = slots[i]! * REPLICATES;
    let open = false;
    for (let b = 0; b < REPLICATES; b++) {
      const counted = Math.min(weights[start + b]!, room[b]!);
      top[b]! += counted * things[i]!;
      room[b]! -= counted;
      open ||= room[b]! > 0;
    }
    if (!open) break;
  }
  return top.map((things, b) => things / total[b]!);
}
