import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** Test fixture: chance for simulations of coverage and false calls, the same for the same seed. */
export class Chance {
  readonly #generator;
  constructor(seed: number) {
    this.#generator = xoroshiro128plus(seed);
  }

  /** In [0, 1). */
  uniform(): number {
    return uniformFloat64(this.#generator);
  }

  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.uniform())) * Math.cos(2 * Math.PI * this.uniform());
  }

  /** Gamma(shape), by Marsaglia and Tsang (2000). */
  gamma(shape: number): number {
    if (shape < 1) return this.gamma(shape + 1) * (1 - this.uniform()) ** (1 / shape);
    const d = shape - 1 / 3;
    for (;;) {
      const x = this.normal();
      const v = (1 + x / Math.sqrt(9 * d)) ** 3;
      if (v > 0 && Math.log(1 - this.uniform()) < (x * x) / 2 + d - d * v + d * Math.log(v)) return d * v;
    }
  }

  beta(a: number, b: number): number {
    const x = this.gamma(a);
    return x / (x + this.gamma(b));
  }

  binomial(n: number, p: number): number {
    let x = 0;
    for (let i = 0; i < n; i++) if (this.uniform() < p) x++;
    return x;
  }

  /**
   * Yes among `size` orders in clusters of `cluster` alike to the given degree: each order does as its cluster with
   * probability √likeness, so that two of one cluster correlate by `likeness`.
   */
  clustered(size: number, cluster: number, p: number, likeness: number): Uint8Array {
    const together = Math.sqrt(likeness);
    const yes = new Uint8Array(size);
    let shared = 0;
    for (let i = 0; i < size; i++) {
      if (i % cluster === 0) shared = this.uniform() < p ? 1 : 0;
      yes[i] = this.uniform() < together ? shared : this.uniform() < p ? 1 : 0;
    }
    return yes;
  }
}
