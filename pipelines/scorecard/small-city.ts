import type { Asset, StepContext } from '../engine/asset.ts';
import { canonicalColumns } from '../ingest/canonical.ts';
import { periodAt } from '../site/periods.ts';
import type { Site } from '../site/site.ts';
import { type HandMade, handMadeSite, openHandMade } from './hand-made.ts';

/** Number of a row's draw, from 0 to below 1: a fixed mix of the row's number and a name. */
const draw = (name: string) => `((hash('${name}' || i) % 100003) / 100003.0)`;

/**
 * A test fixture: a city of 2 districts, 4 streets and 4 units over some months from January 2023, with figures by chance
 * and `months × perMonth` orders and calls; every canonical column is supplied.
 */
export async function openSmallCity(months: number, perMonth = 400): Promise<HandMade> {
  const city = await openHandMade();
  const { warehouse } = city;
  const count = months * perMonth;
  await warehouse.run(`
    insert into subjects
      select 'city', 'city', '样例市', null, 0
      union all select 'district', 'D' || i, 'D', 'city', i from range(2) t(i)
      union all select 'street', 'S' || i, 'S', 'D' || (i % 2), i from range(4) t(i)
      union all select 'unit', 'U' || i, 'U', null, i from range(4) t(i)`);
  await warehouse.run(
    `insert into population select 'S' || i, 2023, '全部', 10000 * (i + 1) from range(4) t(i) union all select 'city', 2023, '老年人', 20000`,
  );
  await warehouse.run(`insert into periods
    select 'month:' || strftime(d, '%Y-%m'), 'month', d, d + interval 1 month, '' from range(timestamp '2023-01-01', timestamp '2023-01-01' + to_months(${months}), interval 1 month) t(d)`);
  await warehouse.run(`
    insert into orders by name
    select *, strftime(received_at, '%Y-%m') as month, 'f' as file, 'column' as available_from
    from (
      select 'O' || lpad(i::varchar, 6, '0') as order_id, received_at, ['电话', '微信', '网站'][1 + (i % 3)::int] as channel,
        ['咨询', '投诉', '求助'][1 + (hash('k' || i) % 3)::int] as kind, '城建' as category1, '道路' as category2, '路灯不亮' as title, '请修幸福路小区的路灯' as body,
        if(${draw('p')} < .9, '幸福路', null) as place, 'D' || (s % 2) as district, 'S' || s as street, 'U' || (i % 4) as unit,
        'r' || (hash('r' || i) % ${Math.round(count / 2)}) as resident, if(${draw('g')} < .2, '老年人', '其他') as resident_type,
        received_at + to_hours((${draw('d')} * 26)::int) as dispatched_at, received_at + to_hours((${draw('d')} * 26 + ${draw('s')} * 28)::int) as signed_at,
        received_at + to_hours((${draw('d')} * 26 + ${draw('c')} * 28)::int) as contacted_at, received_at + interval 8 day as due_at,
        if(${draw('o')} < .02, null, received_at + to_hours((30 + ${draw('cl')} * 200)::int)) as closed_at, (${draw('re')} < .05)::int as returns, (i % 4)::int as hops,
        (${draw('rd')} < .05)::int as redo, if(${draw('cb')} < .7, received_at + to_hours((240 + ${draw('ct')} * 100)::int), null) as callback_at, ${draw('cb')} < .6 as callback_valid,
        if(${draw('so')} < .7, '实际解决', '未解决') as solved_resident, if(${draw('su')} < .8, '实际解决', '未解决') as solved_unit,
        ['满意', '满意', '基本满意', '不满意'][1 + (hash('sa' || i) % 4)::int] as satisfaction, ${draw('de')} < .3 as desk, received_at + to_hours((${draw('av')} * 30)::int) as available_at,
        if(${draw('mk')} < .1, '督办', null) as mark, if(${draw('me')} < .05, 'O000000', null) as merged_into, if(${draw('me')} < .05, received_at, null) as merged_at
      from (
        select i, (hash('st' || i) % 4)::int as s, timestamp '2023-01-01' + to_months((i // ${perMonth})::int) + to_minutes(((i % ${perMonth}) * 40000 / ${perMonth})::int) as received_at
        from range(${count}) t(i)))`);
  await warehouse.run(`
    insert into calls by name
    select 'C' || lpad(i::varchar, 6, '0') as call_id, in_at, strftime(in_at, '%Y-%m') as month, true as requested, ${draw('an')} < .9 as answered, (hash('w' || i) % 30)::int + 5 as wait_seconds,
      'r' || (hash('ca' || i) % ${Math.round(count / 2)}) as caller, if(${draw('ba')} < .5, in_at + interval 2 hour, null) as called_back_at, ${draw('ba')} < .5 as called_back, 'g' as file
    from (select i, timestamp '2023-01-01' + to_months((i // ${perMonth})::int) + to_minutes(((i % ${perMonth}) * 40000 / ${perMonth})::int) as in_at from range(${count}) t(i))`);
  await warehouse.run(
    `insert into event_members select month, order_id, 'E' || month || (hash(order_id) % ${Math.ceil(perMonth / 40)}) from orders where hash('m' || order_id) % 5 = 0`,
  );
  await warehouse.run(`insert into calendar_days
    select d::DATE, if(isodow(d) < 6, 'working', 'rest'), 0 from range(timestamp '2022-01-01', timestamp '2026-01-01', interval 1 day) t(d)`);
  await warehouse.run(
    `insert into events by name select distinct month, event, '多人同诉' as type, 'D0' as district from event_members`,
  );
  await warehouse.run(
    `insert into signals by name select month, order_id, '紧急' as signal from orders where hash('x' || order_id) % 5 = 0`,
  );
  await warehouse.run(
    `insert into order_topics by name select month, order_id, 'T' || (hash(order_id) % 3) as topic from orders`,
  );
  for (const [kind, file] of [
    ['orders', 'f'],
    ['calls', 'g'],
  ] as const) {
    const names = canonicalColumns[kind].map(({ name }) => name);
    await city.insert('files', { file, kind, supplied: names });
    await warehouse.run(
      `insert into supply select month, '${kind}', unnest([${names.map((name) => `'${name}'`).join(', ')}]), count(*), count(*) from ${kind} group by month`,
    );
  }
  return city;
}

