import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { Asset } from '../engine/asset.ts';
import { loadSite, type Site } from '../site/site.ts';
import { closeSharedSegmenter } from '../text/segmenter.ts';
import { readTokens } from '../text/token-tables.ts';
import { documentsAbout } from '../topics/hand-made.ts';
import { forgetModels } from '../topics/model-tables.ts';
import { closePlacementPool } from '../topics/placement-pool.ts';
import { digestRows } from '../warehouse/digest.ts';
import { migrate } from '../warehouse/migrations.ts';
import { withWarehouse } from '../warehouse/open.ts';
import { createTable } from '../warehouse/tables.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';
import { firstTopics } from './first-topics.ts';
import { orderTopics } from './order-topics.ts';
import { tokens } from './tokens.ts';
import { topicModels } from './topic-models.ts';
import { topicNames } from './topic-names.ts';

const folders: string[] = [];
afterAll(async () => {
  await Promise.all([closeSharedSegmenter(), closePlacementPool()]);
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

const later = '2030-01-01 00:00:00';

function inWarehouse(place: string, work: (warehouse: Warehouse, site: Site) => Promise<void>): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), 'minqing-topics-'));
  folders.push(dir);
  writeFileSync(join(dir, 'site.yaml'), `id: toy\nname: 玩具市\ndemo: true\nwarehouse: ${place}\n`);
  writeFileSync(join(dir, 'dictionary.txt'), '望江苑小区\n');
  const site = loadSite(dir);
  return withWarehouse(site, { purpose: 'test', scratch: join(dir, 'scratch') }, async (warehouse) => {
    await migrate(warehouse, site);
    await warehouse.run('create table orders ("month" VARCHAR, order_id VARCHAR, title VARCHAR, body VARCHAR)');
    await work(warehouse, site);
  });
}

/** Makes one partition as the engine does: durable tables are not emptied. `ahead`: begun before. */
async function make(
  asset: Asset,
  partition: string,
  warehouse: Warehouse,
  site: Site,
  asOf = later,
  ahead = false,
): Promise<void> {
  const column = asset.partitioning === 'all' ? undefined : 'month';
  for (const table of asset.tables) {
    await createTable(warehouse, table, column);
    if (!table.durable)
      await warehouse.run(`delete from ${table.name} where ${column ? '"month" = $partition' : 'true'}`, { partition });
  }
  const context = { site, warehouse, partition, asOf, scratch: site.dir };
  const begun = ahead ? await asset.begin?.(context) : undefined;
  if (ahead && asset.begin) expect(begun).toBeDefined();
  await asset.materialize({ ...context, progress: () => undefined, begun });
}

async function makeAll(months: string[], warehouse: Warehouse, site: Site, asOf = later, ahead = false): Promise<void> {
  for (const asset of [tokens, topicModels, firstTopics, orderTopics, topicNames])
    for (const partition of asset.partitioning === 'all' ? ['all'] : months)
      await make(asset, partition, warehouse, site, asOf, ahead);
}

const names = ['噪音', '供水', '停车', '学校'];

async function insertOrders(
  warehouse: Warehouse,
  month: string,
  many: number,
  seed: number,
  { backwards = false, about = names } = {},
): Promise<void> {
  const { documents } = documentsAbout(about, many, seed);
  const rows = documents.map(
    (words, i) => `('${month}', '${month}-${String(i).padStart(5, '0')}', null, '${words.join('，')}')`,
  );
  if (backwards) rows.reverse();
  await warehouse.run(`insert into orders values ${rows.join(', ')}`);
}

const digests = async (warehouse: Warehouse): Promise<string[]> => {
  const found: string[] = [];
  for (const { name } of [tokens, topicModels, firstTopics, orderTopics, topicNames].flatMap((asset) => asset.tables))
    found.push((await digestRows(warehouse, { name })).digest);
  return found;
};

