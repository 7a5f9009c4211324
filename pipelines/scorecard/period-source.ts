import { type Indicator, indicatorsOf, maturityDays } from '../../indicators/framework.ts';
import { ReplicateWeights } from '../../indicators/replicates.ts';
import type { People } from '../../indicators/statistics/statistic.ts';
import type { StepContext } from '../engine/asset.ts';
import { readSql } from '../engine/sql.ts';
import type { Period } from '../site/periods.ts';
import type { Parameters } from '../warehouse/warehouse.ts';
import { frameworkOf, limitsOf, longestMaturity } from './framework-of.ts';
import { asTimestamp, earlier, lastMonthBefore, minusMonths, plusDays } from './moment.ts';
import { peopleIn } from './people.ts';
import { asOfThatMatters, periodOf } from './reporting-period.ts';
import { numberSubjects, type Subject } from './subjects.ts';
import { readSupply, type Supply } from './supply.ts';
import { countedTables, readThings, type ThingKey, type Things } from './things.ts';

/** The SQL that numbers what a period may count, in the order in which it runs. */
export const preparations = [
  'subject_numbers',
  'file_numbers',
  'event_states',
  'event_orders',
  'counted_orders',
  'counted_calls',
  'counted_events',
  'counted_alarms',
].map((name) => readSql(`marts/values_${name}`));

/** What all indicators of a period share, read once. */
export interface PeriodSource {
  period: Period;
  subjects: readonly Subject[];
  things: ReadonlyMap<ThingKey, Things>;
  people: People;
  supply: Supply;
  weights: ReplicateWeights;
  /** First and last month of the indicator's window. */
  monthsOf(indicator: Indicator): { first: string; last: string };
  /** When the indicator's figure is complete. */
  completeAt(indicator: Indicator): string;
  /** What the indicator's SQL may name. */
  parametersOf(indicator: Indicator): Parameters;
}

/**
 * Numbers subjects, files, orders, calls, events and alarms of a period in temporary tables, with events as known in its
 * last month; no further back than `indicators` count.
 */
export async function openPeriod(
  { site, warehouse, partition, asOf }: Pick<StepContext, 'site' | 'warehouse' | 'partition' | 'asOf'>,
  indicators: readonly Indicator[] = indicatorsOf(frameworkOf(site, partition)),
): Promise<PeriodSource> {
  const limits = limitsOf(site, partition);
  const period = periodOf(site, partition);
  const windowStart = ({ window_months: months }: Indicator) =>
    months === 1 ? period.start : minusMonths(period.end, months);
  const widest = (some: readonly Indicator[]) => some.map(windowStart).sort()[0] ?? period.start;
  const completeAt = (indicator: Indicator) => plusDays(period.end, maturityDays(indicator, limits));

  const horizon = asOfThatMatters(site, partition, asOf, longestMaturity(site, partition));
  const common = {
    month: lastMonthBefore(period.end),
    known_month: lastMonthBefore(horizon),
    end: asTimestamp(period.end),
    horizon: asTimestamp(horizon),
  };
  const [, files, eventStates, eventOrders, orders, calls, events, alarms] = preparations as [
    string,
    string,
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  const subjects = await numberSubjects(warehouse);
  await warehouse.run(files);
  await warehouse.run(eventStates, common);
  await warehouse.run(eventOrders, common);
  await warehouse.run(orders, { ...common, window_start: asTimestamp(widest(indicators)) });
  await warehouse.run(calls, {
    ...common,
    window_start: asTimestamp(widest(indicators.filter(({ clock }) => clock === 'call'))),
  });
  await warehouse.run(events);
  await warehouse.run(alarms, common);
  const things = new Map<ThingKey, Things>();
  for (const key of Object.keys(countedTables) as ThingKey[]) things.set(key, await readThings(warehouse, key));
  const { people } = await peopleIn(warehouse, Number(period.end.slice(0, 4)), subjects);
  return {
    period,
    subjects,
    things,
    people,
    supply: await readSupply(warehouse, people),
    weights: new ReplicateWeights(),
    monthsOf: (indicator) => ({ first: windowStart(indicator).slice(0, 7), last: common.month }),
    completeAt,
    parametersOf: (indicator) => ({
      ...limits,
      start: asTimestamp(period.start),
      end: asTimestamp(period.end),
      window_start: asTimestamp(windowStart(indicator)),
      as_of: asTimestamp(earlier(asOf, completeAt(indicator))),
    }),
  };
}
