import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { editionTables } from '../pipelines/editions/tables.ts';
import { kinds } from '../pipelines/ingest/canonical.ts';
import { must } from './command.ts';
import { SmallDisk } from './small-disk.ts';
import { type CityWorker, failedStep, madeStep, TemporalCity } from './temporal-city.ts';
import { startServer, type TestServer } from './temporal-server.ts';
import { readsOfPartitions, touchedPartitions } from './touched-partitions.ts';
import { turns } from './turns.ts';
import { partialPartitions } from './whole-partitions.ts';

/**
 * What happens at night: workers and servers die, the disk fills up, a check finds rows, an export comes late. Against
 * the real server, with real workers; the embedded engine says what the tables must be in the end.
 */
let folder: string;
let fresh: string;
let server: TestServer;
let embedded: TemporalCity;
/** The digests of a city that nothing befell. */
let undisturbed: Promise<Record<string, string>>;
const disks: SmallDisk[] = [];
const workers: CityWorker[] = [];
const inTurn = turns(2);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'minqing-faults-'));
  fresh = join(folder, 'fresh');
  server = await startServer(join(folder, 'server'));
  await must('init', fresh, '--demo', '--orders', '2000', '--months', '4');
  embedded = newCity('embedded');
  undisturbed = inTurn(async () => {
    await embedded.must('run');
    return embedded.digests();
  });
  undisturbed.catch(() => undefined); // those that wait for it are told
});
afterAll(async () => {
  for (const worker of workers) worker.kill();
  await Promise.all(workers.map(({ ended }) => ended));
  await Promise.all(disks.map((disk) => disk.unmount()));
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const newCity = (id: string, on: TestServer = server, ...lines: string[]): TemporalCity =>
  new TemporalCity({ folder, id, from: fresh, server: on }, ...lines);

function newWorker(city: TemporalCity, fileLimit?: number): CityWorker {
  const worker = city.worker(fileLimit);
  workers.push(worker);
  return worker;
}

/** Ends a worker as an operator does: it finishes the step under way and leaves nothing behind. */
async function dismiss(worker: CityWorker): Promise<void> {
  worker.kill('SIGTERM');
  expect((await worker.ended).status).toBe(0);
}

const concurrently = (name: string, work: () => Promise<void>) =>
  test.concurrent(name, { timeout: 600_000 }, () => inTurn(work));

/** The same tables as undisturbed, each step done once, each row landed once, and nothing left lying about. */
async function expectWholeAndOnce(city: TemporalCity): Promise<void> {
  expect(await city.digests()).toEqual(await undisturbed);
  expect(await city.rows(`select step_id from ledger where status = 'done' group by all having count(*) > 1`)).toEqual(
    [],
  );
  const tables = kinds.map((kind) => `landed_${kind}`);
  for (const table of tables)
    expect(await city.rows(`select file, "row" from ${table} group by all having count(*) > 1`)).toEqual([]);
  const [landed] = await city.rows<{ files: number; names: number; accepted: number; stored: number }>(
    `select count(*) as files, count(distinct name) as names, sum(accepted)::BIGINT as accepted,
       ${tables.map((table) => `(select count(*) from ${table})`).join(' + ')} as stored from files`,
  );
  const exports = readdirSync(join(city.dir, 'exports')).length;
  expect(landed).toEqual({ files: exports, names: exports, accepted: landed!.stored, stored: landed!.stored });
  expect(await city.open(partialPartitions)).toEqual([]);
  expect(readdirSync(join(city.dir, '.minqing', 'scratch'))).toEqual([]);
}

/** Exports of January that come when its figures have long been made: further orders, and calls of November. */
const lateOrders = (orders: number, from: number): string =>
  [
    '工单编号,受理时间,受理渠道,工单类型,主要内容,派单时间,办结时间',
    ...Array.from({ length: orders }, (_, i) => {
      const time = `2026-01-${String(2 + (i % 27)).padStart(2, '0')}`;
      return `BL${from + i},${time} 09:00:00,电话,投诉,路口红绿灯${i % 5}号又坏了,${time} 10:00:00,${time} 19:30:00`;
    }),
    '',
  ].join('\n');
const lateCalls = [
  '通话编号,呼入时间,是否请求人工,是否接通,等待秒数',
  'BC1,2025-11-20 08:00:00,是,是,40',
  'BC2,2025-11-21 08:00:00,是,否,200',
  '',
].join('\n');

concurrently('undisturbed, an export that comes late, and a check that finds rows', async () => {
  const told = join(folder, 'told');
  const city = newCity(
    'nightly',
    server,
    'on_failure:',
    `  command: [/bin/sh, -c, 'cat >> ${told}.text; env | grep ^MINQING_ >> ${told}.facts']`,
    '  wait_for_retry: 5m',
  );
  const worker = newWorker(city);
  expect(await city.run().told).toMatchObject({ how: 'done', status: 0, failed: 0, blocked: 0 });
  expect(await city.digests()).toEqual(await undisturbed);

  for (const each of [city, embedded]) await each.must('publish', '--period', '2026-01');
  const edition = await editionRows(city);
  const before = await newest(city);
  await arrive('工单_20260201_补.csv', lateOrders(20, 1));
  const late = await city.run().told;
  expect(late).toMatchObject({ how: 'done', status: 0, failed: 0, blocked: 0 });
  await expectOnlyTouched(late.runId, '工单_20260201_补.csv', before);
  expect(await editionRows(city)).toEqual(edition);
  const editions = JSON.parse((await city.must('publish', '--list', '--json')).stdout);
  expect(editions).toMatchObject([{ period: 'month:2026-01', edition: 1, intact: true }]);
  expect(editions[0].revised.values).toBeGreaterThan(0);
  await embedded.must('run');
  expect(await city.digests()).toEqual(await embedded.digests());

  // A stored order loses its number, as by a hand in the database: no export could do that.
  const setNumber = (number: string, where: string) =>
    city.open((warehouse) => warehouse.run(`update landed_orders set order_id = '${number}' where ${where}`), {
      readOnly: false,
    });
  await setNumber('', `order_id = 'BL7'`);
  await arrive('工单_20260201_再补.csv', lateOrders(5, 100));
  await arrive('通话记录_20251201_补.csv', lateCalls);
  const failed = await city.run().told;
  expect(failed).toMatchObject({ how: 'waiting', status: 1, failed: 1 });
  expect(failed.failures).toMatchObject([{ step: 'orders/2026-01', message: /order-ids-present/ }].map(expectMatch));
  const lookedAtTwice = await expectOnlyDependentsStopped(failed.runId, 'orders/2026-01');
  expectOneMessage(told, city, failed.runId);

  await setNumber('BL7', `order_id = ''`);
  expect((await city.must('temporal retry')).stdout).toBe('going on now\n');
  const mended = JSON.parse((await city.must('temporal watch', '--json')).stdout);
  expect(mended).toMatchObject({ how: 'done', runId: failed.runId, failed: 0, blocked: 0 });
  expect(mended.done + mended.skipped).toBe(mended.steps);
  expect(mended.steps).toBe(failed.steps + lookedAtTwice);
  await embedded.must('run');
  expect(await city.digests()).toEqual(await embedded.digests());
  await dismiss(worker);
  expectOneMessage(told, city, failed.runId);

  async function arrive(name: string, text: string) {
    for (const { dir } of [city, embedded]) writeFileSync(join(dir, 'exports', name), text);
  }

  /** Planned is what may have changed; made, what reads something that has. */
  async function expectOnlyTouched(runId: string, name: string, before: Map<string, Making>) {
    const [file] = await city.rows<{ file: string }>(`select file from files where name = '${name}'`);
    const landed = `landed/${file!.file}`;
    const reads = await city.open(readsOfPartitions);
    const touched = touchedPartitions(reads, [landed]);
    expect((await planned(city, runId)).sort()).toEqual(touched);
    const after = await newest(city);
    const differ = (key: keyof Making) =>
      [...after.keys()].filter((id) => before.get(id)?.[key] !== after.get(id)![key]).sort();
    const changed = differ('data_version');
    const due = [...reads].filter(([, read]) => read.some((id) => changed.includes(id))).map(([id]) => id);
    expect(differ('seq')).toEqual([landed, ...due].sort());
    expect(due).toEqual(expect.arrayContaining(['orders/2026-01', 'values/month:2026-01', 'published/all']));
    const untouched = [...before.keys()].filter((id) => !touched.includes(id));
    expect(untouched).toEqual(expect.arrayContaining(['orders/2025-12', 'tokens/2025-12', 'topic_models/2025-12']));
    expect(due).not.toContain('values/month:2025-11');
  }

  /** Gives how many readers of the step went on without it: they are looked at once more when it is mended. */
  async function expectOnlyDependentsStopped(runId: string, step: string): Promise<number> {
    const steps = await planned(city, runId);
    const readers = async (which: 'all' | 'needed') => {
      const reads = await city.open((warehouse) => readsOfPartitions(warehouse, which));
      return touchedPartitions(reads, [step]).filter((id) => id !== step && steps.includes(id));
    };
    const blocked = await readers('needed');
    const ledger = await city.rows<{ step_id: string; status: string }>(
      `select step_id, status from ledger where run_id = '${runId}'`,
    );
    const withStatus = (status: string) => ledger.filter((row) => row.status === status).map((row) => row.step_id);
    expect(failed.blocked).toBe(blocked.length);
    expect(withStatus('failed')).toEqual([step]);
    expect(withStatus('done').filter((id) => blocked.includes(id))).toEqual([]);
    expect(failed.done + failed.skipped).toBe(steps.length - 1 - blocked.length);
    expect(withStatus('done')).toEqual(expect.arrayContaining(['calls/2025-11', 'supply/2025-11']));
    return (await readers('all')).length - blocked.length;
  }
});

concurrently('a worker killed ten times during a run', async () => {
  const city = newCity('killed');
  const run = city.run();
  let over = false;
  void run.told.then(() => {
    over = true;
  });
  // Steps that each worker is allowed, and ms into the next: 0 is between a step's commit and the server's word of it.
  const lives = [0, 1, 1, 12, 0, 9, 14, 3, 5, 8].map((steps, i) => ({ steps, ms: (i % 3) * 170 }));
  for (const { steps, ms } of lives) {
    expect(over).toBe(false);
    const worker = newWorker(city);
    if (steps === 0) await worker.said((line) => line.state === 'RUNNING');
    else await Promise.race([worker.said(madeStep, steps), run.told]);
    await pause(ms);
    worker.kill();
    await worker.ended;
  }
  const last = newWorker(city);
  expect(await run.told).toMatchObject({ how: 'done', status: 0, failed: 0, blocked: 0 });
  await dismiss(last);
  await expectWholeAndOnce(city);
  expect(await city.rows(`select step_id from ledger where status <> 'done'`)).toEqual([]);
});

concurrently('the server killed twice during a run, and started again with its database', async () => {
  const mortal = await startServer(join(folder, 'mortal'));
  try {
    const city = newCity('orphaned', mortal);
    const worker = newWorker(city);
    const run = city.run();
    for (const [made, away] of [
      [5, 0],
      [30, 6000],
    ] as const) {
      await worker.said(madeStep, made);
      await mortal.kill();
      await pause(away);
      await mortal.restart();
    }
    expect(await run.told).toMatchObject({ how: 'done', status: 0, failed: 0, blocked: 0 });
    await dismiss(worker);
    await expectWholeAndOnce(city);
  } finally {
    await mortal.stop();
  }
});

/** A city whose warehouse has little room: on a disk of its own, or else because no file may grow. */
function crampedCity(id: string): { city: TemporalCity; disk: SmallDisk | undefined; fileLimit: number | undefined } {
  const city = newCity(id);
  const disk = SmallDisk.mount(join(city.dir, '.minqing'), '9m');
  if (disk) disks.push(disk);
  return { city, disk, fileLimit: disk ? undefined : 5 << 20 };
}

concurrently('a disk that is full: the step is tried until there is room, and the run goes on by itself', async () => {
  const { city, disk, fileLimit } = crampedCity('cramped');
  let worker = newWorker(city, fileLimit);
  const run = city.run();
  await worker.said(failedStep, 3);
  for (const { error } of worker.log.filter(failedStep))
    expect(error).toContain('the disk is full or cannot be written\n  fix: free space');
  if (disk) disk.enlarge('300m');
  else {
    await dismiss(worker);
    worker = newWorker(city);
  }
  expect(await run.told).toMatchObject({ how: 'done', status: 0, failed: 0, blocked: 0 });
  await dismiss(worker);
  await expectWholeAndOnce(city);
});

concurrently('a disk that is full under the embedded engine: one message; afterwards it goes on', async () => {
  const { city, disk, fileLimit } = crampedCity('crowded');
  const { status, stdout, stderr } = await city.limited(fileLimit, 'run').ended;
  expect(status).toBe(1);
  expect(stderr.match(/disk is full/g)).toHaveLength(1);
  expect(stderr).toMatch(/^failed {3}\S+\n {2}\S+: the disk is full or cannot be written\n {2}fix: free space/m);
  expect(stdout).toMatch(/^run \S+: [1-9]\d* made, 0 unchanged, 1 failed; /);
  disk?.enlarge('300m');
  await city.must('run');
  await expectWholeAndOnce(city);
});

const expectMatch = ({ step, message }: { step: string; message: RegExp }) => ({
  step,
  message: expect.stringMatching(message),
});

interface Making {
  seq: string;
  data_version: string;
}

/** The newest making of each partition, by `asset/partition`. */
async function newest(city: TemporalCity): Promise<Map<string, Making>> {
  const rows = await city.rows<Making & { step_id: string }>(
    `select step_id, max(seq)::VARCHAR as seq, arg_max(data_version, seq) as data_version
     from ledger where status = 'done' group by all`,
  );
  return new Map(rows.map(({ step_id, ...making }) => [step_id, making]));
}

const planned = async (city: TemporalCity, runId: string): Promise<string[]> =>
  (await city.rows<{ step_id: string }>(`select step_id from plan_steps where run_id = '${runId}'`)).map(
    ({ step_id }) => step_id,
  );

const editionRows = (city: TemporalCity): Promise<string[]> =>
  city.open(async (warehouse) => {
    const lines: string[] = [];
    for (const { name } of editionTables)
      for (const { line } of await warehouse.rows<{ line: string }>(
        `select to_json(t)::VARCHAR as line from ${name} t order by line`,
      ))
        lines.push(`${name} ${line}`);
    expect(lines.length).toBeGreaterThan(1000);
    return lines;
  });

/** The person on duty was told once, what failed and how to go on. */
function expectOneMessage(told: string, city: TemporalCity, runId: string): void {
  const text = readFileSync(`${told}.text`, 'utf8');
  expect(text.match(/What failed/g)).toHaveLength(1);
  expect(text).toMatch(/1 step failed, \d+ blocked\n/);
  expect(text).toMatch(/- orders\/2026-01\n.*order-ids-present/);
  expect(text).toMatch(new RegExp(`- minqing temporal retry ${city.dir}\\n +until \\d{4}-`));
  expect(text).not.toContain('BL7');
  const facts = readFileSync(`${told}.facts`, 'utf8').split('\n');
  expect(facts).toEqual(
    expect.arrayContaining(['MINQING_EVENT=failed', 'MINQING_SITE=nightly', `MINQING_RUN_ID=${runId}`]),
  );
}
