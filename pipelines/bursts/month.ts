import { BIGINT, DOUBLE, INTEGER, VARCHAR } from 'duckdb';
import type { StepContext } from '../engine/asset.ts';
import { readSql } from '../engine/sql.ts';
import { insertColumns } from '../scorecard/insert-columns.ts';
import { plusDays } from '../scorecard/moment.ts';
import { shortHash } from '../warehouse/digest.ts';
import { type AlarmRow, alarmOfEvent, alarmsOfLooks } from './alarm-rows.ts';
import { dayName } from './calendar-days.ts';
import type { Series } from './count-table.ts';
import { findEventAlarms } from './event-alarms.ts';
import { burstQueries, type FoundBursts, findBursts, type MonthSpan } from './find-bursts.ts';

const eventMembers = readSql('marts/alarm_event_members');
const alarmOrders = readSql('marts/alarm_orders');
const newAlarms = readSql('marts/alarms');

/** The SQL that alarms are made with. */
export const alarmQueries = [...burstQueries, eventMembers, alarmOrders, newAlarms];

/** What came in later than this after the end of its month warns nobody any more. */
export const judgedWithinDays = 31;

/** One alarm in this many may be false, in what is looked at together. */
const falseDiscoveries = 0.05;

/** Makes the alarms of one month: see pipelines/assets/alarms.ts for what the rows mean. */
export async function materializeAlarms({ site, warehouse, partition: month, asOf }: StepContext): Promise<void> {
  if (month === 'undated') return;
  const span = spanOf(month, asOf);
  const rule = site.config.events;
  const found: AlarmRow[] = [];
  for (const step of ['day', 'week'] as const) {
    const bursts = await findBursts(warehouse, step, span, { residents: rule.residents, falseDiscoveries });
    if (!bursts) continue;
    found.push(...alarmsOfLooks(bursts));
    await insertColumns(warehouse, 'alarm_looks', looksAsColumns(month, bursts));
    await insertColumns(warehouse, 'unjudged_series', unjudgedAsColumns(month, bursts));
  }
  const events = await findEventAlarms(warehouse, eventMembers, { ...span }, rule);
  found.push(...events.map((event) => alarmOfEvent(event, rule)));

  await warehouse.run(`create or replace temp table found_alarms (${foundColumns})`);
  await insertColumns(warehouse, 'temp.main.found_alarms', alarmsAsColumns(found));
  await warehouse.run(alarmOrders, { ...span });
  await warehouse.run(`insert into alarms by name ${newAlarms}`, { month, as_of: asOf, residents: rule.residents });
  await warehouse.run(
    `insert into alarm_orders by name
     select distinct $month as month, alarm, order_id from found_alarm_orders
     where alarm in (select alarm from alarms where month = $month)
       and alarm not in (select alarm from alarm_orders where month = $month)`,
    { month },
  );
  for (const table of ['found_alarms', 'found_alarm_orders']) await warehouse.run(`drop table temp.main.${table}`);
}

/** The month, as far as it is known at `as_of` and was still news. */
function spanOf(month: string, asOf: string): MonthSpan {
  const begin = `${month}-01`;
  const [year, number] = [Number(month.slice(0, 4)), Number(month.slice(5, 7))];
  const end = new Date(Date.UTC(year, number, 0)).toISOString().slice(0, 10);
  // A day is judged when it is over.
  const known = plusDays(asOf, -1).slice(0, 10);
  const horizon = plusDays(`${end} 00:00:00`, judgedWithinDays).slice(0, 10);
  return { month, begin, end, last: known < horizon ? known : horizon };
}

const foundColumns = `alarm VARCHAR, kind VARCHAR, level VARCHAR, topic VARCHAR, category VARCHAR, district VARCHAR, event VARCHAR, step VARCHAR,
  day DATE, first_day DATE, raised_at TIMESTAMP, observed BIGINT, expected DOUBLE, bound DOUBLE, p DOUBLE, method VARCHAR,
  compared VARCHAR`;

