import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { loadSite } from '../site/site.ts';
import { migrate } from '../warehouse/migrations.ts';
import { withWarehouse } from '../warehouse/open.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';
import { Ahead } from './ahead.ts';
import type { Asset } from './asset.ts';
import { newestEntries } from './ledger.ts';
import { type Outcome, orchestrate } from './orchestrate.ts';
import { planRun } from './plan.ts';
import { makeStep } from './step.ts';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

const months = ['2024-01', '2024-02', '2024-03', '2024-04', '2024-05', '2024-06', '2024-07'];

/** Numbers by month, and their squares, which can be begun; `told` hears what happens, in order. */
function assetsOf(numbers: Record<string, number>, told: (what: string) => void, trouble: string[] = []): Asset[] {
  const read = async (warehouse: Warehouse, month: string) =>
    (await warehouse.row<{ x: number }>('select x from numbers where month = $month', { month }))!.x;
  return [
    {
      key: 'numbers',
      partitioning: 'month',
      tables: [{ name: 'numbers', columns: 'month VARCHAR, x BIGINT' }],
      reads: [],
      codeVersion: '1',
      config: (_, month) => numbers[month],
      checks: [],
      async materialize({ warehouse, partition }) {
        told(`number ${partition}`);
        await warehouse.run('insert into numbers values ($m, $x)', { m: partition, x: numbers[partition]! });
      },
    },
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

/** Makes what is due; `meanwhile` is called after every step. */
async function make(
  warehouse: Warehouse,
  site: ReturnType<typeof loadSite>,
  assets: Asset[],
  meanwhile: (made: string) => Promise<void> = async () => undefined,
): Promise<string[]> {
  const common = { site, asOf: '2024-08-01 00:00:00' };
  const extent = { files: [], months, touching: new Map(), periods: [], editions: 0 };
  const newest = await newestEntries(warehouse);
  const plan = planRun({ ...common, runId: 'r', extent, assets, phase: 'making', newest });
  const outcomes = new Map<string, Outcome>();
  const ahead = new Ahead(plan, outcomes);
  const byKey = new Map(assets.map((asset) => [asset.key, asset]));
  const run = { ...common, warehouse, runId: 'r', extent, assets: byKey, scratch: tmpdir(), progress: () => undefined };
  const materialize = async (_: string, step: (typeof plan.steps)[number]) => {
    await ahead.beginAfter(step, run);
    const outcome = await makeStep(step, { ...run, ahead });
    await meanwhile(step.id);
    return outcome;
  };
  await orchestrate(plan, { materialize }, {}, outcomes);
  return [...outcomes].filter(([, { status }]) => status === 'failed').map(([id]) => id);
}

async function inSite(work: (warehouse: Warehouse, site: ReturnType<typeof loadSite>) => Promise<void>): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), 'minqing-ahead-'));
  folders.push(dir);
  writeFileSync(join(dir, 'site.yaml'), 'id: toy\nname: 玩具市\ndemo: true\n');
  const site = loadSite(dir);
  await withWarehouse(site, { purpose: 'test', scratch: join(dir, 'scratch') }, async (warehouse) => {
    await migrate(warehouse, site);
    await work(warehouse, site);
  });
}

const squares = async (warehouse: Warehouse) =>
  (await warehouse.columns('select x from squares order by month')).x as number[];
const numbers = Object.fromEntries(months.map((month, i) => [month, i + 1]));

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
    expect(await make(warehouse, site, assets)).toEqual([]);
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
    const numberAgain = async (made: string) => {
      if (made !== 'numbers/2024-07') return;
      // Another process makes a month anew after it was read.
      source['2024-03'] = 30;
      const again = assetsOf(source, () => undefined);
      await makeStep(
        { id: 'numbers/2024-03', asset: 'numbers', partition: '2024-03', needs: [], reason: 'stale' },
        {
          site,
          warehouse,
          runId: 'other',
          asOf: '2024-08-01 00:00:00',
          extent: { files: [], months, touching: new Map(), periods: [], editions: 0 },
          assets: new Map(again.map((asset) => [asset.key, asset])),
          scratch: tmpdir(),
          progress: () => undefined,
        },
      );
    };
    expect(await make(warehouse, site, assets, numberAgain)).toEqual([]);
    expect(await squares(warehouse)).toEqual([1, 4, 900, 16, 25, 36, 49]);
    expect(told).toContain('make 2024-02');
    expect(told).toContain('make 2024-03');
    expect(told).toContain('finish 2024-04');
  }));
