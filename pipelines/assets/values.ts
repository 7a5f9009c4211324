import { BIGINT, BOOLEAN, DOUBLE, FLOAT, LIST, listValue, VARCHAR } from 'duckdb';
import { type Indicator, indicatorsOf, maturityDays } from '../../indicators/framework.ts';
import { ReplicateWeights } from '../../indicators/replicates.ts';
import type { Asset, StepContext } from '../engine/asset.ts';
import { codeVersion, readSql } from '../engine/sql.ts';
import { type CountedSource, countedRows } from '../scorecard/counted.ts';
import { estimates, type SubjectEstimate } from '../scorecard/estimates.ts';
import { frameworkOf, limitsOf, longestMaturity } from '../scorecard/framework-of.ts';
import { insertColumns } from '../scorecard/insert-columns.ts';
import { asTimestamp, earlier, lastMonthBefore, minusMonths, plusDays } from '../scorecard/moment.ts';
import { peopleIn } from '../scorecard/people.ts';
import { asOfThatMatters, periodOf } from '../scorecard/reporting-period.ts';
import { numberSubjects, type Subject } from '../scorecard/subjects.ts';
import { readSupply } from '../scorecard/supply.ts';
import { readThings, type ThingKey, type Things } from '../scorecard/things.ts';
import type { Period } from '../site/periods.ts';

const columns = `period VARCHAR, subject_kind VARCHAR, subject VARCHAR, indicator VARCHAR, state VARCHAR, value DOUBLE,
  low DOUBLE, high DOUBLE, n BIGINT, numerator DOUBLE, denominator DOUBLE, provisional BOOLEAN, replicates FLOAT[]`;

const preparations = ['subject_numbers', 'event_orders', 'counted_orders', 'counted_calls', 'counted_events'] as const;

/**
 * Every indicator's figure for every subject of a period, with its 95% interval and its resamples.
 * State: `ok`, `small` (under the minimum sample; shown raw), `unsupported` (no data for a required column),
 * `inapplicable` (not a level of the indicator, or a period outside the framework's dates).
 */
export const values: Asset = {
  key: 'values',
  partitioning: 'period',
  tables: [{ name: 'values', columns }],
  reads: [
    { asset: 'subjects', mapping: 'all' },
    { asset: 'population', mapping: 'all' },
    { asset: 'calendar', mapping: 'all' },
    { asset: 'orders', mapping: 'months' },
    { asset: 'calls', mapping: 'months' },
    { asset: 'supply', mapping: 'months' },
    { asset: 'events', mapping: 'months' },
    { asset: 'signals', mapping: 'months' },
  ],
  codeVersion: codeVersion(1, ...preparations.map((name) => readSql(`marts/values_${name}`))),
  config: (site) => [frameworkOf(site), limitsOf(site)],
  asOf: (site, partition, asOf) => asOfThatMatters(site, partition, asOf, longestMaturity(site)),
  checks: [],
  materialize: (context) => new PeriodValues(context).write(),
};

interface Row extends Pick<SubjectEstimate, 'subject'> {
  indicator: string;
  state: 'ok' | 'small' | 'unsupported' | 'inapplicable';
  provisional: boolean;
  found?: Pick<SubjectEstimate, 'estimate' | 'n'>;
}

/** The figures of one period: everything they share is read once. */
class PeriodValues {
  private readonly context: StepContext;
  private readonly period: Period;
  private readonly limits: Record<string, number>;
  private readonly weights = new ReplicateWeights();

  constructor(context: StepContext) {
    this.context = context;
    this.period = periodOf(context.site, context.partition);
    this.limits = limitsOf(context.site);
  }

  async write(): Promise<void> {
    const { site, warehouse } = this.context;
    const indicators = indicatorsOf(frameworkOf(site));
    const subjects = await numberSubjects(warehouse);
    const things = await this.prepare(indicators);
    const { people } = await peopleIn(warehouse, Number(this.period.end.slice(0, 4)), subjects);
    const source = {
      warehouse,
      things,
      weights: this.weights,
      people,
      supply: await readSupply(warehouse, people),
      city: subjects.find(({ kind }) => kind === 'city')?.number ?? 0,
    };
    const rows: Row[] = [];
    for (const [i, indicator] of indicators.entries()) {
      rows.push(...(await this.indicatorRows(indicator, subjects, source)));
      this.context.progress(i + 1, indicators.length);
    }
    await insertColumns(warehouse, 'values', tableColumns(this.context.partition, rows));
  }

