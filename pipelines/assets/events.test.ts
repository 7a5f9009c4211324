import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { makeMonth, type SmallOrder, unrelated, writeOrders } from '../events/small-months.ts';
import { loadSite } from '../site/site.ts';
import { digestRows } from '../warehouse/digest.ts';
import { migrate } from '../warehouse/migrations.ts';
import { withWarehouse } from '../warehouse/open.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function inWarehouse(place: string, work: (warehouse: Warehouse) => Promise<void>): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), 'minqing-events-'));
  folders.push(dir);
  writeFileSync(join(dir, 'site.yaml'), `id: toy\nname: 玩具市\ndemo: true\nwarehouse: ${place}\n`);
  const site = loadSite(dir);
  return withWarehouse(site, { purpose: 'test', scratch: join(dir, 'scratch') }, async (warehouse) => {
    await migrate(warehouse, site);
    await work(warehouse);
  });
}

const noise = '望江苑 夜间 施工 噪音';
const january: SmallOrder[] = [
  { id: 'a', at: '2024-01-20 08:00:00', words: noise, topic: 'T001', street: 'S1', district: 'D1' },
  { id: 'b', at: '2024-01-21 08:00:00', words: noise, topic: 'T001', closed: '2024-01-25 00:00:00' },
  { id: 'c', at: '2024-01-22 07:59:59', words: noise, topic: 'other', closed: '2024-02-01 00:00:00' },
  ...unrelated('2024-01'),
];
const february: SmallOrder[] = [{ id: 'd', at: '2024-02-10 08:00:00', words: noise }, ...unrelated('2024-02')];
const march: SmallOrder[] = unrelated('2024-03');

const state = (warehouse: Warehouse, month: string) =>
  warehouse.rows<Record<string, unknown>>(
    'select * exclude ("month", event, alias_of), alias_of is not null as alias from events where "month" = $month order by first_at, label',
    { month },
  );
const digests = async (warehouse: Warehouse) => ({
  events: await digestRows(warehouse, { name: 'events' }),
  event_members: await digestRows(warehouse, { name: 'event_members' }),
  event_ids: await digestRows(warehouse, { name: 'event_ids' }),
});

describe.each(['warehouse.duckdb', 'ducklake:lake.ducklake'])('events on %s', (place) => {
  test('go on over months with their id; their state is that of the end of each month', () =>
    inWarehouse(place, async (warehouse) => {
      await writeOrders(warehouse, [...january, ...february, ...march]);
      for (const month of ['2024-01', '2024-02', '2024-03']) await makeMonth(warehouse, month);
      const common = {
        type: '多人同诉',
        label: '夜间 施工 噪音',
        place: '望江苑',
        district: 'D1',
        street: 'S1',
        topic: 'T001',
        first_at: '2024-01-20 08:00:00',
        alias: false,
      };
      expect(await state(warehouse, '2024-01')).toEqual([
        { ...common, last_at: '2024-01-22 07:59:59', orders: 3, residents: 3, open_orders: 2 },
      ]);
      const grown = { ...common, last_at: '2024-02-10 08:00:00', orders: 4, residents: 4, open_orders: 2 };
      expect(await state(warehouse, '2024-02')).toEqual([grown]);
      // March brings no order: the event is carried.
      expect(await state(warehouse, '2024-03')).toEqual([grown]);
      const ids = await warehouse.rows<{ n: number }>('select count(distinct event)::INTEGER as n from events');
      expect(ids).toEqual([{ n: 1 }]);
      expect(await warehouse.rows('select "month", order_id, alias_of from event_ids')).toEqual([
        { month: '2024-01', order_id: 'a', alias_of: null },
      ]);
    }));

  test('the same months made again, from rows in another order, give the same rows and no new ids', () =>
    inWarehouse(place, async (warehouse) => {
      const months = ['2024-01', '2024-02'];
      await writeOrders(warehouse, [...january, ...february]);
      for (const month of months) await makeMonth(warehouse, month);
      const first = await digests(warehouse);
      for (const month of months) await makeMonth(warehouse, month);
      expect(await digests(warehouse)).toEqual(first);
      await writeOrders(warehouse, [...january, ...february].reverse());
      for (const month of months) await makeMonth(warehouse, month);
      expect(await digests(warehouse)).toEqual(first);
      await makeMonth(warehouse, '2024-01');
      expect(await digests(warehouse)).toEqual(first);
    }));
});

test('a late order that is now the earliest does not rename its event', () =>
  inWarehouse('w.duckdb', async (warehouse) => {
    await writeOrders(warehouse, january);
    await makeMonth(warehouse, '2024-01');
    const before = await warehouse.rows('select distinct event from events');
    await writeOrders(warehouse, [{ id: 'late', at: '2024-01-02 08:00:00', words: noise }, ...january]);
    await makeMonth(warehouse, '2024-01');
    expect(await warehouse.rows('select distinct event from events')).toEqual(before);
    expect((await state(warehouse, '2024-01'))[0]).toMatchObject({ orders: 4, first_at: '2024-01-02 08:00:00' });
    expect(await warehouse.rows('select count(*) as n from event_ids')).toEqual([{ n: 1 }]);
  }));