describe.each(['warehouse.duckdb', 'ducklake:lake.ducklake'])('tokens and topics on %s', (place) => {
  test('tokens are words of title and body; orders without a word have none', () =>
    inWarehouse(place, async (warehouse, site) => {
      await warehouse.run(`insert into orders values
        ('2024-01', 'c', '望江苑小区停水', '停水三天'), ('2024-01', 'a', null, '？！🙂'), ('2024-01', 'b', '', null),
        ('2024-01', 'd', null, '停水'), ('2024-02', 'e', null, null)`);
      for (const month of ['2024-01', '2024-02', '2024-03']) await make(tokens, month, warehouse, site);
      expect(await warehouse.rows('select order_id, title, body from tokens order by order_id')).toEqual([
        { order_id: 'c', title: [2, 1], body: [1, 0] },
        { order_id: 'd', title: [], body: [1] },
      ]);
      expect(await warehouse.rows('select "month", id, word, orders from words order by id')).toEqual([
        { month: '2024-01', id: 0, word: '三天', orders: 1 },
        { month: '2024-01', id: 1, word: '停水', orders: 2 },
        { month: '2024-01', id: 2, word: '望江苑小区', orders: 1 },
      ]);
    }));

  test('what is written is read back, over months with different words', () =>
    inWarehouse(place, async (warehouse, site) => {
      await warehouse.run(`insert into orders values
        ('2024-02', 'z', '停水', '自来水管爆裂'), ('2024-01', 'y', '停电', '变压器'), ('2024-01', 'x', null, '停电')`);
      for (const month of ['2024-01', '2024-02']) await make(tokens, month, warehouse, site);
      const { orderIds, corpus } = await readTokens(warehouse, ['2024-02', '2024-01']);
      expect(orderIds).toEqual(['x', 'y', 'z']);
      const words = orderIds.map((_, d) =>
        [...corpus.ids.subarray(corpus.starts[d]!, corpus.starts[d + 1]!)].map((id) => corpus.words[id]),
      );
      expect(words[0]).toEqual(['停电']);
      expect(words[1]).toEqual(['停电', '变压器']);
      expect(words[2]![0]).toBe('停水');
      expect(corpus.bodyStarts[2]).toBe(corpus.starts[2]! + 1);
      expect((await readTokens(warehouse, ['2024-01', '2024-02'], 2)).orderIds).toHaveLength(2);
      expect((await readTokens(warehouse, ['1999-01'])).orderIds).toEqual([]);
    }));

  test('begun ahead or not, the same rows', async () => {
    const found: string[][] = [];
    for (const ahead of [false, true])
      await inWarehouse(place, async (warehouse, site) => {
        await insertOrders(warehouse, '2024-01', 400, 1);
        await insertOrders(warehouse, '2024-02', 400, 2);
        await makeAll(['2024-01', '2024-02'], warehouse, site, later, ahead);
        found.push(await digests(warehouse));
      });
    expect(found[1]).toEqual(found[0]);
  });

  test('the same orders in another order give the same rows', async () => {
    const found: string[][] = [];
    for (const backwards of [false, true])
      await inWarehouse(place, async (warehouse, site) => {
        await insertOrders(warehouse, '2024-01', 400, 1, { backwards });
        await insertOrders(warehouse, '2024-02', 400, 2, { backwards });
        await makeAll(['2024-01', '2024-02'], warehouse, site);
        found.push(await digests(warehouse));
      });
    expect(found[1]).toEqual(found[0]);
  });
});

