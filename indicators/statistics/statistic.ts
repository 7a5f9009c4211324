import type { ReplicateWeights } from '../replicates.ts';

/** The counted things of one indicator in one window: one entry per thing in each column. */
export interface Counted {
  size: number;
  numerator: Float64Array;
  denominator: Float64Array;
  /** Outcome per thing (a duration ratio, a rating), where the statistic needs one. */
  value: Float64Array | undefined;
  /** Index into `groups` per thing, where the statistic needs one. */
  group: Int32Array | undefined;
  /** By code point. */
  groups: string[];
  /** Slot of each thing's cluster in `weights`. */
  cluster: Int32Array;
  /** Number of each thing's resident: its slot in `weights`; −1 where unknown. */
  resident: Int32Array;
  /** Index of each thing's street among `People.streets`; −1 where unknown. */
  street: Int32Array;
}

/** The population a statistic compares with. */
export interface People {
  /** Streets with a known population: their subject number, their people and the subjects they are part of. */
  streets: { number: number; people: number; subjects: readonly number[] }[];
  /** People of each group as a share of all, by the group's name. */
  groupShares: ReadonlyMap<string, number>;
}

export interface Setting {
  weights: ReplicateWeights;
  people: People;
  /** Possible outcomes, ascending, of a statistic over outcomes: `[0, 0.9, 1]`. */
  outcomes: readonly number[];
  /** Names the indicator and period; with the subject's name it seeds what is drawn besides the clusters. */
  draws: string;
}

/** One subject's part of the counted things. */
export interface Part {
  /** Number of the subject among `People.streets[].subjects`, and its name, such as `unit:U03`. */
  subject: number;
  name: string;
  /** The subject's things: indices into the columns of `Counted`, ascending. */
  members: Int32Array;
}

/** A figure with its 95% interval. Null: there is nothing to compute it from. */
export interface Estimate {
  value: number | null;
  low: number | null;
  /** Null beside a value: the data do not bound it. */
  high: number | null;
  numerator: number | null;
  denominator: number | null;
  /** How many independent trials or outcomes the figure is worth, by the design effect; rates only. */
  effective?: number;
  /** What `min_sample` counts when it counts `smallest`: the weakest part the figure rests on. */
  smallest: number;
  /** How many residents the figure singles out among those it counts, where it does: the busiest, those of the rarer groups. */
  singledOut?: number;
  /** One figure per resample, all finite; null with the value. */
  replicates: Float64Array | null;
}

export const nothing: Estimate = {
  value: null,
  low: null,
  high: null,
  numerator: null,
  denominator: null,
  smallest: 0,
  replicates: null,
};

/**
 * How counted things become a figure. `prepare` looks once at all things of the city (what a subject's own things are
 * too few to tell), `estimate` makes the figure of one subject.
 */
export interface Statistic<Shared = unknown> {
  /** Columns the indicator's SQL must return besides numerator and denominator. */
  needs: readonly ('value' | 'grp')[];
  /** What resamples together: the things of an event or a resident, or all things of a resident. */
  clusters: 'cluster' | 'resident';
  prepare(counted: Counted, setting: Setting): Shared;
  estimate(counted: Counted, part: Part, setting: Setting, shared: Shared): Estimate;
}
