import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadSite } from '../site/site.ts';
import { migrate } from '../warehouse/migrations.ts';
import { withWarehouse } from '../warehouse/open.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';
import { makeMonth, type SmallOrder, unrelated, writeOrders } from './small-months.ts';

async function inWarehouse(work: (warehouse: Warehouse) => Promise<void>): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), 'minqing-course-'));
  try {
    writeFileSync(join(dir, 'site.yaml'), 'id: toy\nname: 玩具市\ndemo: true\n');
    const site = loadSite(dir);
    await withWarehouse(site, { purpose: 'test', scratch: join(dir, 'scratch') }, async (warehouse) => {
      await migrate(warehouse, site);
      await work(warehouse);
    });
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

const words = '望江苑 夜间 施工 噪音';
const came = (id: string, at: string, more: Partial<SmallOrder> = {}): SmallOrder => ({
  id,
  at: `${at} 08:00:00`,
  words,
  topic: 'T001',
  ...more,
});
const course = (warehouse: Warehouse, month: string) =>
  warehouse.rows('select * exclude ("month", event) from event_course where "month" = $month order by event', {
    month,
  });

test('what is new in 7 and 30 days, the units and the state are those of the newest day of the month', () =>
  inWarehouse(async (warehouse) => {
    await writeOrders(warehouse, [
      came('a', '2024-01-02', { unit: 'U1', closed: '2024-01-05 00:00:00' }),
      came('b', '2024-01-14', { unit: 'U2', closed: '2024-01-15 00:00:00' }),
      came('c', '2024-01-20', { unit: 'U2', assisting: 'U3', resident: 'rb' }),
      came('d', '2024-01-20', { returns: 1, signal: '安全风险' }),
      came('e', '2024-01-21', { signal: '安全风险' }),
      ...unrelated('2024-01'),
    ]);
    await makeMonth(warehouse, '2024-01');
    // The newest order is of the 21st, so "now" is the 22nd.
    expect(await course(warehouse, '2024-01')).toEqual([
      {
        until: '2024-01-22 00:00:00',
        orders_7: 3,
        orders_7_before: 1,
        residents_7: 2,
        residents_7_before: 1,
        orders_30: 5,
        orders_30_before: 0,
        residents_30: 4,
        residents_30_before: 0,
        units: ['U2', 'U1', 'U3'],
        state: '退回重办',
        hot_spots: ['风险性苗头性'],
        evidence: ['2 人 2 件提到安全风险'],
        season: '无同期可比',
      },
    ]);
  }));

test('all closed is answered; where no export says what is closed the state is not known', () =>
  inWarehouse(async (warehouse) => {
    const closed = ['a', 'b', 'c'].map((id) => came(id, '2024-01-20', { closed: '2024-01-25 00:00:00' }));
    await writeOrders(warehouse, [...closed, ...unrelated('2024-01')]);
    await makeMonth(warehouse, '2024-01');
    expect(await course(warehouse, '2024-01')).toMatchObject([{ state: '已答复' }]);
    await writeOrders(warehouse, [...closed, ...unrelated('2024-01')], ['resident']);
    await makeMonth(warehouse, '2024-01');
    expect(await course(warehouse, '2024-01')).toMatchObject([{ state: null }]);
  }));

test('a season is found only against the same weeks of an earlier year', () =>
  inWarehouse(async (warehouse) => {
    const winter = (year: number) =>
      Array.from({ length: 12 }, (_, i) => came(`${year}-${i}`, `${year}-01-${String(10 + i)}`));
    await writeOrders(warehouse, [
      came('old', '2022-12-01'),
      ...winter(2023),
      came('summer', '2023-07-01'),
      ...winter(2024),
      ...unrelated('2024-01', 130),
    ]);
    await makeMonth(warehouse, '2024-01');
    const [row] = (await course(warehouse, '2024-01')) as { hot_spots: string[]; season: string }[];
    expect(row!.hot_spots).toContain('季节性周期性');
    expect(row!.season).toBe('同一话题近30日 12 件，上年同期 12 件，全年平均每30日 1.1 件');
  }));
