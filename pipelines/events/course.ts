import { LIST, listValue, VARCHAR } from 'duckdb';
import { readSql } from '../engine/sql.ts';
import { insertColumns } from '../scorecard/insert-columns.ts';
import type { Parameters, Warehouse } from '../warehouse/warehouse.ts';
import { type HotSpotFacts, type HotSpotRule, hotSpotsOf } from './hot-spots.ts';

const facts = readSql('marts/event_course');

/** Writes how each event of a month runs; `events` and `event_known_members` of that month must be there. */
export async function writeCourse(warehouse: Warehouse, parameters: Parameters, rule: HotSpotRule): Promise<void> {
  await warehouse.run(`create or replace temp table event_facts as ${facts}`, parameters);
  const events = await warehouse.rows<HotSpotFacts & { event: string }>(
    `select event, type, orders_30, people_30, residents_7, residents_7_before, risk_residents, risk_orders, risks,
       same_weeks, topic_orders, topic_orders_year_ago, topic_orders_usual
     from event_facts order by event`,
  );
  const judged = events.map((event) => hotSpotsOf(event, rule));
  await warehouse.run(
    'create or replace temp table judged_events (event VARCHAR, hot_spots VARCHAR[], evidence VARCHAR[], season VARCHAR)',
  );
  await insertColumns(warehouse, 'temp.main.judged_events', [
    { name: 'event', type: VARCHAR, ddl: 'VARCHAR', values: events.map(({ event }) => event) },
    {
      name: 'hot_spots',
      type: LIST(VARCHAR),
      ddl: 'VARCHAR[]',
      values: judged.map(({ kinds }) => listValue(kinds)),
    },
    {
      name: 'evidence',
      type: LIST(VARCHAR),
      ddl: 'VARCHAR[]',
      values: judged.map(({ evidence }) => listValue(evidence)),
    },
    { name: 'season', type: VARCHAR, ddl: 'VARCHAR', values: judged.map(({ season }) => season) },
  ]);
  await warehouse.run(
    `insert into event_course by name
     select $month as month, event, "until", orders_7, orders_7_before, residents_7, residents_7_before, orders_30,
       orders_30_before, residents_30, residents_30_before, units, state, hot_spots, evidence, season
     from event_facts join judged_events using (event) order by event`,
    { month: parameters.month! },
  );
  for (const table of ['event_facts', 'judged_events']) await warehouse.run(`drop table temp.main.${table}`);
}