  /** Numbers what may be counted, with events as known in the period's last month. */
  private async prepare(indicators: readonly Indicator[]): Promise<Map<ThingKey, Things>> {
    const { warehouse, site, asOf } = this.context;
    const windowStart = (some: readonly Indicator[]) =>
      some.map((indicator) => this.windowStart(indicator)).sort()[0] ?? this.period.start;
    const parameters = {
      month: lastMonthBefore(this.period.end),
      end: asTimestamp(this.period.end),
      horizon: asTimestamp(asOfThatMatters(site, this.context.partition, asOf, longestMaturity(site))),
    };
    const calls = indicators.filter(({ clock }) => clock === 'call');
    await warehouse.run(readSql('marts/values_event_orders'), parameters);
    await warehouse.run(readSql('marts/values_counted_orders'), {
      ...parameters,
      window_start: asTimestamp(windowStart(indicators)),
    });
    await warehouse.run(readSql('marts/values_counted_calls'), {
      ...parameters,
      window_start: asTimestamp(windowStart(calls)),
    });
    await warehouse.run(readSql('marts/values_counted_events'));
    const things = new Map<ThingKey, Things>();
    for (const key of ['order_id', 'call_id', 'event'] as const) things.set(key, await readThings(warehouse, key));
    return things;
  }

  private windowStart = ({ window_months: months }: Indicator): string =>
    months === 1 ? this.period.start : minusMonths(this.period.end, months);

  private async indicatorRows(
    indicator: Indicator,
    subjects: readonly Subject[],
    source: Omit<CountedSource, 'parameters'>,
  ): Promise<Row[]> {
    const { site, asOf } = this.context;
    const windowStart = this.windowStart(indicator);
    const complete = plusDays(this.period.end, maturityDays(indicator, this.limits));
    const common = { indicator: indicator.id, provisional: asOf < complete };
    const applies = ({ kind }: Subject) => indicator.levels.includes(kind);
    const rest = subjects
      .filter((subject) => !applies(subject))
      .map((subject): Row => ({ ...common, subject, state: 'inapplicable', provisional: false }));
    const applicable = subjects.filter(applies);
    if (!validIn(frameworkOf(site), this.period))
      return subjects.map((subject) => ({ ...common, subject, state: 'inapplicable', provisional: false }));
    const months = { first: windowStart.slice(0, 7), last: lastMonthBefore(this.period.end) };
    if (!source.supply.supports(indicator.columns, months))
      return [
        ...applicable.map((subject): Row => ({ ...common, subject, state: 'unsupported', provisional: false })),
        ...rest,
      ];
    const rows = await countedRows(indicator, {
      ...source,
      parameters: {
        ...this.limits,
        start: asTimestamp(this.period.start),
        end: asTimestamp(this.period.end),
        window_start: asTimestamp(windowStart),
        as_of: asTimestamp(earlier(asOf, complete)),
      },
    });
    const found = estimates(indicator, rows, subjects, {
      weights: this.weights,
      people: source.people,
      outcomes: indicator.outcomes ?? [],
      name: `${indicator.id}/${this.context.partition}`,
    });
    return [
      ...found.map(({ subject, estimate, n }): Row => {
        if (estimate.value === null && rows.withheld.has(subject.number))
          return { ...common, subject, state: 'unsupported', provisional: false };
        const enough = estimate.value !== null && n >= indicator.min_sample.n;
        return { ...common, subject, state: enough ? 'ok' : 'small', found: { estimate, n } };
      }),
      ...rest,
    ];
  }
}

const validIn = (framework: { valid_from: string | null; valid_to: string | null }, { start, end }: Period): boolean =>
  (framework.valid_from === null || start >= framework.valid_from) &&
  (framework.valid_to === null || end <= plusDays(`${framework.valid_to} 00:00:00`, 1));

function tableColumns(period: string, rows: readonly Row[]): Parameters<typeof insertColumns>[2] {
  const column = (
    name: string,
    type: typeof DOUBLE | typeof VARCHAR | typeof BIGINT | typeof BOOLEAN,
    pick: (row: Row) => string | number | bigint | boolean | null,
  ) => ({
    name,
    type,
    ddl: String(type),
    values: rows.map(pick),
  });
  const figure = (name: 'value' | 'low' | 'high' | 'numerator' | 'denominator') =>
    column(name, DOUBLE, ({ found }) => found?.estimate[name] ?? null);
  return [
    column('period', VARCHAR, () => period),
    column('subject_kind', VARCHAR, ({ subject }) => subject.kind),
    column('subject', VARCHAR, ({ subject }) => subject.code),
    column('indicator', VARCHAR, ({ indicator }) => indicator),
    column('state', VARCHAR, ({ state }) => state),
    figure('value'),
    figure('low'),
    figure('high'),
    column('n', BIGINT, ({ found }) => (found ? BigInt(found.n) : null)),
    figure('numerator'),
    figure('denominator'),
    column('provisional', BOOLEAN, ({ provisional }) => provisional),
    {
      name: 'replicates',
      type: LIST(FLOAT),
      ddl: 'FLOAT[]',
      values: rows.map(({ found }) => (found?.estimate.replicates ? listValue([...found.estimate.replicates]) : null)),
    },
  ];
}
