import { fileURLToPath } from 'node:url';
import { Client, Connection, ScheduleOverlapPolicy } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { PeriodKind } from '../pipelines/site/periods.ts';
import { loadSite } from '../pipelines/site/site.ts';
import { withClient } from '../pipelines/temporal/connection.ts';
import { closedAt } from '../pipelines/temporal/scheduled-period.ts';
import { applySchedules } from '../pipelines/temporal/schedules.ts';
import { ScheduleFolder } from './schedule-folder.ts';
import type { Told } from './scheduled-workflow.ts';
import { startServer, type TestServer } from './temporal-server.ts';

/** Schedules on a real server: when they run, what they close, and what an outage does to them. */
const folder = new ScheduleFolder();
let server: TestServer;
let connection: Connection;
let client: Client;
let worker: Worker;
let working: Promise<void>;
let workerConnection: NativeConnection;

beforeAll(async () => {
  Runtime.install({
    logger: new DefaultLogger('ERROR'),
    telemetryOptions: { logging: { filter: 'OFF', forward: {} } },
  });
  server = await startServer(`${folder.dir}/server`);
  folder.address = server.address;
  connection = await Connection.connect({ address: server.address });
  client = new Client({ connection });
  workerConnection = await NativeConnection.connect({ address: server.address });
  worker = await Worker.create({
    connection: workerConnection,
    taskQueue: 'minqing',
    workflowsPath: fileURLToPath(new URL('./scheduled-workflow.ts', import.meta.url)),
  });
  working = worker.run();
});
afterAll(async () => {
  worker?.shutdown();
  await working;
  await workerConnection?.close();
  await connection?.close();
  await server?.stop();
  folder.remove();
});

const soon = { timeout: 30_000, interval: 150 };
const apply = (...[schedules]: Parameters<ScheduleFolder['write']>) => {
  folder.write(schedules);
  const config = folder.config();
  return withClient(config, (own) => applySchedules(own, config, {}, false));
};

/** Backfills a schedule over a time in the past, and tells what each of its runs was told, in order. */
async function backfilled(id: string, start: string, end: string, runs: number): Promise<Told[]> {
  const handle = client.schedule.getHandle(id);
  await handle.backfill({ start: new Date(start), end: new Date(end), overlap: ScheduleOverlapPolicy.ALLOW_ALL });
  const started = await vi.waitFor(async () => {
    const found: string[] = [];
    for await (const { workflowId } of client.workflow.list({ query: `TemporalScheduledById = '${id}'` }))
      found.push(workflowId);
    expect(found).toHaveLength(runs);
    return found;
  }, soon);
  const told = (await Promise.all(started.map((workflow) => client.workflow.getHandle(workflow).result()))) as Told[];
  return told.sort((a, b) => (a.due < b.due ? -1 : 1));
}

const closed = ({ input, due }: Told) => {
  const { asOf, period } = closedAt(loadSite(`${folder.dir}/${input.site}`), input.closes as PeriodKind, new Date(due));
  return [due, period, asOf];
};

test('backfilled over the past, each run closes the period that had ended when it was due', async () => {
  folder.site(
    'huairou',
    'periods: [assess, assess_day, month, day]',
    'assessment: { month_starts_on: 19, day_starts_at: 12 }',
  );
  folder.site('york', 'time_zone: America/New_York', 'periods: [day]');
  await apply({
    huairou: {
      noon: "{ cron: '0 12 * * *', period: assess_day, paused: true }",
      nineteenth: "{ cron: '30 12 19 * *', period: assess, paused: true, then: [report, publish] }",
      months: "{ cron: '0 0 1 * *', period: month, paused: true }",
      midnight: "{ cron: ['59 23 28-29 2 *', '0 0 29 2 *', '0 0 1 3 *'], period: day, paused: true }",
    },
    york: { nightly: "{ cron: '30 2 * * *', period: day, paused: true }" },
  });

  const noon = await backfilled('minqing-huairou-noon', '2024-02-27T05:00:00Z', '2024-03-01T05:00:00Z', 3);
  expect(noon[0]).toMatchObject({ input: { protocol: 1, site: 'huairou', closes: 'assess_day' }, site: 'huairou' });
  expect(noon.map(closed)).toEqual([
    ['2024-02-28T04:00:00.000Z', 'assess_day:2024-02-28', '2024-02-28 12:00:00'],
    ['2024-02-29T04:00:00.000Z', 'assess_day:2024-02-29', '2024-02-29 12:00:00'],
    ['2024-03-01T04:00:00.000Z', 'assess_day:2024-03-01', '2024-03-01 12:00:00'],
  ]);
  const nineteenth = await backfilled('minqing-huairou-nineteenth', '2023-12-01T00:00:00Z', '2024-03-31T00:00:00Z', 4);
  expect(nineteenth.map(closed).map(([, ...rest]) => rest)).toEqual([
    ['assess:2023-12', '2023-12-19 12:00:00'],
    ['assess:2024-01', '2024-01-19 12:00:00'],
    ['assess:2024-02', '2024-02-19 12:00:00'],
    ['assess:2024-03', '2024-03-19 12:00:00'],
  ]);
  const months = await backfilled('minqing-huairou-months', '2023-12-15T00:00:00Z', '2024-03-15T00:00:00Z', 3);
  expect(months.map(closed).map(([, ...rest]) => rest)).toEqual([
    ['month:2023-12', '2024-01-01 00:00:00'],
    ['month:2024-01', '2024-02-01 00:00:00'],
    ['month:2024-02', '2024-03-01 00:00:00'],
  ]);
  const midnight = await backfilled('minqing-huairou-midnight', '2024-02-28T00:00:00Z', '2024-03-02T00:00:00Z', 4);
  expect(midnight.map(closed).map(([, period]) => period)).toEqual([
    'day:2024-02-27',
    'day:2024-02-28',
    'day:2024-02-28',
    'day:2024-02-29',
  ]);
  // 02:30 on 10 March 2024 never was in New York; the run of the day after closes both days.
  const york = await backfilled('minqing-york-nightly', '2024-03-09T00:00:00Z', '2024-03-12T00:00:00Z', 2);
  expect(york.map(closed)).toEqual([
    ['2024-03-09T07:30:00.000Z', 'day:2024-03-08', '2024-03-09 00:00:00'],
    ['2024-03-11T06:30:00.000Z', 'day:2024-03-10', '2024-03-11 00:00:00'],
  ]);
});

