import { afterEach, beforeEach, expect, test } from 'vitest';
import { alarms } from '../assets/alarms.ts';
import type { HandMade } from '../scorecard/hand-made.ts';
import { digestRows } from '../warehouse/digest.ts';
import { makeAlarms, openAlarmCity } from './hand-made.ts';

let city: HandMade;
beforeEach(async () => {
  city = await openAlarmCity();
  await city.insert('supply', { month: '2024-03', kind: 'orders', column_name: 'resident', rows: 1, filled: 1 });
});
afterEach(() => city.close());

const months = ['2024-01', '2024-02', '2024-03', '2024-04'];
const later = '2024-06-01 00:00:00';

/**
 * Orders of every day from January to April 2024: 12 about noise and 8 about heating in two districts, by different people,
 * known an hour later. What a day has varies a little, always in the same way.
 */
const everyDay = () =>
  city.warehouse.run(
    `insert into orders by name
     select strftime(day, '%Y-%m') as month, strftime(day, '%m%d') || '-' || i as order_id, day + interval 9 hour as received_at,
       '电话' as channel, if(i % 2 = 0, 'D1', 'D2') as district, 'r' || strftime(day, '%m%d') || i as resident,
       day + interval 10 hour as available_at, 'column' as available_from, 'f' as file
     from (select unnest(range(timestamp '2024-01-01', timestamp '2024-05-01', interval 1 day)) as day), range(22) n(i)
     where i < 18 + hash(day) % 5;
     insert into order_topics select month, order_id, if(split_part(order_id, '-', 2)::integer % 5 < 3, 'noise', 'heating'), 1 from orders`,
  );

/** More orders about heating in D1, each by somebody else unless said otherwise. */
async function burst(day: string, count: number, columns: Record<string, unknown> = {}): Promise<void> {
  for (let i = 0; i < count; i++) {
    const order_id = `burst-${day}-${i}`;
    const month = day.slice(0, 7);
    await city.insert('orders', {
      ...{ month, order_id, received_at: `${day} 11:00:00`, channel: '电话', district: 'D1', resident: order_id },
      ...{ available_at: `${day} 12:00:00`, available_from: 'column', file: 'f', ...columns },
    });
    await city.insert('order_topics', { month, order_id, topic: 'heating', fit: 1 });
  }
}

const raised = (where = `level = 'topic_district'`) =>
  city.warehouse.rows<Record<string, unknown>>(
    `select topic, district, day::varchar as day, raised_at::varchar as raised_at, observed, expected, bound, method, compared
     from alarms where step = 'day' and ${where} order by raised_at, level, topic, district`,
  );

test('a burst is told of on its day, with what was expected and against which days', async () => {
  await everyDay();
  await burst('2024-03-12', 14);
  await makeAlarms(city, months, later);
  const [alarm, ...others] = await raised(`level = 'topic_district' and day = '2024-03-12'`);
  expect(others).toEqual([]);
  expect(alarm).toMatchObject({
    topic: 'heating',
    district: 'D1',
    raised_at: '2024-03-13 00:00:00',
    method: 'EARS C2',
  });
  expect(alarm!.observed).toBeGreaterThanOrEqual(14 + 3);
  expect(alarm!.expected).toBeLessThan(6);
  expect(alarm!.bound).toBeLessThan(alarm!.observed as number);
  expect(alarm!.compared).toMatch(/^2024-\d\d-\d\d至2024-03-08的28个工作日；无同期可比$/);
  const listed = await city.warehouse.row<{ orders: number; planted: number }>(
    `select count(*) as orders, count(*) filter (order_id like 'burst%') as planted
     from alarm_orders join alarms using (alarm) where level = 'topic_district' and day = '2024-03-12'`,
  );
  expect(listed).toEqual({ orders: alarm!.observed, planted: 14 });
  expect((await raised(`level = 'topic_district' and day not between '2024-03-12' and '2024-03-14'`)).length).toBe(0);
});

