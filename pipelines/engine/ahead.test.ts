import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { Site } from '../site/site.ts';
import { migrate } from '../warehouse/migrations.ts';
import { withWarehouse } from '../warehouse/open.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';
import type { Asset } from './asset.ts';
import { numbersOf, removeToySites, runToy, toySite } from './toy-run.ts';

afterAll(removeToySites);

const months = ['2024-01', '2024-02', '2024-03', '2024-04', '2024-05', '2024-06', '2024-07'];

/** Numbers by month, and their squares, which can be begun; `told` hears what happens, in order. */
function assetsOf(source: Record<string, number[]>, told: (what: string) => void, trouble: string[] = []): Asset[] {
  const read = async (warehouse: Warehouse, month: string) =>
    (await warehouse.row<{ x: number }>('select x from numbers where month = $month', { month }))!.x;
  return [
    numbersOf(source, (month) => told(`number ${month}`)),
    {
      key: 'squares',
      partitioning: 'month',
      tables: [{ name: 'squares', columns: 'month VARCHAR, x BIGINT' }],
      reads: [{ asset: 'numbers', mapping: 'same' }],
      codeVersion: '1',
      checks: [],
      async begin({ warehouse, partition }) {
        told(`begin ${partition}`);
        if (trouble.includes(partition)) await warehouse.run('select * from nowhere');
        const x = await read(warehouse, partition);
        return { square: x * x };
      },
      async materialize({ warehouse, partition, begun }) {
        const x = await read(warehouse, partition);
        const { square } = (begun as { square: number } | undefined) ?? { square: x * x };
        told(`${begun ? 'finish' : 'make'} ${partition}`);
        await warehouse.run('insert into squares values ($m, $square)', { m: partition, square });
      },
    },
  ];
}

async function inSite(work: (warehouse: Warehouse, site: Site) => Promise<void>): Promise<void> {
  const site = toySite();
  await withWarehouse(site, { purpose: 'test', scratch: join(site.dir, 'scratch') }, async (warehouse) => {
    await migrate(warehouse, site);
    await work(warehouse, site);
  });
}

const failedOf = (statuses: Record<string, string>) => Object.values(statuses).filter((status) => status === 'failed');
const squares = async (warehouse: Warehouse) =>
  (await warehouse.columns('select x from squares order by month')).x as number[];
const numbers = Object.fromEntries(months.map((month, i) => [month, [i + 1]]));

test('steps are begun in the order of the plan, once what they need is made, and no more than four at a time', () =>
  inSite(async (warehouse, site) => {
    const told: string[] = [];
    let held = 0;
    let most = 0;
    const assets = assetsOf(numbers, (what) => {
      told.push(what);
      if (what.startsWith('begin')) most = Math.max(most, ++held);
      if (what.startsWith('finish')) held--;
    });
    expect(failedOf(await runToy(warehouse, site, assets, months, { ahead: true }))).toEqual([]);
    expect(await squares(warehouse)).toEqual([1, 4, 9, 16, 25, 36, 49]);
    expect(told.filter((what) => what.startsWith('begin'))).toEqual(months.map((month) => `begin ${month}`));
    expect(told.filter((what) => what.startsWith('finish'))).toHaveLength(7);
    expect(told.indexOf('begin 2024-01')).toBe(told.indexOf('number 2024-01') + 1);
    expect(most).toBe(4);
  }));

test('what cannot be begun is made in its turn, and what was begun from other inputs is not used', () =>
  inSite(async (warehouse, site) => {
    const told: string[] = [];
    const source = { ...numbers };
    const assets = assetsOf(source, (what) => told.push(what), ['2024-02']);
    const numberAgain = async ({ id }: { id: string }) => {
      if (id !== 'numbers/2024-07') return;
      // Another process makes a month anew after it was read.
      source['2024-03'] = [30];
      await runToy(warehouse, site, [numbersOf(source)], months);
    };
    expect(failedOf(await runToy(warehouse, site, assets, months, { ahead: true, after: numberAgain }))).toEqual([]);
    expect(await squares(warehouse)).toEqual([1, 4, 900, 16, 25, 36, 49]);
    expect(told).toContain('make 2024-02');
    expect(told).toContain('make 2024-03');
    expect(told).toContain('finish 2024-04');
  }));
