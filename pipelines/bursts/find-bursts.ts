import { readSql } from '../engine/sql.ts';
import { numberColumns } from '../scorecard/number-columns.ts';
import type { Parameters, Warehouse } from '../warehouse/warehouse.ts';
import { dayName, dayNumber } from './calendar-days.ts';
import { ChangeWatch } from './change-watch.ts';
import { Comparisons, type Steps } from './comparison.ts';
import { CountTable, type Series } from './count-table.ts';
import type { BurstRules } from './families.ts';
import { type Look, replay } from './replay.ts';
import { daysFrom, mondayOf, weeksFrom } from './steps.ts';

export const burstQueries = ['alarm_series', 'alarm_counts', 'alarm_facets'].map((name) => readSql(`marts/${name}`));

/** Days before a month that its days are compared with, at most: four years and the window of a season. */
const lookBack = 1_500;

export interface FoundBursts {
  steps: Steps;
  series: readonly Series[];
  looks: Look[];
}

/** The month looked at; days are `YYYY-MM-DD`. */
export interface MonthSpan {
  month: string;
  /** Its first and last day. */
  begin: string;
  end: string;
  /** The last day that is known as a whole. */
  last: string;
}

/**
 * Looks for bursts in the days (or the weeks that end) in a month, replayed day by day: each is judged by what was known at
 * the end of the day on which it came in. Undefined where the month has nothing.
 */
export async function findBursts(
  warehouse: Warehouse,
  step: 'day' | 'week',
  span: MonthSpan,
  rules: BurstRules,
): Promise<FoundBursts | undefined> {
  const [seriesSql, countsSql, facetsSql] = burstQueries as [string, string, string];
  const earliest = await warehouse.row<{ day: string | null }>(
    `select min(start)::VARCHAR as day from daily_counts
     where month <= $month and step = 'day' and start >= $begin::DATE - ${lookBack}`,
    { ...span },
  );
  if (!earliest?.day) return undefined;
  const firstDay = dayNumber(earliest.day);
  const [begin, end] = [dayNumber(span.begin), dayNumber(span.end)];
  const length = end - firstDay + 1;
  const first = step === 'day' ? firstDay : mondayOf(firstDay);
  const stepLength = step === 'day' ? 1 : 7;
  const parameters: Parameters = { ...span, step, first: dayName(first), length: stepLength };
  await warehouse.run(seriesSql, parameters);
  const series = await warehouse.rows<Series>(
    'select level, topic, category, district from alarm_series order by number',
  );
  const counts = await numberColumns(warehouse, countsSql, parameters);
  const facets = await numberColumns(warehouse, facetsSql, { ...parameters, first: earliest.day });
  await warehouse.run('drop table temp.main.alarm_series');

  const steps =
    step === 'day' ? daysFrom(first, length, await workingDays(warehouse, earliest.day, span.end)) : weeksFrom(first);
  const table = new CountTable(series, Math.floor((end - first) / stepLength) + 1);
  const watch = new ChangeWatch(
    {
      facet: facets.values('facet') as string[],
      value: facets.values('value') as string[],
      position: facets.numbers('position'),
      orders: facets.numbers('orders'),
      day: facets.numbers('known_on'),
    },
    length,
  );
  const looks = replay({
    table,
    steps,
    comparisons: new Comparisons(table, steps),
    arrivals: {
      series: counts.numbers('series'),
      position: counts.numbers('position'),
      people: counts.numbers('people'),
      day: counts.numbers('known_on'),
    },
    ...positionsEndingIn(begin, end, first, stepLength),
    lastDay: dayNumber(span.last),
    rules,
    dayCame: (day) => watch.until(day),
    comparableFrom: (position) => {
      const { from, reason } = watch.comparableFrom(steps.startOf(position + 1) - 1 - firstDay);
      // The first week that lies behind the change as a whole.
      return { from: Math.ceil((from + firstDay - first) / stepLength), reason };
    },
  });
  return { steps, series, looks };
}

/** Positions whose last day lies in the month. */
const positionsEndingIn = (begin: number, end: number, first: number, length: number) => ({
  from: Math.max(0, Math.ceil((begin - first + 1) / length) - 1),
  to: Math.floor((end - first + 1) / length) - 1,
});

async function workingDays(warehouse: Warehouse, from: string, to: string): Promise<Map<number, boolean>> {
  const days = await numberColumns(
    warehouse,
    `select date_diff('day', DATE '1970-01-01', day)::INTEGER as day, (kind = 'working')::INTEGER as working
     from calendar_days where day between $from::DATE - 15 and $to::DATE + 15 order by day`,
    { from, to },
  );
  const working = days.numbers('working');
  return new Map(Array.from(days.numbers('day'), (day, i) => [day, working[i] === 1]));
}