test('one person who writes again and again is no burst, on one day or on three', async () => {
  await everyDay();
  for (const day of ['2024-03-12', '2024-03-13', '2024-03-14']) await burst(day, 76, { resident: 'the same' });
  await makeAlarms(city, months, later);
  expect(await raised(`kind = 'burst'`)).toEqual([]);
});

test('day by day or all at once: the same alarms; none before it could be known', async () => {
  await everyDay();
  await burst('2024-03-12', 14);
  await burst('2024-03-20', 14, { available_at: '2024-03-25 08:00:00' });
  for (const day of ['03-12', '03-13', '03-14', '03-25', '03-26']) {
    await makeAlarms(city, ['2024-01', '2024-02', '2024-03'], `2024-${day} 00:00:00`);
    expect((await raised(`raised_at > timestamp '2024-${day}'`)).length, day).toBe(0);
    const known = (await raised(`day = '2024-03-12' and level = 'topic_district'`)).length;
    expect(known, day).toBe(day === '03-12' ? 0 : 1);
    const late = (await raised(`day = '2024-03-20' and level = 'topic_district'`)).length;
    expect(late, day).toBe(day === '03-26' ? 1 : 0);
  }
  await makeAlarms(city, months, later);
  const digests = () => Promise.all(alarms.tables.map((table) => digestRows(city.warehouse, table)));
  const daily = await digests();
  await city.warehouse.run('delete from alarms; delete from alarm_orders');
  await makeAlarms(city, months, later);
  expect(await digests()).toEqual(daily);
  await makeAlarms(city, months, later);
  expect(await digests()).toEqual(daily);
});

test('an alarm once raised stays, though its orders are withdrawn', async () => {
  await everyDay();
  await burst('2024-03-12', 14);
  await makeAlarms(city, months, later);
  const before = await raised();
  await city.warehouse.run(`delete from orders where order_id like 'burst%'`);
  await makeAlarms(city, months, later);
  expect(await raised()).toEqual(before);
  expect(before.length).toBeGreaterThan(0);
});

test('a new channel suspends alarms until there is something to compare with again, and says so', async () => {
  await everyDay();
  await city.warehouse.run(
    `update orders set channel = '小程序' where received_at >= '2024-03-11' and hash(order_id) % 3 = 0`,
  );
  await burst('2024-03-12', 14);
  await burst('2024-04-16', 14);
  await makeAlarms(city, months, later);
  expect((await raised()).map(({ day }) => day).sort()[0]).toBe('2024-04-16');
  const suspended = await city.warehouse.rows<{ day: string; reason: string }>(
    `select distinct day::varchar as day, reason from alarm_looks where step = 'day' and state = '口径变化' order by day`,
  );
  expect(suspended[0]).toEqual({ day: '2024-03-11', reason: '受理渠道新增：小程序' });
  expect(suspended.at(-1)!.day).toBe('2024-03-20');
});

test('a feed that stops is a change as well, once it has been missed for two weeks', async () => {
  await everyDay();
  await city.warehouse.run(
    `update orders set channel = '网站' where received_at < '2024-04-01' and hash(order_id) % 4 = 0`,
  );
  await makeAlarms(city, months, later);
  const reasons = await city.warehouse.rows<{ day: string; reason: string }>(
    `select min(day)::varchar as day, reason from alarm_looks where step = 'day' and reason <> '' group by reason`,
  );
  expect(reasons).toEqual([{ day: '2024-04-14', reason: '受理渠道停用：网站' }]);
});

test('series with too few residents are listed as such, and never alarmed', async () => {
  await everyDay();
  await city.warehouse.run(`update order_topics set topic = 'rare' where order_id in ('0110-3', '0215-3', '0301-3')`);
  await makeAlarms(city, months, later);
  const unjudged = await city.warehouse.rows<{ topic: string; level: string }>(
    `select distinct topic, level from unjudged_series where month = '2024-03' and step = 'day' and topic <> '' order by all`,
  );
  expect(unjudged).toEqual([
    { topic: 'rare', level: 'topic' },
    { topic: 'rare', level: 'topic_district' },
  ]);
});

