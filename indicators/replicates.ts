import { errorFunction } from 'simple-statistics';

/** How many resamples every figure carries. */
export const REPLICATES = 200;

/** Weights are whole numbers of this part, so that their sums are exact and do not depend on the order of rows. */
export const WEIGHT_UNIT = 1024;

const TABLE_SIZE = 4096;

/**
 * Weights of the Bayesian bootstrap (Rubin 1981): one standard exponential weight per cluster and replicate.
 * A resident's or an event's weights depend on its key alone, so that all indicators, subjects and periods of one
 * replicate share one resample. With the half weights of `priorWeights` the replicates of an unclustered rate are
 * draws from its Jeffreys posterior, so that small and one-sided samples keep their width (Poisson weights would give
 * 5 of 5 no width at all).
 */
export class ReplicateWeights {
  /** Weights of cluster slot s in replicate b: `weights[s * REPLICATES + b]`, in units of 1 / WEIGHT_UNIT. */
  weights = new Uint16Array(1024 * REPLICATES);
  private readonly slots = new Map<number, number>();

  /** The slot of a cluster, by the hash of its key: a whole number below 2^53. */
  slotOf(key: number): number {
    let slot = this.slots.get(key);
    if (slot === undefined) {
      slot = this.slots.size;
      this.slots.set(key, slot);
      this.reserve(slot + 1);
      draw(this.weights.subarray(slot * REPLICATES, (slot + 1) * REPLICATES), key, exponential);
    }
    return slot;
  }

  private reserve(slots: number): void {
    if (slots * REPLICATES <= this.weights.length) return;
    const larger = new Uint16Array(2 * this.weights.length);
    larger.set(this.weights);
    this.weights = larger;
  }
}

/**
 * Adds the weights of the first `count` clusters of `slots` to `sums`, replicate by replicate: eight clusters a walk,
 * since walking the sums costs more than adding. Sums of whole numbers are exact whatever the order.
 */
export function addWeights(sums: Float64Array, weights: Uint16Array, slots: Int32Array, count = slots.length): void {
  let i = 0;
  for (; i + 8 <= count; i += 8) {
    const a = slots[i]! * REPLICATES;
    const b = slots[i + 1]! * REPLICATES;
    const c = slots[i + 2]! * REPLICATES;
    const d = slots[i + 3]! * REPLICATES;
    const e = slots[i + 4]! * REPLICATES;
    const f = slots[i + 5]! * REPLICATES;
    const g = slots[i + 6]! * REPLICATES;
    const h = slots[i + 7]! * REPLICATES;
    for (let r = 0; r < REPLICATES; r++)
      sums[r]! +=
        weights[a + r]! +
        weights[b + r]! +
        weights[c + r]! +
        weights[d + r]! +
        weights[e + r]! +
        weights[f + r]! +
        weights[g + r]! +
        weights[h + r]!;
  }
  for (; i < count; i++) {
    const start = slots[i]! * REPLICATES;
    for (let r = 0; r < REPLICATES; r++) sums[r]! += weights[start + r]!;
  }
}

/** As `addWeights`, each cluster `times` over; one after the other, so that broken numbers of times round alike. */
export function addMultiples(
  sums: Float64Array,
  weights: Uint16Array,
  slots: Int32Array,
  times: Float64Array,
  count: number,
): void {
  let i = 0;
  for (; i + 4 <= count; i += 4) {
    const [a, b, c, d] = [
      slots[i]! * REPLICATES,
      slots[i + 1]! * REPLICATES,
      slots[i + 2]! * REPLICATES,
      slots[i + 3]! * REPLICATES,
    ];
    const [timesA, timesB, timesC, timesD] = [times[i]!, times[i + 1]!, times[i + 2]!, times[i + 3]!];
    for (let r = 0; r < REPLICATES; r++)
      sums[r] =
        sums[r]! +
        timesA * weights[a + r]! +
        timesB * weights[b + r]! +
        timesC * weights[c + r]! +
        timesD * weights[d + r]!;
  }
  for (; i < count; i++) {
    const start = slots[i]! * REPLICATES;
    for (let r = 0; r < REPLICATES; r++) sums[r]! += times[i]! * weights[start + r]!;
  }
}

/**
 * Weights of the half observation that a Jeffreys or Dirichlet(½) prior adds per outcome: Gamma(½) per replicate.
 * `name` says whose: indicator, subject, period and outcome.
 */
export function priorWeights(name: string): Uint16Array {
  return draw(new Uint16Array(REPLICATES), hashOfText(name), halfGamma);
}

/** A 53-bit hash of a text (cyrb53), for seeds only. */
export function hashOfText(text: string): number {
  let a = 0xdeadbeef;
  let b = 0x41c6ce57;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    a = Math.imul(a ^ code, 2654435761);
    b = Math.imul(b ^ code, 1597334677);
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  return 4294967296 * (2097151 & b) + (a >>> 0);
}

/** Fills `into` with draws by table: two draws of 12 bits from each step of splitmix32, seeded by the key. */
function draw(into: Uint16Array, key: number, table: Uint16Array): Uint16Array {
  let state = ((key % 4294967296) ^ Math.imul(Math.floor(key / 4294967296), 0x9e3779b1)) | 0;
  for (let b = 0; b < into.length; b += 2) {
    state = (state + 0x9e3779b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    mixed ^= mixed >>> 15;
    into[b] = table[mixed >>> 20]!;
    if (b + 1 < into.length) into[b + 1] = table[(mixed >>> 6) & (TABLE_SIZE - 1)]!;
  }
  return into;
}

/** Mid-quantiles of a distribution with the given mean, scaled so that the table keeps that mean. */
function quantileTable(mean: number, quantile: (p: number) => number): Uint16Array {
  const quantiles = Float64Array.from({ length: TABLE_SIZE }, (_, i) => quantile((i + 0.5) / TABLE_SIZE));
  const found = quantiles.reduce((sum, value) => sum + value, 0) / TABLE_SIZE;
  return Uint16Array.from(quantiles, (value) => Math.max(1, Math.round((value * mean * WEIGHT_UNIT) / found)));
}

const exponential = quantileTable(1, (p) => -Math.log1p(-p));

/** Gamma(½) is half the square of a standard normal, so P(X ≤ x) = erf(√x). */
const halfGamma = quantileTable(0.5, (p) => {
  let low = 0;
  let high = 4;
  for (let i = 0; i < 50; i++) {
    const middle = (low + high) / 2;
    if (errorFunction(middle) < p) low = middle;
    else high = middle;
  }
  return low * low;
});
