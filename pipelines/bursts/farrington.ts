import { type CoefficientDispersion, expectedCount } from './expected-count.ts';
import { seasonalReference } from './reference-window.ts';
import { type Judgement, judge, type ThresholdMethod } from './upper-bound.ts';

/** Counts at equal steps. */
export interface CountSeries {
  counts: readonly number[];
  /** Steps in a year. */
  frequency: number;
  /** First day of each step, `YYYY-MM-DD`; when given, the same season is looked up by date, else by counting steps. */
  dates?: readonly string[];
}

export interface FarringtonRules {
  /** Years to look back. */
  years: number;
  halfWidth: number;
  levels: number;
  leftOut: number;
  reweightings: number;
  weightsThreshold: number;
  trend: boolean;
  trendThreshold: number;
  alpha: number;
  threshold: ThresholdMethod;
  /** A point is not judged where the last `steps` points hold fewer than `cases`. */
  enough: { cases: number; steps: number };
}

export interface FarringtonJudgement extends Judgement {
  expected: number;
  dispersion: number;
  trend: boolean;
  alarm: boolean;
}

/**
 * Judges one point of a series by Farrington's method as improved by Noufaily (doi 10.1002/sim.5595). `position` counts
 * from 0. Undefined where there is too little to judge by, or no model can be fitted.
 */
export function farringtonFlexible(
  series: CountSeries,
  position: number,
  rules: FarringtonRules,
  coefficientDispersion?: CoefficientDispersion,
): FarringtonJudgement | undefined {
  const { counts } = series;
  const { cases, steps } = rules.enough;
  const recent = counts.slice(Math.max(0, position - steps + 1), position + 1).reduce((sum, count) => sum + count, 0);
  if (recent < cases) return undefined;
  const anchors = Array.from({ length: rules.years }, (_, i) => sameSeason(series, position, i + 1));
  const { positions, seasons } = seasonalReference(position, anchors, rules);
  const expected = expectedCount(
    {
      counts: positions.map((at) => counts[at]!),
      times: positions.map((at) => timeOf(series, at)),
      seasons,
      levels: rules.levels,
      offsets: new Float64Array(positions.length),
    },
    { time: timeOf(series, position), season: rules.levels - 1, offset: 0 },
    rules,
    coefficientDispersion,
  );
  if (!expected) return undefined;
  const observed = counts[position]!;
  const { upper, p } = judge(observed, expected, rules.alpha, rules.threshold);
  const { mean, dispersion, trend } = expected;
  return { upper, p, expected: mean, dispersion, trend, alarm: observed > upper && observed > 0 };
}

/** Years into the series: months are not of equal length, so dates decide where there are any. */
const timeOf = ({ dates, frequency }: CountSeries, position: number): number =>
  dates ? (Date.parse(dates[position]!) - Date.parse(dates[0]!)) / (365.25 * 86_400_000) : position / frequency;

/** The position of the same season some years back: by date the step nearest to that day, on the series' weekday. */
function sameSeason({ dates, frequency }: CountSeries, position: number, years: number): number {
  if (!dates) return position - years * frequency;
  const [year, month, day] = dates[position]!.split('-').map(Number) as [number, number, number];
  const wanted = Date.UTC(year - years, month - 1, day);
  let nearest = 0;
  for (const [i, date] of dates.entries())
    if (Math.abs(Date.parse(date) - wanted) < Math.abs(Date.parse(dates[nearest]!) - wanted)) nearest = i;
  return nearest;
}
