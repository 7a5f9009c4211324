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

function topThings(residents: readonly Resident[]): { total: number; top: number } {
  let room = TOP * residents.length;
  let [total, top] = [0, 0];
  for (const { things } of residents) {
    const counted = Math.min(1, Math.max(0, room));
    top += counted * things;
    total += things;
    room -= counted;
  }
  return { total, top };
}

/** As `topThings` with a resident counting as many residents as its weight, for all replicates in two walks. */
function topSharesOfReplicates(residents: readonly Resident[], weights: Uint16Array): Float64Array {
  const room = new Float64Array(REPLICATES);
  const total = new Float64Array(REPLICATES);
  // Four residents a walk, since walking the sums costs more than adding; one after the other, so that no bit changes.
  let i = 0;
  for (; i + 4 <= residents.length; i += 4) {
    const [p, q, r, s] = [residents[i]!, residents[i + 1]!, residents[i + 2]!, residents[i + 3]!];
    const [atP, atQ, atR, atS] = [p.slot * REPLICATES, q.slot * REPLICATES, r.slot * REPLICATES, s.slot * REPLICATES];
    for (let b = 0; b < REPLICATES; b++) {
      const [wp, wq, wr, ws] = [weights[atP + b]!, weights[atQ + b]!, weights[atR + b]!, weights[atS + b]!];
      room[b] = room[b]! + TOP * wp + TOP * wq + TOP * wr + TOP * ws;
      total[b]! += wp * p.things + wq * q.things + wr * r.things + ws * s.things;
    }
  }
  for (; i < residents.length; i++) {
    const { slot, things } = residents[i]!;
    for (let b = 0; b < REPLICATES; b++) {
      const weight = weights[slot * REPLICATES + b]!;
      room[b]! += TOP * weight;
      total[b]! += weight * things;
    }
  }
  const top = new Float64Array(REPLICATES);
  for (const { slot, things } of residents) {
    let open = false;
    for (let b = 0; b < REPLICATES; b++) {
      const counted = Math.min(weights[slot * REPLICATES + b]!, room[b]!);
      top[b]! += counted * things;
      room[b]! -= counted;
      open ||= room[b]! > 0;
    }
    if (!open) break;
  }
  return top.map((things, b) => things / total[b]!);
}
