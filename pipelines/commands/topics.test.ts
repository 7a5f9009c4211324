import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { orderTopics } from '../assets/order-topics.ts';
import { topicModels } from '../assets/topic-models.ts';
import { topicNames } from '../assets/topic-names.ts';
import { appendLedger, newestEntries } from '../engine/ledger.ts';
import { refitTopics } from '../engine/refit.ts';
import { loadSite } from '../site/site.ts';
import { migrate } from '../warehouse/migrations.ts';
import { withWarehouse } from '../warehouse/open.ts';
import { createTable } from '../warehouse/tables.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';
import { refitFrom } from './run-options.ts';
import { isSite, topicsOfSite } from './topics.ts';

let dir: string;
const within = (work: (warehouse: Warehouse) => Promise<void>): Promise<void> =>
  withWarehouse(loadSite(dir), { purpose: 'test', scratch: join(dir, 'scratch') }, work);

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'minqing-topics-'));
  writeFileSync(join(dir, 'site.yaml'), 'id: toy\nname: 玩具市\ndemo: true\nwarehouse: w.duckdb\n');
  writeFileSync(
    join(dir, 'topics.yaml'),
    'names: { T001: 供暖不热, T077: 没有的 }\npins: [{ topic: T001, orders: [nobody] }]\nsplits: [{ topic: T002, into: [{ part: T002-1, words: [拖车] }] }]\n',
  );
  await within(async (warehouse) => {
    await migrate(warehouse, loadSite(dir));
    await warehouse.run('create table orders ("month" VARCHAR, order_id VARCHAR, title VARCHAR, body VARCHAR)');
    for (const table of [orderTopics, topicNames, topicModels].flatMap(({ tables }) => tables))
      await createTable(warehouse, table, 'month');
    for (const month of ['2024-01', '2024-02']) {
      await warehouse.run(`insert into topics select $month, unnest(['T001', 'T002']), '', 'M001', 'L001', [], 0`, {
        month,
      });
      await warehouse.run(
        `insert into topic_names values ($month, 'T001', '供暖不热', true, 'M001', '公用', 'L001', '公用', ['暖气', '不热']),
           ($month, 'T002', '违停·占道', false, 'M002', '违停·占道', 'L001', '公用', ['违停', '占道'])`,
        { month },
      );
      await warehouse.run(
        `insert into order_topics select $month, $month || '-' || i, case when i < $cold then 'T001' when i < 98 then 'T002' else 'other' end, .5 from range(100) t(i)`,
        { month, cold: month === '2024-01' ? 20 : 50 },
      );
    }
    await warehouse.run(
      `insert into topic_names values ('2024-02', 'T003', '新事', false, 'M003', '新事', 'L003', '新事', ['新事'])`,
    );
    await warehouse.run(`insert into orders values ('2024-02', '2024-02-1', '暖气不热', '家里〔姓名〕很冷')`);
    await warehouse.run(`insert into typical_orders values ('2024-02', 'T001', 1, '2024-02-1', .91)`);
    await warehouse.run(
      `insert into topic_suggestions values ('2024-02', 'merge', 'T001', 'T002', [], [], 98, .6),
         ('2024-02', 'split', 'T002', null, ['电梯'], ['占道'], 30, .2), ('2024-02', 'new', '', null, ['蓝藻'], [], 31, 0)`,
    );
  });
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

async function printed(options: Parameters<typeof topicsOfSite>[1], json = false): Promise<string> {
  const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  try {
    await topicsOfSite(dir, options, json);
    return write.mock.calls.map(([text]) => String(text)).join('');
  } finally {
    write.mockRestore();
  }
}

test('topics stand with share, change and words; then what may be decided, and what has no effect', async () => {
  const text = await printed({});
  expect(text).toMatch(/T001 +供暖不热 \* +50 +50\.0% +\+150% +公用 +暖气 不热/);
  expect(text).toMatch(/T002 +违停·占道 +48 +48\.0% +-38% +公用 › 违停·占道/);
  expect(text).toMatch(/T003 +新事 +0 +0\.0% +新 /);
  expect(text).toContain('2024-02：3 个话题，2 件（2.0%）不属于任何话题');
  expect(text).toContain('建议合并  T001 供暖不热 ＋ T002 违停·占道：60.0%');
  expect(text).toContain('建议拆分  T002 违停·占道：30 件是“电梯”，其余是“占道”');
  expect(text).toContain('新的苗头  31 件');
  expect(text.split('\n').filter((line) => line.startsWith('topics.yaml:'))).toEqual([
    'topics.yaml: names: there is no topic T077',
    'topics.yaml: splits: no order holds a word of T002-1',
    'topics.yaml: pins: 1 orders are not known, or have no text',
  ]);
  expect(JSON.parse(await printed({ month: 'month:2024-01' }, true)).topics[0]).toMatchObject({
    topic: 'T002',
    orders: 78,
    previous: null,
  });
});

test('one topic stands with its typical orders, masked as they are stored', async () => {
  const text = await printed({ topic: 'T001' });
  expect(text).toContain('2024-02-1  0.91\n  暖气不热｜家里〔姓名〕很冷');
  await expect(printed({ topic: 'T009' })).rejects.toMatchObject({
    where: '--topic',
    fix: expect.stringContaining('T001'),
  });
  await expect(printed({ month: '2023-01' })).rejects.toMatchObject({ where: '--month' });
  expect([isSite(dir), isSite(join(dir, 'site.yaml')), isSite(join(dir, 'none.csv'))]).toEqual([true, false, false]);
});

test('a refit forgets the models from its month on, for good or not at all, and keeps the newest to begin with', () =>
  within(async (warehouse) => {
    const site = loadSite(dir);
    const made = { asset: 'topic_models', inputVersion: 'i', dataVersion: 'd', rows: 1, runId: 'r', reason: 'missing' };
    for (const month of ['2024-01', '2024-02', '2024-03']) {
      await warehouse.run(`insert into topic_models values ($month, 0, 2, 400, true, $month, encode($month)::BLOB)`, {
        month,
      });
      await appendLedger(warehouse, {
        ...made,
        partition: month,
        stepId: `topic_models/${month}`,
        status: 'done',
        codeVersion: '1',
        asOf: '',
        checks: [],
        message: '',
        startedAt: new Date(0),
      });
    }
    await expect(refitTopics(warehouse, site, '2025-01')).rejects.toMatchObject({
      fix: 'the models run from 2024-01 to 2024-03',
    });
    expect(await refitTopics(warehouse, site, '2024-02')).toEqual(['2024-02', '2024-03']);
    expect([...(await newestEntries(warehouse, ['topic_models'])).keys()]).toEqual(['topic_models/2024-01']);
    expect(await warehouse.rows('select "month", decode(model) as model from topic_seeds')).toEqual([
      { month: '2024-02', model: '2024-03' },
    ]);
  }));

test('a refit needs a month, and goes with little else', () => {
  expect(refitFrom({ from: '2024-03', engine: 'embedded' })).toBe('2024-03');
  expect(refitFrom({ from: 'month:2024-03', engine: 'embedded' })).toBe('2024-03');
  for (const wrong of [
    {},
    { from: 'week:2024-W03' },
    { from: '2024-03', to: '2024-04' },
    { from: '2024-03', dryRun: true },
  ])
    expect(() => refitFrom({ engine: 'embedded', ...wrong })).toThrow(expect.objectContaining({ name: 'UserError' }));
  expect(() => refitFrom({ from: '2024-03', engine: 'temporal' })).toThrow('at once and here');
});