/** The key of an alarm: what it is about, and when. An event is alarmed once. */
const keyOf = ({ kind, step, level, topic, category, district, event, day }: AlarmRow): string =>
  shortHash(event === null ? [kind, step, level, topic, category, district, day].join('|') : [kind, event].join('|'));

function alarmsAsColumns(rows: readonly AlarmRow[]): Parameters<typeof insertColumns>[2] {
  const text = (name: string, ddl: string, pick: (row: AlarmRow) => string | null) => ({
    name,
    type: VARCHAR,
    ddl,
    values: rows.map(pick),
  });
  const rounded = (name: 'expected' | 'bound' | 'p', digits: number) => ({
    name,
    type: DOUBLE,
    ddl: 'DOUBLE',
    values: rows.map((row) => (row[name] === null ? null : Number(row[name].toPrecision(digits)))),
  });
  return [
    text('alarm', 'VARCHAR', keyOf),
    ...(['kind', 'level', 'topic', 'category', 'district', 'event', 'step', 'method', 'compared'] as const).map(
      (name) => text(name, 'VARCHAR', (row) => row[name]),
    ),
    text('day', 'VARCHAR', ({ day }) => day),
    text('first_day', 'VARCHAR', ({ firstDay }) => firstDay),
    text('raised_at', 'VARCHAR', ({ raisedAt }) => raisedAt),
    { name: 'observed', type: BIGINT, ddl: 'BIGINT', values: rows.map(({ observed }) => BigInt(observed)) },
    rounded('expected', 6),
    rounded('bound', 6),
    rounded('p', 4),
  ];
}

function looksAsColumns(month: string, { looks, steps }: FoundBursts): Parameters<typeof insertColumns>[2] {
  const rows = looks.flatMap((look) => {
    const common = {
      day: dayName(steps.startOf(look.position + 1) - 1),
      judgedOn: dayName(look.judgedOn),
      state: look.state,
      reason: look.reason,
    };
    const none = { level: '', series: 0, judged: 0, sparse: [], bursts: [] };
    return (look.families.length > 0 ? look.families : [none]).map((family) => ({ ...common, ...family }));
  });
  const text = (name: string, pick: (row: (typeof rows)[number]) => string) => ({
    name,
    type: VARCHAR,
    ddl: 'VARCHAR',
    values: rows.map(pick),
  });
  const count = (name: string, pick: (row: (typeof rows)[number]) => number) => ({
    name,
    type: INTEGER,
    ddl: 'INTEGER',
    values: rows.map(pick),
  });
  return [
    text('month', () => month),
    text('step', () => steps.name),
    text('day', ({ day }) => day),
    text('judged_on', ({ judgedOn }) => judgedOn),
    text('level', ({ level }) => level),
    count('series', ({ series }) => series),
    count('judged', ({ judged }) => judged),
    count('sparse', ({ sparse }) => sparse.length),
    count('alarms', ({ bursts }) => bursts.length),
    text('state', ({ state }) => state),
    text('reason', ({ reason }) => reason),
  ];
}

/** Series that held too few residents to judge by, with the steps of the month for which that is so. */
function unjudgedAsColumns(month: string, { looks, steps, series }: FoundBursts): Parameters<typeof insertColumns>[2] {
  const positions = new Map<number, Set<number>>();
  for (const { families, position } of looks)
    for (const number of families.flatMap(({ sparse }) => sparse)) {
      const known = positions.get(number);
      if (known) known.add(position);
      else positions.set(number, new Set([position]));
    }
  const numbers = [...positions.keys()].sort((a, b) => a - b);
  const text = (name: string, pick: (series: Series) => string) => ({
    name,
    type: VARCHAR,
    ddl: 'VARCHAR',
    values: numbers.map((number) => pick(series[number]!)),
  });
  return [
    text('month', () => month),
    text('step', () => steps.name),
    text('level', ({ level }) => level),
    text('topic', ({ topic }) => topic),
    text('category', ({ category }) => category),
    text('district', ({ district }) => district),
    { name: 'steps', type: INTEGER, ddl: 'INTEGER', values: numbers.map((number) => positions.get(number)!.size) },
  ];
}