test('two events that meet: the older id survives, the other is its alias, also when made again', () =>
  inWarehouse('w.duckdb', async (warehouse) => {
    const one = ['a1', 'a2'].map((id, i) => ({ id, at: `2024-01-1${i} 08:00:00`, words: '望江苑 停水 水管 爆裂' }));
    const two = ['b1', 'b2'].map((id, i) => ({
      id,
      at: `2024-01-2${i} 08:00:00`,
      words: '望江苑 水压 不足 水厂 检修',
    }));
    const both = '望江苑 停水 水管 爆裂 水压 不足 水厂 检修';
    const bridge = Array.from({ length: 6 }, (_, i) => ({
      id: `x${i}`,
      at: `2024-02-0${i + 1} 08:00:00`,
      words: both,
    }));
    await writeOrders(warehouse, [...one, ...two, ...unrelated('2024-01'), ...bridge, ...unrelated('2024-02')]);
    await makeMonth(warehouse, '2024-01');
    const [older, newer] = await warehouse.rows<{ event: string }>('select event from events order by first_at');
    for (let time = 0; time < 2; time++) {
      await makeMonth(warehouse, '2024-02');
      expect(
        await warehouse.rows(
          `select event, alias_of, orders from events where "month" = '2024-02' order by alias_of nulls first`,
        ),
      ).toEqual([
        { event: older!.event, alias_of: null, orders: 10 },
        { event: newer!.event, alias_of: older!.event, orders: null },
      ]);
      expect(
        await warehouse.rows(
          'select "month", event, order_id, alias_of from event_ids order by "month", event = $older desc',
          { older: older!.event },
        ),
      ).toEqual([
        { month: '2024-01', event: older!.event, order_id: 'a1', alias_of: null },
        { month: '2024-01', event: newer!.event, order_id: 'b1', alias_of: null },
        { month: '2024-02', event: newer!.event, order_id: 'b1', alias_of: older!.event },
      ]);
    }
    // Made again, the month before knows nothing of the later merge.
    await makeMonth(warehouse, '2024-01');
    expect(
      await warehouse.rows(`select event, alias_of from events where "month" = '2024-01' order by first_at`),
    ).toEqual([
      { ...older, alias_of: null },
      { ...newer, alias_of: null },
    ]);
  }));

test('one resident calling 76 times is 催办 of one resident; what no export supplies is not made up', () =>
  inWarehouse('w.duckdb', async (warehouse) => {
    const calls = Array.from({ length: 76 }, (_, i) => ({
      id: `r${String(i).padStart(2, '0')}`,
      at: `2024-01-${String(1 + (i % 28)).padStart(2, '0')} 08:00:00`,
      words: noise,
      resident: 'same',
    }));
    await writeOrders(warehouse, [...calls, ...unrelated('2024-01', 800)]);
    await makeMonth(warehouse, '2024-01');
    expect(await state(warehouse, '2024-01')).toMatchObject([
      { type: '催办', orders: 76, residents: 1, open_orders: 76 },
    ]);

    const unknown = january.map((order) => ({ ...order, resident: null }));
    await writeOrders(warehouse, unknown, []);
    await makeMonth(warehouse, '2024-01');
    expect(await state(warehouse, '2024-01')).toMatchObject([{ type: '多人同诉', residents: 3, open_orders: null }]);
    await writeOrders(warehouse, unknown);
    await makeMonth(warehouse, '2024-01');
    expect(await state(warehouse, '2024-01')).toMatchObject([{ type: null, residents: 0, open_orders: 2 }]);
  }));

test('a merged order is not open by itself; an order without a time stands at the start of its month; undated ones have no events', () =>
  inWarehouse('w.duckdb', async (warehouse) => {
    await writeOrders(warehouse, [
      { id: 'a', at: null, month: '2024-01', words: noise },
      { id: 'b', at: '2024-01-03 08:00:00', words: noise, merged: 'a' },
      { id: 'e', at: null, month: 'undated', words: noise },
      { id: 'f', at: null, month: 'undated', words: noise },
      ...unrelated('2024-01'),
    ]);
    await makeMonth(warehouse, '2024-01');
    await makeMonth(warehouse, 'undated');
    expect(await state(warehouse, '2024-01')).toMatchObject([
      { first_at: '2024-01-01 00:00:00', orders: 2, open_orders: 1 },
    ]);
    expect(await state(warehouse, 'undated')).toEqual([]);
  }));

test('an event is listed until a year after its last order', () =>
  inWarehouse('w.duckdb', async (warehouse) => {
    const months = ['2024-02', '2024-12', '2025-01', '2025-02'];
    await writeOrders(warehouse, [...january, ...months.flatMap(unrelated)]);
    for (const month of ['2024-01', ...months]) await makeMonth(warehouse, month);
    expect(await state(warehouse, '2024-12')).toHaveLength(1);
    expect(await state(warehouse, '2025-01')).toHaveLength(0);
    expect(await state(warehouse, '2025-02')).toHaveLength(0);
  }));
