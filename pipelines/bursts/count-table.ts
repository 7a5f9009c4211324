export type Level = 'city' | 'district' | 'topic' | 'cell';

/** What is counted: everything, a topic, a district, or a topic in a district (`cell`). Empty where it does not apply. */
export interface Series {
  level: Level;
  topic: string;
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
  /** Of each series the one of its topic in the whole city; −1 where it has no topic. */
  readonly #topicOf: Int32Array;
  /** First position at which the series' topic (else the series) was seen. */
  readonly #seen: Int32Array;

  constructor(series: readonly Series[], length: number) {
    this.series = series;
    this.length = length;
    this.#counts = new Int32Array(series.length * length);
    this.#city = series.findIndex(({ level }) => level === 'city');
    const topics = new Map(series.flatMap(({ level, topic }, i) => (level === 'topic' ? [[topic, i] as const] : [])));
    this.#topicOf = Int32Array.from(series, ({ topic }) => (topic === '' ? -1 : (topics.get(topic) ?? -1)));
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
   * The volume that a series' count is a part of: residents with other topics, so that a burst is not measured against
   * itself. 1 for the city and districts: their own volume is what is judged.
   */
  volume(series: number, position: number): number {
    const topic = this.#topicOf[series]!;
    return topic < 0 ? 1 : Math.max(1, this.everybody(position) - this.count(topic, position));
  }

  topicOf(series: number): number {
    return this.#topicOf[series]!;
  }

  /** A topic that was not there yet has no history to compare with. */
  firstSeen(series: number): number {
    const topic = this.#topicOf[series]!;
    return this.#seen[topic < 0 ? series : topic]!;
  }
}