describe('while a run is under way', () => {
  test('a second does not start: it is skipped, or waits for its turn', async () => {
    folder.site('held_city');
    await apply({
      held_city: { skipping: '{ every: 1s, overlap: skip }', waiting: '{ every: 1s, overlap: buffer_one }' },
    });
    const skipping = client.schedule.getHandle('minqing-held_city-skipping');
    const waiting = client.schedule.getHandle('minqing-held_city-waiting');
    await vi.waitFor(async () => {
      expect((await skipping.describe()).info.numActionsSkippedOverlap).toBeGreaterThanOrEqual(2);
      expect((await waiting.describe()).info.numActionsSkippedOverlap).toBeGreaterThanOrEqual(1);
    }, soon);
    const first = [];
    for (const handle of [skipping, waiting]) {
      await handle.pause();
      const { info } = await handle.describe();
      expect(info.runningActions).toHaveLength(1);
      expect(info.numActionsTaken).toBe(1);
      first.push(info.runningActions[0]!.workflow.workflowId);
    }
    await waiting.unpause();
    for (const workflow of first) await client.workflow.getHandle(workflow).signal('release');
    await vi.waitFor(async () => expect((await waiting.describe()).info.numActionsTaken).toBe(2), soon);
    expect((await skipping.describe()).info.numActionsTaken).toBe(1);
    for (const handle of [skipping, waiting]) await handle.delete();
    for await (const { workflowId } of client.workflow.list({
      query: `MinqingSite = 'held_city' and ExecutionStatus = 'Running'`,
    }))
      await client.workflow.getHandle(workflowId).terminate();
  });
});

test('after an outage what was missed is caught up with, as far back as catch_up says', async () => {
  folder.site('city');
  await apply({
    city: {
      patient: '{ every: 1s, overlap: buffer_all, catch_up: 5m }',
      short: '{ every: 1s, overlap: buffer_all, catch_up: 10s }',
    },
  });
  const taken = async (name: string) =>
    (await client.schedule.getHandle(`minqing-city-${name}`).describe()).info.numActionsTaken;
  await vi.waitFor(async () => expect(await taken('short')).toBeGreaterThan(1), soon);
  await server.kill();
  const gone = Date.now();
  await new Promise((resolve) => setTimeout(resolve, 11_000));
  await server.restart();
  const back = Date.now();
  const [patient, short] = await vi.waitFor(async () => {
    const due = await Promise.all(['patient', 'short'].map((name) => dueTimes(`minqing-city-${name}`)));
    for (const times of due) expect(times.at(-1)).toBeGreaterThan(back);
    return due as [number[], number[]];
  }, soon);

  const missing = (times: number[]) => {
    const whole = (times.at(-1)! - times[0]!) / 1000 + 1;
    return Array.from({ length: whole }, (_, i) => times[0]! + i * 1000).filter((time) => !times.includes(time));
  };
  expect(new Set(short).size).toBe(short.length);
  expect(missing(patient)).toEqual([]);
  const missed = missing(short);
  const { info } = await client.schedule.getHandle('minqing-city-short').describe();
  expect(missed.length).toBeGreaterThan(0);
  expect(info.numActionsMissedCatchupWindow).toBe(missed.length);
  // One gap, at the outage's beginning; what was due less than catch_up before the server came back was made up for.
  expect(missed.at(-1)! - missed[0]!).toBe((missed.length - 1) * 1000);
  expect(missed[0]).toBeGreaterThan(gone - 2000);
  expect(short.filter((time) => time > missed.at(-1)! && time < back - 1000).length).toBeGreaterThan(0);
});

/** When the runs of a schedule were due, ascending. */
async function dueTimes(id: string): Promise<number[]> {
  const times: number[] = [];
  for await (const { searchAttributes } of client.workflow.list({ query: `TemporalScheduledById = '${id}'` }))
    times.push((searchAttributes.TemporalScheduledStartTime![0] as Date).getTime());
  return times.sort((a, b) => a - b);
}
