import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { Site } from '../site/site.ts';
import { migrate } from '../warehouse/migrations.ts';
import { withWarehouse } from '../warehouse/open.ts';
import { createTable } from '../warehouse/tables.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';
import type { Asset } from './asset.ts';
import { numbersOf, removeToySites, runToy, toySite } from './toy-run.ts';

afterAll(removeToySites);

/** A chain of three assets over months: numbers → doubled → total, with a source that the test changes at will. */
function toyAssets(source: Record<string, number[]>, trouble: { month?: string; check?: string } = {}): Asset[] {
  const numbers = numbersOf(source);
  return [
    {
      ...numbers,
      config: () => source,
      checks: [
        { name: 'no_negative', blocking: true, sql: 'select x from numbers where month = $partition and x < 0' },
      ],
      async materialize(context) {
        await numbers.materialize(context);
        if (trouble.month === context.partition)
          throw new Error("Conversion Error: could not convert '13800001111' to INT32");
      },
    },
    {
      key: 'doubled',
      partitioning: 'month',
      tables: [{ name: 'doubled', columns: 'month VARCHAR, x BIGINT' }],
      reads: [{ asset: 'numbers', mapping: 'same' }],
      codeVersion: '1',
      checks: [],
      materialize: ({ warehouse, partition }) =>
        warehouse.run('insert into doubled select month, x * 2 from numbers where month = $m', { m: partition }),
    },
    {
      key: 'total',
      partitioning: 'all',
      tables: [{ name: 'total', columns: 'x BIGINT' }],
      reads: [{ asset: 'doubled', mapping: 'all' }],
      codeVersion: '1',
      checks: [],
      materialize: ({ warehouse }) => warehouse.run('insert into total select sum(x)::BIGINT from doubled'),
    },
  ];
}