test('where only the export says when an order was known, a run judges what it has', async () => {
  await everyDay();
  await burst('2024-03-12', 14);
  await city.warehouse.run(
    `update orders set available_from = 'export', available_at = date_trunc('month', received_at) + interval '1 month 3 days'`,
  );
  await makeAlarms(city, ['2024-01', '2024-02', '2024-03'], '2024-04-01 00:00:00');
  expect(await raised(`level = 'topic_district' and day = '2024-03-12'`)).toMatchObject([
    { raised_at: '2024-04-01 00:00:00' },
  ]);
});

test('an event is told of once, when the orders known met the rule', async () => {
  const orders = [
    ['e1', 'a', '2024-03-05 09:00:00', '2024-03-05 10:00:00'],
    ['e2', 'b', '2024-03-06 09:00:00', '2024-03-09 10:00:00'],
    ['e3', 'c', '2024-03-07 09:00:00', '2024-03-07 10:00:00'],
    ['e4', 'c', '2024-03-08 09:00:00', '2024-03-08 10:00:00'],
    ['e5', 'd', '2024-04-02 09:00:00', '2024-04-02 10:00:00'],
  ] as const;
  for (const [order_id, resident, received_at, available_at] of orders) {
    const month = received_at.slice(0, 7);
    await city.insert('orders', {
      month,
      order_id,
      resident,
      received_at,
      available_at,
      available_from: 'column',
      district: 'D1',
    });
    await city.insert('event_members', { month, order_id, event: 'E1' });
  }
  const known = { event: 'E1', type: '多人同诉', district: 'D1', topic: 'heating' };
  await city.insert('events', { ...known, month: '2024-03', last_at: '2024-03-08 09:00:00' });
  await city.insert('events', { ...known, month: '2024-04', last_at: '2024-04-02 09:00:00' });
  await makeAlarms(city, ['2024-03'], '2024-03-09 10:00:00');
  expect(await raised(`kind = 'event'`)).toEqual([]);
  await makeAlarms(city, ['2024-03', '2024-04'], later);
  expect(await raised(`kind = 'event'`)).toMatchObject([
    { raised_at: '2024-03-09 10:00:00', day: '2024-03-08', observed: 3, method: '多人同诉' },
  ]);
  expect(await city.warehouse.rows('select order_id from alarm_orders order by order_id')).toEqual(
    ['e1', 'e2', 'e3', 'e4'].map((order_id) => ({ order_id })),
  );
});

test('months without orders, orders without a date and a run of long ago make no alarm and no error', async () => {
  await makeAlarms(city, [...months, 'undated'], later);
  await everyDay();
  await city.insert('orders', { month: 'undated', order_id: 'x' });
  await makeAlarms(city, [...months, 'undated'], '2020-01-01 00:00:00');
  expect(await city.warehouse.rows('select * from alarms')).toEqual([]);
  expect(await city.warehouse.rows('select * from alarm_looks')).toEqual([]);
});

test('an order of long ago, by a slip of the pen, changes nothing', async () => {
  await everyDay();
  await burst('2024-03-12', 14);
  await makeAlarms(city, months, later);
  const before = await raised();
  await city.warehouse.run('delete from alarms; delete from alarm_orders');
  await city.insert('orders', {
    ...{ month: '1991-05', order_id: 'x', received_at: '1991-05-01 09:00:00', district: 'D1', resident: 'x' },
    ...{ available_at: '1991-05-01 09:00:00', available_from: 'column', file: 'f' },
  });
  await makeAlarms(city, ['1991-05', ...months], later);
  expect(await raised()).toEqual(before);
});
