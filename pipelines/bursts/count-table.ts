export type Level = 'city' | 'district' | 'topic' | 'topic_district' | 'category' | 'category_district';

/** What is counted: everything, a district, a topic of the text, a category of the hotline, or one of these in a district. */
export interface Series {
  level: Level;
  /** Empty where it does not apply, as the next two. */
  topic: string;
  category: string;
  district: string;
}

/**
 * Residents per series and step (day or week), as known so far. Positions count steps from the first one there is.
 */
export class CountTable {
  readonly series: readonly Series[];
  readonly length: number;
  readonly #counts: Int32Array;
  readonly #city: number;
  /** Of each series the one of its topic or category in the whole city; −1 where it has neither. */
  readonly #wholeOf: Int32Array;
  /** First position at which the series was seen. */
  readonly #seen: Int32Array;

  constructor(series: readonly Series[], length: number) {
    this.series = series;
    this.length = length;
    this.#counts = new Int32Array(series.length * length);
    this.#city = series.findIndex(({ level }) => level === 'city');
    const matterOf = ({ topic, category }: Series): string => `${topic}|${category}`;
    const wholes = new Map(series.flatMap((one, i) => (one.district === '' ? [[matterOf(one), i] as const] : [])));
    this.#wholeOf = Int32Array.from(series, (one) => (matterOf(one) === '|' ? -1 : (wholes.get(matterOf(one)) ?? -1)));
    this.#seen = new Int32Array(series.length).fill(length);
  }

  add(series: number, position: number, people: number): void {
    this.#counts[series * this.length + position]! += people;
    this.#seen[series] = Math.min(this.#seen[series]!, position);
  }

  count(series: number, position: number): number {
    return this.#counts[series * this.length + position]!;
  }

  /** Everybody who asked at a position. */
  everybody(position: number): number {
    return this.#city < 0 ? 0 : this.count(this.#city, position);
  }

  /**
   * The volume that a series' count is a part of: residents with other matters, so that a burst is not measured against
   * itself. 1 for the city and districts: their own volume is what is judged.
   */
  volume(series: number, position: number): number {
    const whole = this.#wholeOf[series]!;
    return whole < 0 ? 1 : Math.max(1, this.everybody(position) - this.count(whole, position));
  }

  /** The series of the same topic or category in the whole city; −1 for the city and districts. */
  wholeOf(series: number): number {
    return this.#wholeOf[series]!;
  }

  /** A topic or category that was not there yet has no history to compare with. */
  firstSeen(series: number): number {
    const whole = this.#wholeOf[series]!;
    return this.#seen[whole < 0 ? series : whole]!;
  }
}
