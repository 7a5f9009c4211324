import { standingFindings } from '../false-discovery.ts';
import { deviate, shareAtDeviate } from './deviate.ts';
import { type Dispersion, dispersionOf } from './dispersion.ts';
import { studentLimit, studentTail } from './student.ts';
import { trialsOf } from './trials.ts';

/** A subject among its peers. */
export interface FunnelSubject {
  value: number;
  /** What its peers lead one to expect of it, and the standard error of `value` if it is like them. */
  expected: number;
  error: number;
  /** Share of the standard that is the subject itself. */
  own: number;
}

/** Limits within which a subject like its peers lies, with the given chance; and where it lies. */
export interface FunnelPoint {
  /** 95 in 100. */
  low: number;
  high: number;
  /** 998 in 1,000. */
  outerLow: number;
  outerHigh: number;
  /** Distance from what is expected in standard deviations, after over-dispersion; positive: the value is higher. */
  z: number;
  /** Chance of a distance this large when the subject is like its peers. */
  p: number;
  /** The distance can be told: others make up at least half of the standard, and outcomes vary. */
  comparable: boolean;
}

export interface Funnel extends Dispersion {
  points: FunnelPoint[];
}

/** More of the standard than this must be others. */
const OWN_AT_MOST = 0.5;

/**
 * A funnel (Spiegelhalter 2005) of one indicator over peers: limits that narrow with the sample, widened by the
 * over-dispersion found among the peers themselves, and by how well it is known (Student's distribution).
 * `range`: the least and the greatest value possible.
 */
export function funnelOf(subjects: readonly FunnelSubject[], range: readonly [number, number] = [0, 1]): Funnel {
  const [worst, best] = range;
  const scaled = (value: number) => (value - worst) / (best - worst);
  const shares = subjects.map(({ value, expected, error, own }) => {
    const centre = Math.min(1, Math.max(0, scaled(expected)));
    // Part of the standard is the subject itself, which brings the two nearer to each other.
    const effective = own <= OWN_AT_MOST ? trialsOf(centre, (error / (best - worst)) * Math.sqrt(1 - own)) : 0;
    return { share: scaled(value), centre, effective, comparable: effective > 0 };
  });
  const deviates = shares.map(({ share, centre, effective }) => deviate(share, centre, effective));
  const dispersion = dispersionOf(deviates.filter((_, i) => shares[i]!.comparable));
  const told = dispersion.freedom > 0;
  const widen = Math.sqrt(dispersion.phi);
  const [inner, outer] = told
    ? [studentLimit(0.05, dispersion.freedom) * widen, studentLimit(0.002, dispersion.freedom) * widen]
    : [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  const points = shares.map(({ centre, effective, comparable }, i): FunnelPoint => {
    const at = (z: number) =>
      worst + (best - worst) * (comparable && told ? shareAtDeviate(z, centre, effective) : z < 0 ? 0 : 1);
    const z = deviates[i]! / widen;
    return {
      low: at(-inner),
      high: at(inner),
      outerLow: at(-outer),
      outerHigh: at(outer),
      z,
      p: comparable && told ? studentTail(z, dispersion.freedom) : 1,
      comparable: comparable && told,
    };
  });
  return { ...dispersion, points };
}

/** The fixed words of a funnel. */
export type FunnelVerdict = '好于' | '差于' | '无显著差别';

/**
 * The word for each of many comparisons that are looked at together: at most one in twenty of those called better or
 * worse may be chance. `direction`: whether a higher value is better.
 */
export function funnelVerdicts(
  compared: readonly { z: number; p: number; direction: 'higher' | 'lower' }[],
): FunnelVerdict[] {
  const stands = standingFindings(compared.map(({ p }) => p));
  return compared.map(({ z, direction }, i) =>
    !stands[i] ? '无显著差别' : z > 0 === (direction === 'higher') ? '好于' : '差于',
  );
}
