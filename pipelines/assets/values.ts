import { type Indicator, indicatorsOf } from '../../indicators/framework.ts';
import type { Asset, StepContext } from '../engine/asset.ts';
import { codeVersion } from '../engine/sql.ts';
import { missingYears, requireCalendar } from '../scorecard/calendar-needs.ts';
import { type CountedSource, countedRows, type ReturnedRows, sendSql } from '../scorecard/counted.ts';
import { estimates, type SubjectEstimate } from '../scorecard/estimates.ts';
import { definitionOf, frameworkOf, isCovered, limitsOf, longestMaturity } from '../scorecard/framework-of.ts';
import { insertRecords } from '../scorecard/insert-records.ts';
import { openPeriod, type PeriodSource, preparations } from '../scorecard/period-source.ts';
import { asOfThatMatters } from '../scorecard/reporting-period.ts';
import { type StandardRow, standardRows } from '../scorecard/standards.ts';
import type { Subject } from '../scorecard/subjects.ts';

const figureColumns = `period VARCHAR, subject_kind VARCHAR, subject VARCHAR, indicator VARCHAR, state VARCHAR, value DOUBLE,
  low DOUBLE, high DOUBLE, n BIGINT, numerator DOUBLE, denominator DOUBLE, provisional BOOLEAN`;

const valueTable = { name: 'values', columns: `${figureColumns}, replicates FLOAT[]` };

const keptTable = { name: 'kept_values', columns: figureColumns };

const cellTable = {
  name: 'value_cells',
  columns: `period VARCHAR, subject_kind VARCHAR, subject VARCHAR, indicator VARCHAR, things BIGINT, hits BIGINT,
  misses BIGINT, residents BIGINT, hit_residents BIGINT, miss_residents BIGINT`,
};

const standardTable = {
  name: 'standards',
  columns: `period VARCHAR, subject_kind VARCHAR, subject VARCHAR, indicator VARCHAR, basis VARCHAR,
  expected DOUBLE, error DOUBLE, own DOUBLE`,
};

/**
 * Every indicator's figure for every subject of a period, with its 95% interval and its resamples.
 * State: `ok`, `small` (under the minimum sample; shown raw), `unsupported` (no data for a required column),
 * `inapplicable` (not a level of the indicator, or a period outside the framework's dates).
 * `kept_values`: the same figures without excluded orders (不含剔除), for the indicators that count any; nothing is scored
 * from them.
 * `standards`: what a subject's peers lead one to expect of it, raw and by kind of work, with the standard error and the
 * share of the standard that is the subject itself; of rates and means of outcomes, below the city.
 * `value_cells`: the counts behind each figure, of things and of different residents: what the public edition may not show.
 */
export const values: Asset = {
  key: 'values',
  partitioning: 'period',
  tables: [valueTable, keptTable, standardTable, cellTable],
  reads: [
    { asset: 'subjects', mapping: 'all' },
    { asset: 'population', mapping: 'all' },
    { asset: 'calendar', mapping: 'all' },
    { asset: 'orders', mapping: 'months' },
    { asset: 'calls', mapping: 'months' },
    { asset: 'exclusions', mapping: 'months' },
    { asset: 'supply', mapping: 'months' },
    { asset: 'events', mapping: 'months' },
    { asset: 'signals', mapping: 'months' },
    { asset: 'alarms', mapping: 'months' },
    { asset: 'actions', mapping: 'all' },
  ],
  codeVersion: codeVersion(5, ...preparations, missingYears),
  config: (site, partition) => [definitionOf(site, partition), limitsOf(site, partition)],
  asOf: (site, partition, asOf) => asOfThatMatters(site, partition, asOf, longestMaturity(site, partition)),
  checks: [],
  async materialize(context) {
    const source = await openPeriod(context);
    const indicators = indicatorsOf(frameworkOf(context.site, context.partition));
    await requireCalendar(context.warehouse, indicators);
    const rows: Row[] = [];
    const kept: Row[] = [];
    const standards: StandardRow[] = [];
    let coming = await asked(indicators[0], source, context);
    try {
      for (const [i, indicator] of indicators.entries()) {
        const returned = await coming.rows;
        // The database works on the next indicator while this one is estimated.
        coming = await asked(indicators[i + 1], source, context);
        const made = indicatorRows(indicator, returned, source, context);
        rows.push(...made.rows);
        standards.push(...made.standards);
        const left = withoutExcluded(returned, source);
        if (left) kept.push(...indicatorRows(indicator, left, source, context).rows.filter(isApplicable));
        context.progress(i + 1, indicators.length);
      }
    } finally {
      await Promise.allSettled([coming.rows]);
    }
    const common = { period: context.partition };
    await insertRecords(context.warehouse, valueTable, rows.map(figureRow), common);
    await insertRecords(context.warehouse, keptTable, kept.map(figureRow), common);
    await insertRecords(context.warehouse, standardTable, standards.map(withSubject), common);
    await insertRecords(context.warehouse, cellTable, rows.flatMap(cellRow), common);
  },
};