describe('topics from month to month', () => {
  const models = (warehouse: Warehouse) =>
    warehouse.rows('select "month", documents, fitted, fitted_in from topic_models order by "month"');

  test('no model before 300 documents; earlier orders use the first, undated ones the last', () =>
    inWarehouse('w.duckdb', async (warehouse, site) => {
      await insertOrders(warehouse, '2024-01', 40, 1);
      await insertOrders(warehouse, '2024-02', 400, 2);
      await warehouse.run(
        `insert into orders values ('undated', 'u', null, '停水，水压，水管'), ('undated', 'v', null, '完全无关')`,
      );
      await makeAll(['2024-01', '2024-02', 'undated'], warehouse, site);
      expect(await models(warehouse)).toEqual([
        { month: '2024-02', documents: 440, fitted: true, fitted_in: '2024-02' },
      ]);
      const placed = await warehouse.rows<{ month: string; n: number; topics: number }>(
        `select "month", count(*) as n, count(distinct topic) filter (topic <> 'other') as topics from order_topics group by 1 order by 1`,
      );
      expect(placed.map(({ month, n }) => [month, n])).toEqual([
        ['2024-01', 40],
        ['2024-02', 400],
        ['undated', 2],
      ]);
      expect(placed[0]!.topics).toBeGreaterThanOrEqual(4);
      expect(await warehouse.row("select topic, fit from order_topics where order_id = 'v'")).toEqual({
        topic: 'other',
        fit: 0,
      });
      expect(
        await warehouse.row(
          `select count(*) as n from topics where label not like '%·%·%' or len(phrases) < 3 or parent1 not like 'M%'`,
        ),
      ).toEqual({ n: 0 });
    }));

  test('a month that brings few orders or nothing new keeps the model; one of new matters, or half a year on, learns', () =>
    inWarehouse('w.duckdb', async (warehouse, site) => {
      await insertOrders(warehouse, '2024-01', 600, 1);
      await insertOrders(warehouse, '2024-02', 100, 2);
      await insertOrders(warehouse, '2024-03', 600, 3);
      await insertOrders(warehouse, '2024-04', 900, 4, { about: [...names, '供暖'] });
      await insertOrders(warehouse, '2024-10', 2200, 5);
      await makeAll(['2024-01', '2024-02', '2024-03', '2024-04', '2024-10'], warehouse, site);
      expect(await models(warehouse)).toEqual([
        { month: '2024-01', documents: 600, fitted: true, fitted_in: '2024-01' },
        { month: '2024-02', documents: 600, fitted: false, fitted_in: '2024-01' },
        { month: '2024-03', documents: 600, fitted: false, fitted_in: '2024-01' },
        { month: '2024-04', documents: 2200, fitted: true, fitted_in: '2024-04' },
        { month: '2024-10', documents: 3100, fitted: true, fitted_in: '2024-10' },
      ]);
      const ids = await warehouse.rows(
        'select "month", list(topic order by topic) as ids from topics group by 1 order by 1',
      );
      expect(ids[1]!.ids).toEqual(ids[0]!.ids);
      expect(ids[2]!.ids).toEqual(ids[0]!.ids);
      expect(ids[3]!.ids).toEqual(expect.arrayContaining(ids[0]!.ids as string[]));
    }));

  test('late rows are placed, but never change a model; forgetting on purpose does', () =>
    inWarehouse('w.duckdb', async (warehouse, site) => {
      await insertOrders(warehouse, '2024-01', 400, 1);
      await makeAll(['2024-01'], warehouse, site);
      const before = (await digestRows(warehouse, { name: 'topic_models' })).digest;
      await warehouse.run(`insert into orders values ('2024-01', 'late', null, '停水，水压，水管，水表')`);
      await insertOrders(warehouse, '2023-12', 400, 5);
      await makeAll(['2023-12', '2024-01'], warehouse, site);
      expect((await digestRows(warehouse, { name: 'topic_models' })).digest).toBe(before);
      expect((await warehouse.rows("select topic from order_topics where order_id = 'late'"))[0]!.topic).toMatch(
        /^T\d{3}$/,
      );
      expect(await warehouse.row(`select count(*) as n from order_topics where "month" = '2023-12'`)).toEqual({
        n: 400,
      });
      await forgetModels(warehouse, '2024-01');
      await makeAll(['2023-12', '2024-01'], warehouse, site);
      expect((await models(warehouse)).map(({ month }) => month)).toEqual(['2023-12', '2024-01']);
    }));

  test('what an analyst decides holds for all months, survives new models, and touches no model', () =>
    inWarehouse('w.duckdb', async (warehouse, site) => {
      for (const [i, month] of ['2024-01', '2024-02'].entries()) await insertOrders(warehouse, month, 400, i + 1);
      await makeAll(['2024-01', '2024-02'], warehouse, site);
      const before = (await digestRows(warehouse, { name: 'topic_models' })).digest;
      const topicOf = async (word: string) =>
        (await warehouse.row<{ topic: string }>(
          `select mode(topic) as topic from order_topics join orders using ("month", order_id) where body like '%${word}%'`,
        ))!.topic;
      const [water, parking, school] = [await topicOf('停水'), await topicOf('违停'), await topicOf('学区')];
      writeFileSync(
        join(site.dir, 'topics.yaml'),
        `names: { ${parking}: 车位与违停 }
merges: [{ into: ${water < school ? water : school}, from: [${water < school ? school : water}] }]
splits: [{ topic: ${parking}, into: [{ part: ${parking}-1, name: 拖车, words: [拖车] }] }]
pins: [{ topic: ${parking}, orders: ['2024-01-00000'] }]
`,
      );
      const decided = loadSite(site.dir);
      for (const asset of [orderTopics, topicNames])
        for (const month of ['2024-01', '2024-02']) await make(asset, month, warehouse, decided);
      const check = async () => {
        expect(await topicOf('停水')).toBe(await topicOf('学区'));
        expect(
          (await warehouse.rows(`select topic from order_topics where order_id = '2024-01-00000'`))[0]!.topic,
        ).toBe(parking);
        const parts = await warehouse.rows(
          `select distinct contains(body, '拖车') as tow from order_topics join orders using ("month", order_id) where topic = '${parking}-1'`,
        );
        expect(parts).toEqual([{ tow: true }]);
        expect(
          await warehouse.rows(`select distinct topic, label, named from topic_names where named order by topic`),
        ).toEqual([
          { topic: parking, label: '车位与违停', named: true },
          { topic: `${parking}-1`, label: '拖车', named: true },
        ]);
      };
      await check();
      expect((await digestRows(warehouse, { name: 'topic_models' })).digest).toBe(before);
      await forgetModels(warehouse, '2024-01');
      await makeAll(['2024-01', '2024-02'], warehouse, decided);
      await check();
      const typical = await warehouse.row<{ most: number; kinds: number }>(
        `select max(place) as most, count(distinct topic) as kinds from typical_orders where "month" = '2024-02'`,
      );
      expect(typical!.most).toBe(5);
      expect(typical!.kinds).toBeGreaterThanOrEqual(3);
    }));

  test('models made anew keep the numbers of all topics, and no number is used again', () =>
    inWarehouse('w.duckdb', async (warehouse, site) => {
      const months = ['2024-01', '2024-02', '2024-03'];
      for (const [i, month] of months.entries()) await insertOrders(warehouse, month, 400, i + 1);
      await makeAll(months, warehouse, site);
      const ids = async (month: string) =>
        (
          await warehouse.rows<{ topic: string }>('select topic from topics where "month" = $month order by 1', {
            month,
          })
        ).map(({ topic }) => topic);
      const newest = await ids('2024-03');
      await forgetModels(warehouse, '2024-02');
      expect((await models(warehouse)).map(({ month }) => month)).toEqual(['2024-01']);
      await makeAll(months, warehouse, site);
      expect((await models(warehouse)).map(({ month }) => month)).toEqual(months);
      for (const month of ['2024-02', '2024-03']) expect(await ids(month)).toEqual(expect.arrayContaining(newest));
    }));

  test('a month under way has no model yet, and is placed by the one before', () =>
    inWarehouse('w.duckdb', async (warehouse, site) => {
      await insertOrders(warehouse, '2024-01', 400, 1);
      await insertOrders(warehouse, '2024-02', 400, 2);
      const inFebruary = '2024-02-20 00:00:00';
      await makeAll(['2024-01', '2024-02'], warehouse, site, inFebruary);
      expect((await models(warehouse)).map(({ month }) => month)).toEqual(['2024-01']);
      const placed = await warehouse.row<{ n: number }>(
        `select count(*) as n from order_topics where "month" = '2024-02' and topic <> 'other'`,
      );
      expect(placed!.n).toBeGreaterThan(370);
      expect(topicModels.asOf!(site, '2024-02', inFebruary)).not.toBe(
        topicModels.asOf!(site, '2024-02', '2024-03-01 00:00:00'),
      );
    }));

  test('orders without any text are no error: every table is empty', () =>
    inWarehouse('w.duckdb', async (warehouse, site) => {
      await warehouse.run(`insert into orders select '2024-01', i::VARCHAR, null, null from range(500) t(i)`);
      await makeAll(['2024-01', 'undated'], warehouse, site);
      for (const name of ['tokens', 'words', 'topic_models', 'topics', 'first_topics', 'order_topics'])
        expect(await warehouse.row(`select count(*) as n from ${name}`)).toEqual({ n: 0 });
    }));
});