/** As if the exports of a month had never held a column. */
export async function withhold({ warehouse }: HandMade, column: string, month: string): Promise<void> {
  await warehouse.run('delete from supply where month = $month and column_name = $column', { month, column });
}

/** Runs assets one after the other over the given periods, as the engine does: old rows out, new rows in. */
export async function make(
  { warehouse }: HandMade,
  assets: readonly Asset[],
  partitions: readonly string[],
  asOf: string,
  site: Site = handMadeSite(),
): Promise<void> {
  for (const asset of assets) {
    for (const table of asset.tables)
      await warehouse.run(`create table if not exists ${table.name} (${table.columns})`);
    for (const partition of asset.partitioning === 'all' ? ['all'] : partitions) {
      for (const table of asset.tables)
        if (!table.durable)
          await warehouse.run(
            `delete from ${table.name} ${asset.partitioning === 'all' ? '' : 'where period = $partition'}`,
            { partition },
          );
      const context: StepContext = { site, warehouse, partition, asOf, scratch: '', progress() {} };
      await asset.materialize(context);
    }
  }
}

/** `month:2023-01` and the months after it. */
export const monthsFrom2023 = (months: number): string[] =>
  Array.from(
    { length: months },
    (_, i) =>
      periodAt(
        'month',
        { month_starts_on: 1, day_starts_at: 0 },
        new Date(Date.UTC(2023, i, 1)).toISOString().slice(0, 10),
      ).id,
  );