interface Row extends Pick<SubjectEstimate, 'subject'> {
  indicator: string;
  state: 'ok' | 'small' | 'unsupported' | 'inapplicable';
  provisional: boolean;
  found?: Pick<SubjectEstimate, 'estimate' | 'n' | 'cell'>;
}

/** What an indicator's SQL returned, or why it was not asked. */
type Returned = ReturnedRows | 'inapplicable' | 'unsupported';

async function asked(
  indicator: Indicator | undefined,
  source: PeriodSource,
  context: StepContext,
): Promise<{ rows: Returned | Promise<Returned> }> {
  if (!indicator || !isCovered(context.site, source.period)) return { rows: 'inapplicable' };
  if (!source.supply.supports(indicator.columns, source.monthsOf(indicator))) return { rows: 'unsupported' };
  return sendSql(indicator, countedSource(indicator, source, context));
}

const isApplicable = ({ state }: Row): boolean => state !== 'inapplicable';

/** What is left without excluded orders; undefined where none was counted. */
function withoutExcluded(returned: Returned, { things }: PeriodSource): ReturnedRows | undefined {
  if (typeof returned === 'string') return undefined;
  const { excluded } = things.get(returned.key)!;
  const keep = (_: unknown, row: number) => excluded[returned.thing[row]!] === 0;
  const thing = returned.thing.filter(keep);
  if (thing.length === returned.thing.length) return undefined;
  return {
    key: returned.key,
    thing,
    numerator: returned.numerator.filter(keep),
    denominator: returned.denominator.filter(keep),
    value: returned.value?.filter(keep),
    group: returned.group?.filter(keep),
  };
}

const countedSource = (indicator: Indicator, source: PeriodSource, { warehouse }: StepContext): CountedSource => ({
  ...source,
  warehouse,
  parameters: source.parametersOf(indicator),
});

/** One indicator's rows, one per subject of every kind, and what the peers of each lead one to expect. */
function indicatorRows(
  indicator: Indicator,
  returned: Returned,
  source: PeriodSource,
  context: StepContext,
): { rows: Row[]; standards: StandardRow[] } {
  const { subjects, weights, people } = source;
  const without = (some: readonly Subject[], state: 'unsupported' | 'inapplicable') =>
    some.map((subject): Row => ({ indicator: indicator.id, subject, state, provisional: false }));
  if (returned === 'inapplicable') return { rows: without(subjects, 'inapplicable'), standards: [] };
  const applicable = subjects.filter(({ kind }) => indicator.levels.includes(kind));
  const rest = without(
    subjects.filter(({ kind }) => !indicator.levels.includes(kind)),
    'inapplicable',
  );
  if (returned === 'unsupported') return { rows: [...without(applicable, 'unsupported'), ...rest], standards: [] };
  const rows = countedRows(indicator, returned, countedSource(indicator, source, context));
  const found = estimates(indicator, rows, subjects, {
    weights,
    people,
    outcomes: indicator.outcomes ?? [],
    draws: `${indicator.id}/${context.partition}`,
  });
  const provisional = context.asOf < source.completeAt(indicator);
  const own = found.flatMap(({ subject, estimate, n, cell }): Row[] => {
    if (estimate.value === null && rows.withheld.has(subject.number)) return without([subject], 'unsupported');
    const enough = estimate.value !== null && n >= indicator.min_sample.n;
    return [
      { indicator: indicator.id, subject, state: enough ? 'ok' : 'small', provisional, found: { estimate, n, cell } },
    ];
  });
  return { rows: [...own, ...rest], standards: standardRows(indicator, rows, found) };
}

const withSubject = <Own extends { subject: Subject }>({ subject, ...own }: Own) => ({
  subject_kind: subject.kind,
  subject: subject.code,
  ...own,
});

function cellRow({ subject, indicator, found }: Row): object[] {
  if (!found) return [];
  const { hitResidents, missResidents, ...cell } = found.cell;
  return [
    { ...withSubject({ subject, indicator, ...cell }), hit_residents: hitResidents, miss_residents: missResidents },
  ];
}

const figureRow = ({ found, ...row }: Row) => ({
  ...withSubject(row),
  n: found?.n ?? null,
  ...found?.estimate,
});
