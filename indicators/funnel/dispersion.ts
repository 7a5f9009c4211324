import { probit } from 'simple-statistics';

/** Part of the deviates at either end that is drawn in to the next one. */
const TAIL = 0.1;

/** Degrees of freedom that a pair of deviates drawn in costs: fits the simulated variance of the estimate from 10 to 200. */
const COST_OF_PAIR = 2.8;

export interface Dispersion {
  /** How much more than by chance alone the deviates vary; 1 where they do not. */
  phi: number;
  /** How many independent deviates the estimate is worth. */
  freedom: number;
}

/**
 * Spiegelhalter's over-dispersion (2005): the mean square of winsorised deviates, so that true outliers do not hide
 * themselves. Winsorised deviates vary less even when all is chance (by a third, of many); the mean square is divided
 * by what it is then, and by (n − 1) / n, since they are deviates from their own mean.
 */
export function dispersionOf(deviates: readonly number[]): Dispersion {
  const n = deviates.length;
  if (n < 2) return { phi: 1, freedom: 0 };
  const sorted = [...deviates].sort((a, b) => a - b);
  const drawnIn = Math.floor(TAIL * n);
  let squares = 0;
  for (let i = 0; i < n; i++) squares += sorted[Math.min(Math.max(i, drawnIn), n - 1 - drawnIn)]! ** 2;
  const byChance = winsorisedSquare(n, drawnIn) * ((n - 1) / n);
  return { phi: Math.max(1, squares / n / byChance), freedom: n - 1 - COST_OF_PAIR * drawnIn };
}

const known = new Map<string, number>();

/** The mean square of n standard normal deviates of which `drawnIn` at either end take the value of the next one. */
function winsorisedSquare(n: number, drawnIn: number): number {
  if (drawnIn === 0) return 1;
  const key = `${n}/${drawnIn}`;
  let square = known.get(key);
  if (square === undefined) {
    let sum = 0;
    for (let rank = drawnIn + 1; rank <= n - drawnIn; rank++)
      sum += orderStatisticSquare(rank, n) * (rank === drawnIn + 1 || rank === n - drawnIn ? 1 + drawnIn : 1);
    square = sum / n;
    known.set(key, square);
  }
  return square;
}

/** E[z²] of the rank-th of n standard normals, to the second order of David and Johnson's series (1954). */
function orderStatisticSquare(rank: number, n: number): number {
  const p = rank / (n + 1);
  const z = probit(p);
  const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
  const spread = (p * (1 - p)) / (n + 2);
  // z(p) has z' = 1/φ and z'' = z/φ², so that (z²)'' = 2 (1 + z²) / φ².
  return z * z + (spread * (1 + z * z)) / (density * density);
}
