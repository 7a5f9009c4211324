import { readSql } from '../engine/sql.ts';
import { asTimestamp, lastMonthBefore } from '../scorecard/moment.ts';
import type { Period } from '../site/periods.ts';
import type { Site } from '../site/site.ts';
import { columnsOf } from '../warehouse/digest.ts';
import type { Parameters, Warehouse } from '../warehouse/warehouse.ts';
import { likewisePeriod, periodBefore, type Scope } from './scope.ts';

/** What every section of a briefing is written from: temporary tables, and the parameters its SQL may name. */
export interface Ground {
  warehouse: Warehouse;
  site: Site;
  scope: Scope;
  parameters: Parameters;
  /** Periods of the same kind up to this one, oldest first. */
  history: Period[];
}

/** How many periods a chart looks back, this one included. */
const lookBack = { day: 28, assess_day: 28, week: 12, month: 12, assess: 12 };

/** Published tables a briefing is written from, in the order in which they read each other. */
const topicTables = ['subjects', 'topic_months', 'topics'];
const eventTables = ['events', 'alarms'];

/**
 * Lays the temporary tables: `briefing_<table>` with the rows of the last edition (定稿) where a period has one and the
 * newest ones elsewhere; `published_<table>` as the site's pages have them; `briefing_orders`.
 */
export async function layGround(warehouse: Warehouse, site: Site, scope: Scope): Promise<Ground> {
  const history = periodsUpTo(site, scope.period, lookBack[scope.period.kind]);
  const ground: Ground = { warehouse, site, scope, history, parameters: parametersOf(scope) };
  await layFigures(ground);
  await warehouse.run(`create or replace temp table briefing_nodes as ${readSql('briefing/nodes')}`, ground.parameters);
  await layPublished(ground);
  await warehouse.run(
    `create or replace temp table briefing_orders as ${readSql('briefing/orders')}`,
    ground.parameters,
  );
  return ground;
}

function parametersOf({ period, month, about, asOf, framework, subject }: Scope): Parameters {
  const asked = (kind: string) => (about?.kind === kind ? about.code : null);
  return {
    period: period.id,
    start: asTimestamp(period.start),
    end: asTimestamp(period.end),
    month,
    as_of: asOf,
    framework,
    subject_kind: subject.kind,
    subject: subject.code,
    district: asked('district'),
    unit: asked('unit'),
    topic: asked('topic'),
    event: asked('event'),
  };
}

function periodsUpTo(site: Site, last: Period, many: number): Period[] {
  const periods = [last];
  while (periods.length < many) periods.unshift(periodBefore(site, periods[0]!));
  return periods;
}

async function layFigures({ warehouse, site, scope, history }: Ground): Promise<void> {
  const wanted = [...new Set([...history, scope.previous, scope.likewise].map(({ id }) => `'${id}'`))].join(', ');
  const published = (await columnsOf(warehouse, 'editions')).length > 0;
  for (const name of ['values', 'scores', 'changes', 'situation', 'topic_situation']) {
    const columns = await columnsOf(warehouse, name);
    const newest = `select ${columns.includes('replicates') ? '* exclude (replicates)' : '*'} from "${name}" where period in (${wanted})`;
    const frozen = `select * exclude (edition) from edition_${name}
      where (period, edition) in (select (period, max(edition)) from editions where period in (${wanted}) group by period)`;
    await warehouse.run(
      `create or replace temp table briefing_${name} as ${
        published ? `${frozen} union all by name ${newest} and period not in (select period from editions)` : newest
      }`,
    );
  }
  for (const period of [scope.period, scope.previous, scope.likewise]) await countWhereMissing(warehouse, site, period);
}

/** Days and weeks of a site that scores months have no stored counts: they are counted here, by the same SQL. */
async function countWhereMissing(warehouse: Warehouse, site: Site, period: Period): Promise<void> {
  const stored = await warehouse.row('select 1 from briefing_situation where period = $id limit 1', { id: period.id });
  if (stored) return;
  const [previous, likewise] = [periodBefore(site, period), likewisePeriod(site, period)];
  const month = lastMonthBefore(period.end);
  await warehouse.run(readSql('marts/values_event_states'), { month });
  const parameters = {
    period: period.id,
    month,
    start: asTimestamp(period.start),
    end: asTimestamp(period.end),
    previous_start: asTimestamp(previous.start),
    previous_end: asTimestamp(previous.end),
    year_start: asTimestamp(likewise.start),
    year_end: asTimestamp(likewise.end),
  };
  await warehouse.run(`insert into briefing_situation by name ${readSql('marts/situation')}`, parameters);
  await warehouse.run(`insert into briefing_topic_situation by name ${readSql('marts/situation_topics')}`, parameters);
}

/**
 * The tables of `sql/report` as they would be with this period as the newest: one layer prepares all that leaves. Topics
 * are those of the newest month that has names, for a month that still runs has none of its own.
 */
async function layPublished({ warehouse, scope, parameters }: Ground): Promise<void> {
  await warehouse.run(readSql('report/macros'));
  const named = await warehouse.row<{ month: string | null }>(
    `select coalesce(max(month) filter (month <= $month), min(month)) as month from topic_names`,
    parameters,
  );
  await layTables(warehouse, scope, named?.month ?? scope.month, topicTables, parameters);
  await layTables(warehouse, scope, scope.month, eventTables, parameters);
  if (scope.edition)
    await warehouse.run(
      `update published_subjects set name = frozen.name from edition_subjects as frozen
       where frozen.period = $period and frozen.edition = $edition and frozen.kind = published_subjects.kind and frozen.code = published_subjects.code`,
      { ...parameters, edition: scope.edition.edition },
    );
}

async function layTables(
  warehouse: Warehouse,
  { period, previous }: Scope,
  month: string,
  tables: string[],
  parameters: Parameters,
): Promise<void> {
  await warehouse.run(
    `create or replace temp table published_periods as
     select $period::varchar as period, $label::varchar as label, $start_at::varchar as start_at, $end_at::varchar as end_at,
       $month::varchar as month, 1 as position, true as newest, $previous::varchar as previous, null::varchar as year_ago`,
    {
      period: period.id,
      label: period.label,
      start_at: period.start.slice(0, 10),
      end_at: period.end,
      month,
      previous: previous.id,
    },
  );
  for (const name of tables)
    await warehouse.run(
      `create or replace temp table published_${name} as ${readSql(`report/${name}`).replace(/;\s*$/, '')}`,
      parameters,
    );
}
