import { addMultiples, addWeights } from '../replicates.ts';

/** Clusters to be added together: apart those that count once, which are nearly all. */
export class Gathered {
  private readonly once: Int32Array;
  private onceCount = 0;
  private readonly often: Int32Array;
  private readonly times: Float64Array;
  private oftenCount = 0;

  /** Room for so many, between one `addTo` and the next. */
  constructor(size: number) {
    this.once = new Int32Array(size);
    this.often = new Int32Array(size);
    this.times = new Float64Array(size);
  }

  take(slot: number, times: number): void {
    if (times === 1) this.once[this.onceCount++] = slot;
    else {
      this.often[this.oftenCount] = slot;
      this.times[this.oftenCount++] = times;
    }
  }

  /** Adds the weights of what was taken to `sums`, replicate by replicate, and forgets it. */
  addTo(sums: Float64Array, weights: Uint16Array): void {
    addWeights(sums, weights, this.once, this.onceCount);
    addMultiples(sums, weights, this.often, this.times, this.oftenCount);
    this.onceCount = 0;
    this.oftenCount = 0;
  }
}
