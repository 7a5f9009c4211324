import { type CountingChange, changesShownOn } from './counting-changes.ts';

/** How orders were counted, as it became known: days ascending, one entry per facet, value and position. */
export interface FacetArrivals {
  facet: readonly string[];
  value: readonly string[];
  position: ArrayLike<number>;
  orders: ArrayLike<number>;
  /** Day numbers, ascending. */
  day: ArrayLike<number>;
}

const facetNames: Readonly<Record<string, string>> = {
  channel: '受理渠道',
  category: '一级分类',
  contract: '数据来源',
  resident: '诉求人标识',
  district: '所在区',
};

/** Watches how orders are counted, as days come in, and knows since when counts can be compared (口径变化). */
export class ChangeWatch {
  readonly #length: number;
  readonly #arrivals: FacetArrivals;
  readonly #facets = new Map<string, Map<string, Int32Array>>();
  readonly #orders: Int32Array;
  readonly #changes: CountingChange[] = [];
  #next = 0;
  #watched = 0;

  constructor(arrivals: FacetArrivals, length: number) {
    this.#arrivals = arrivals;
    this.#length = length;
    this.#orders = new Int32Array(length);
  }

  /** Takes in what became known up to a day (number). */
  until(day: number): void {
    const { facet, value, position, orders } = this.#arrivals;
    for (; this.#next < facet.length && this.#arrivals.day[this.#next]! <= day; this.#next++) {
      const i = this.#next;
      this.#countsOf(facet[i]!, value[i]!)[position[i]!]! += orders[i]!;
      // Every order has one value of each facet: one facet counts them all.
      if (facet[i] === 'channel') this.#orders[position[i]!]! += orders[i]!;
    }
  }

  /** Since which position days are counted as on the given one, and what changed then; 0 and nothing at the beginning. */
  comparableFrom(position: number): { from: number; reason: string } {
    for (; this.#watched <= position; this.#watched++)
      this.#changes.push(...changesShownOn(this.#watched, this.#facets, this.#orders));
    const before = this.#changes.filter(({ since }) => since <= position);
    const from = before.reduce((latest, { since }) => Math.max(latest, since), 0);
    const reasons = before
      .filter(({ since }) => since === from)
      .map(
        ({ facet, values, what }) => `${facetNames[facet]}${what === 'new' ? '新增' : '停用'}${named(facet, values)}`,
      );
    return { from, reason: [...new Set(reasons)].join('；') };
  }

  #countsOf(facet: string, value: string): Int32Array {
    const values = this.#facets.get(facet) ?? new Map<string, Int32Array>();
    this.#facets.set(facet, values);
    const counts = values.get(value) ?? new Int32Array(this.#length);
    values.set(value, counts);
    return counts;
  }
}

/** The first few values; what is known or not is no name. */
const named = (facet: string, values: readonly string[]): string =>
  facet === 'resident' || facet === 'district'
    ? ''
    : `：${values.slice(0, 3).join('、')}${values.length > 3 ? '等' : ''}`;