describe.each(['warehouse.duckdb', 'ducklake:lake.ducklake'])('the engine on %s', (place) => {
  const open = (site: Site, work: (warehouse: Warehouse) => Promise<void>) =>
    withWarehouse(site, { purpose: 'test', scratch: join(site.dir, 'scratch') }, async (warehouse) => {
      await migrate(warehouse, site);
      await work(warehouse);
    });
  const total = async (warehouse: Warehouse) => (await warehouse.row<{ x: number }>('select x from total'))?.x;

  test('makes what is missing, then nothing, then only what changed', async () => {
    const site = toySite(place);
    const source: Record<string, number[]> = { '2024-01': [1, 2], '2024-02': [3] };
    const months = Object.keys(source);
    await open(site, async (warehouse) => {
      expect(await runToy(warehouse, site, toyAssets(source), months)).toEqual({
        'numbers/2024-01': 'done',
        'numbers/2024-02': 'done',
        'doubled/2024-01': 'done',
        'doubled/2024-02': 'done',
        'total/all': 'done',
      });
      expect(await total(warehouse)).toBe(12);
    });
    await open(site, async (warehouse) => {
      expect(await runToy(warehouse, site, toyAssets(source), months)).toEqual({});
      source['2024-02'] = [4];
      // The configuration of `numbers` changes for both months, but the data of January do not: the cascade stops there.
      expect(await runToy(warehouse, site, toyAssets(source), months)).toEqual({
        'numbers/2024-01': 'done',
        'numbers/2024-02': 'done',
        'doubled/2024-01': 'skipped',
        'doubled/2024-02': 'done',
        'total/all': 'done',
      });
      expect(await total(warehouse)).toBe(14);
    });
  });

  test('a failed step leaves the old rows, blocks what needs it and nothing else, and says why without the value', async () => {
    const site = toySite(place);
    const source: Record<string, number[]> = { '2024-01': [1], '2024-02': [2] };
    const months = Object.keys(source);
    await open(site, async (warehouse) => {
      await runToy(warehouse, site, toyAssets(source), months);
      source['2024-01'] = [5];
      source['2024-02'] = [7];
      expect(await runToy(warehouse, site, toyAssets(source, { month: '2024-01' }), months)).toEqual({
        'numbers/2024-01': 'failed',
        'numbers/2024-02': 'done',
        'doubled/2024-01': 'blocked',
        'doubled/2024-02': 'done',
        'total/all': 'blocked',
      });
      expect(await warehouse.rows('select * from numbers order by month')).toEqual([
        { month: '2024-01', x: 1 },
        { month: '2024-02', x: 7 },
      ]);
      const { message } = (await warehouse.row<{ message: string }>(
        "select message from ledger where status = 'failed'",
      ))!;
      expect(message).toContain('Conversion Error');
      expect(message).not.toContain('13800001111');
      await runToy(warehouse, site, toyAssets(source), months);
      expect(await total(warehouse)).toBe(24);
    });
  });

  test('a read that goes on without what failed is made from what there is, and again when it is mended', async () => {
    const site = toySite(place);
    const source = { '2024-01': [1], '2024-02': [5] };
    const tolerant = (trouble: { month?: string }): Asset[] => {
      const [numbers, doubled, sum] = toyAssets(source, trouble) as [Asset, Asset, Asset];
      return [numbers, doubled, { ...sum, reads: [{ asset: 'doubled', mapping: 'all', evenIfFailed: true }] }];
    };
    await open(site, async (warehouse) => {
      const months = Object.keys(source);
      const failed = await runToy(warehouse, site, tolerant({ month: '2024-02' }), months);
      expect(failed).toMatchObject({ 'numbers/2024-02': 'failed', 'doubled/2024-02': 'blocked', 'total/all': 'done' });
      expect(await total(warehouse)).toBe(2);
      expect((await runToy(warehouse, site, tolerant({}), months))['total/all']).toBe('done');
      expect(await total(warehouse)).toBe(12);
    });
  });

  test('a failed blocking check rolls the step back', async () => {
    const site = toySite(place);
    const source: Record<string, number[]> = { '2024-01': [1] };
    await open(site, async (warehouse) => {
      await runToy(warehouse, site, toyAssets(source), ['2024-01']);
      source['2024-01'] = [-1];
      expect(await runToy(warehouse, site, toyAssets(source), ['2024-01'])).toMatchObject({
        'numbers/2024-01': 'failed',
      });
      expect(await warehouse.rows('select x from numbers')).toEqual([{ x: 1 }]);
      expect(await total(warehouse)).toBe(2);
    });
  });

  test('a month that is gone is removed, also from what was made of it', async () => {
    const site = toySite(place);
    const source: Record<string, number[]> = { '2024-01': [1], '2024-02': [2] };
    await open(site, async (warehouse) => {
      await runToy(warehouse, site, toyAssets(source), ['2024-01', '2024-02']);
      await runToy(warehouse, site, toyAssets(source), ['2024-02']);
      expect(await warehouse.rows('select month from doubled')).toEqual([{ month: '2024-02' }]);
      expect(await total(warehouse)).toBe(4);
      expect(await runToy(warehouse, site, toyAssets(source), ['2024-02'])).toEqual({});
    });
  });

  test('force makes again what was asked for, and only carries on when it changed', async () => {
    const site = toySite(place);
    const source: Record<string, number[]> = { '2024-01': [1] };
    await open(site, async (warehouse) => {
      await runToy(warehouse, site, toyAssets(source), ['2024-01']);
      expect(
        await runToy(warehouse, site, toyAssets(source), ['2024-01'], { force: true, only: ['numbers', 'total'] }),
      ).toEqual({
        'numbers/2024-01': 'done',
        'doubled/2024-01': 'skipped',
        'total/all': 'done',
      });
    });
  });

  test('a derived table of a new shape is rebuilt', async () => {
    const site = toySite(place);
    const source: Record<string, number[]> = { '2024-01': [1] };
    await open(site, async (warehouse) => {
      await runToy(warehouse, site, toyAssets(source), ['2024-01']);
      const changed = toyAssets(source);
      changed[2]!.tables = [{ name: 'total', columns: 'x BIGINT, months BIGINT' }];
      changed[2]!.materialize = ({ warehouse: w }) =>
        w.run('insert into total select sum(x)::BIGINT, count(distinct month)::BIGINT from doubled');
      expect(await runToy(warehouse, site, changed, ['2024-01'])).toEqual({ 'total/all': 'done' });
      expect(await warehouse.rows('select * from total')).toEqual([{ x: 2, months: 1 }]);
    });
  });

  test('a durable table of a new shape is refused, and its rows stay', async () => {
    const site = toySite(place);
    await open(site, async (warehouse) => {
      const kept = { name: 'kept', columns: 'x BIGINT', durable: true };
      await createTable(warehouse, kept, undefined);
      await warehouse.run('insert into kept values (7)');
      await expect(createTable(warehouse, { ...kept, columns: 'x BIGINT, y BIGINT' }, undefined)).rejects.toThrow(
        /another shape/,
      );
      expect(await warehouse.rows('select * from kept')).toEqual([{ x: 7 }]);
    });
  });
});
