import { join } from 'node:path';
import type { Warehouse } from '../warehouse/warehouse.ts';

/** How alarms compare with what the demo city's generator planted. */
export interface AgainstTruth {
  /** Planted bursts, and those of them that an alarm told of. */
  bursts: number;
  found: number;
  /** Burst alarms that nothing planted explains, and what could have been one. */
  falseOfDays: number;
  seriesDays: number;
  falseOfWeeks: number;
  seriesWeeks: number;
  alarms: number;
  eventAlarms: number;
  /** Planted group complaints of ten residents and more, those alarmed at all, and before half of the residents had called. */
  largeEvents: number;
  alarmedEvents: number;
  early: number;
  /** The same, when runs come every so many hours from midnight on, and an alarm counts from the first run after it. */
  earlyByRuns: { hours: number; early: number }[];
}

const hoursBetweenRuns = [24, 12, 8, 4, 1];

/**
 * Compares the alarms in a warehouse with the truth of its demo city (`truthDir`).
 *
 * A planted burst counts from the day on which its district's topics could be judged (`judgedFrom`); it is found when an
 * alarm raised within a week after it lists three of its orders. A burst alarm is false when planted orders (bursts, group complaints and
 * repeats) make up less than half of what was too many. An event is alarmed at the first alarm that lists one of its orders,
 * early when fewer than half of its residents had called before.
 */
export async function compareWithTruth(
  warehouse: Warehouse,
  truthDir: string,
  { judgedFrom }: { judgedFrom: string },
): Promise<AgainstTruth> {
  await warehouse.run(
    `create or replace temp table truth as
     select order_id, received_at::TIMESTAMP as received_at, topic, nullif(event, '') as event, nullif(burst, '') as burst,
       nullif(repeats, '') as repeats, resident, district
     from read_csv('${join(truthDir, 'orders.csv').replaceAll("'", "''")}', all_varchar = true)`,
  );
  const bursts = await warehouse.row<{ bursts: number; found: number }>(
    `with planted as (
       select burst, max(received_at)::DATE as last_day from truth where burst is not null
       group by burst having min(received_at)::DATE >= $judgedFrom::DATE
     ),
     told as (
       select distinct planted.burst
       from planted join truth using (burst) join alarm_orders using (order_id) join alarms using (alarm)
       where alarms.kind = 'burst' and alarms.raised_at <= last_day + interval 8 day
       group by planted.burst, alarm having count(*) >= 3
     )
     select count(*) as bursts, count(told.burst) as found from planted left join told using (burst)`,
    { judgedFrom },
  );
  const wrong = await warehouse.rows<{ step: string; alarms: number; wrong: number }>(
    `with planted as (
       select order_id, district, received_at::DATE as day from truth
       where event is not null or burst is not null or repeats is not null
     ),
     listed as (select alarm, count(*) as orders from alarm_orders join planted using (order_id) group by alarm),
     placed as (
       select alarm, count(*) as orders from alarms join planted on
         planted.day between first_day and alarms.day and (level = 'city' or planted.district = alarms.district)
       where level in ('city', 'district') group by alarm
     ),
     explained as (
       select step, coalesce(listed.orders, placed.orders, 0) >= 0.5 * (observed - expected) as is_explained
       from alarms left join listed using (alarm) left join placed using (alarm)
       where kind = 'burst'
     )
     select step, count(*) as alarms, count(*) filter (not is_explained) as wrong from explained group by step order by step`,
  );
  const looked = await warehouse.rows<{ step: string; series: number }>(
    `select step, sum(judged)::BIGINT as series
     from (select step, day, level, max(judged) as judged from alarm_looks group by all) group by step order by step`,
  );
  await warehouse.run(
    `create or replace temp table alarmed_people as
     with people as (select event, resident, min(received_at) as called_at from truth where event is not null group by all),
     large as (select event, count(*) as residents from people group by event having count(*) >= 10),
     first_alarm as (
       select truth.event, min(raised_at) as raised_at
       from truth join alarm_orders using (order_id) join alarms using (alarm) where truth.event is not null group by truth.event
     )
     select event, residents, raised_at, called_at
     from large left join first_alarm using (event) join people using (event)`,
  );
  const toldBy = async (knownAt: string): Promise<{ events: number; alarmed: number; early: number }> =>
    (await warehouse.row(
      `with judged as (
         select event, residents, raised_at, count(*) filter (called_at < ${knownAt}) as called from alarmed_people group by all
       )
       select count(*) as events, count(raised_at) as alarmed,
         count(*) filter (raised_at is not null and called < 0.5 * residents) as early from judged`,
    ))!;
  const events = await toldBy('raised_at');
  const earlyByRuns = [];
  for (const hours of hoursBetweenRuns) {
    const { early } = await toldBy(`time_bucket(interval ${hours} hour, raised_at) + interval ${hours} hour`);
    earlyByRuns.push({ hours, early });
  }
  const of = (step: string) => wrong.find((row) => row.step === step);
  const series = (step: string) => looked.find((row) => row.step === step)?.series ?? 0;
  const eventAlarms = await warehouse.row<{ n: number }>(`select count(*) as n from alarms where kind = 'event'`);
  return {
    ...bursts!,
    falseOfDays: of('day')?.wrong ?? 0,
    seriesDays: series('day'),
    falseOfWeeks: of('week')?.wrong ?? 0,
    seriesWeeks: series('week'),
    alarms: wrong.reduce((sum, { alarms }) => sum + alarms, 0),
    eventAlarms: eventAlarms!.n,
    largeEvents: events.events,
    alarmedEvents: events.alarmed,
    early: events.early,
    earlyByRuns,
  };
}
