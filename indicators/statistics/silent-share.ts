import { percentileInterval } from '../quantile.ts';
import { addWeights, priorWeights, REPLICATES, WEIGHT_UNIT } from '../replicates.ts';
import { type Counted, nothing, type Setting, type Statistic } from './statistic.ts';

/** A street is silent when its shrunken rate is under this part of the city's. */
const SILENT = 0.5;

interface Silence {
  /** Of each street of `People.streets`: residents the city's rate would give, and whether the street is silent. */
  expected: Float64Array;
  silent: boolean[];
  silentInReplicate: Uint8Array[];
}

/**
 * People of silent streets / people of all streets. A street's residents per person are shrunk towards the city's rate
 * by empirical Bayes (gamma–Poisson, moments: Marshall 1991), so that a small street is not silent by chance.
 * A replicate draws the rate itself (the gamma posterior), not the shrunken figure, which hardly varies where it is shrunk
 * most.
 * `smallest` is the smallest number of residents expected in one of the subject's streets.
 */
export const silentShare: Statistic<Silence> = {
  needs: [],
  clusters: 'resident',
  prepare: silence,
  estimate(_counted, { subject }, { people }, { expected, silent, silentInReplicate }) {
    const own = people.streets.flatMap((street, s) => (street.subjects.includes(subject) ? [s] : []));
    const denominator = own.reduce((sum, s) => sum + people.streets[s]!.people, 0);
    if (denominator === 0 || expected.every((residents) => residents === 0)) return nothing;
    const share = (isSilent: (s: number) => boolean) =>
      own.reduce((sum, s) => sum + (isSilent(s) ? people.streets[s]!.people : 0), 0);
    const numerator = share((s) => silent[s]!);
    const value = numerator / denominator;
    const replicates = Float64Array.from(
      { length: REPLICATES },
      (_, b) => share((s) => silentInReplicate[s]![b] === 1) / denominator,
    );
    return {
      value,
      ...percentileInterval(replicates, value),
      numerator,
      denominator,
      smallest: Math.floor(Math.min(...own.map((s) => expected[s]!))),
      replicates,
    };
  },
};

function silence(counted: Counted, { people, weights: { weights }, draws }: Setting): Silence {
  const { streets } = people;
  const residents = new Float64Array(streets.length);
  const gathered = streets.map((): number[] => []);
  const seen = new Set<number>();
  for (let i = 0; i < counted.size; i++) {
    const [resident, street] = [counted.resident[i]!, counted.street[i]!];
    if (resident < 0 || street < 0 || seen.has(resident * streets.length + street)) continue;
    seen.add(resident * streets.length + street);
    residents[street]!++;
    gathered[street]!.push(resident);
  }
  const weighted = gathered.map((slots) => {
    const sums = new Float64Array(REPLICATES);
    addWeights(sums, weights, Int32Array.from(slots));
    return sums.map((sum) => sum / WEIGHT_UNIT);
  });
  const expected = expectedIn(streets, residents);
  const prior = priorResidents(residents, expected);
  const silentInReplicate = streets.map(() => new Uint8Array(REPLICATES));
  const priors = streets.map(({ number }) => priorDraws(prior, `${draws}/street ${number}`));
  for (let b = 0; b < REPLICATES; b++) {
    const drawn = weighted.map((sums) => sums[b]!);
    const expectedNow = expectedIn(streets, drawn);
    for (let s = 0; s < streets.length; s++)
      silentInReplicate[s]![b] = isSilent(drawn[s]!, expectedNow[s]!, prior, priors[s]![b]!) ? 1 : 0;
  }
  return { expected, silent: streets.map((_, s) => isSilent(residents[s]!, expected[s]!, prior)), silentInReplicate };
}

function expectedIn(streets: readonly { people: number }[], residents: ArrayLike<number>): Float64Array {
  let [people, total] = [0, 0];
  for (let s = 0; s < streets.length; s++) {
    people += streets[s]!.people;
    total += residents[s]!;
  }
  return Float64Array.from(streets, (street) => (people > 0 ? (total * street.people) / people : 0));
}

/** How many residents' worth of the city's rate every street is shrunk by; infinite when streets do not differ. */
function priorResidents(residents: Float64Array, expected: Float64Array): number {
  const total = expected.reduce((sum, e) => sum + e, 0);
  if (total === 0) return Number.POSITIVE_INFINITY;
  let spread = 0;
  for (let s = 0; s < expected.length; s++)
    if (expected[s]! > 0) spread += expected[s]! * (residents[s]! / expected[s]! - 1) ** 2;
  const between = spread / total - expected.length / total;
  return between > 0 ? 1 / between : Number.POSITIVE_INFINITY;
}

/** `drawn`: the residents that the prior stands for; in a replicate as they happen to be. */
const isSilent = (residents: number, expected: number, prior: number, drawn = prior): boolean =>
  expected > 0 && prior !== Number.POSITIVE_INFINITY && (residents + drawn) / (expected + prior) < SILENT;

/** A sum of so many half gammas is as good as normal. */
const HALVES = 64;

/** Gamma(`prior`) in each replicate: of half gammas, as many as it takes, brought to its mean and spread. */
function priorDraws(prior: number, name: string): Float64Array {
  const halves = Math.min(HALVES, Math.max(1, Math.round(2 * prior)));
  const sums = new Float64Array(REPLICATES);
  if (prior === Number.POSITIVE_INFINITY) return sums;
  for (let half = 0; half < halves; half++) {
    const weights = priorWeights(`${name}/${half}`);
    for (let b = 0; b < REPLICATES; b++) sums[b]! += weights[b]! / WEIGHT_UNIT;
  }
  return sums.map((sum) => Math.max(0, prior + (sum - halves / 2) * Math.sqrt(prior / (halves / 2))));
}
