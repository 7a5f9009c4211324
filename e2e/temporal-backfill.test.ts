import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dailySql, writeDailyCity, writeIndicator } from './daily-city.ts';
import { type RunTold, TemporalCity } from './temporal-city.ts';
import { startServer, type TestServer } from './temporal-server.ts';

/** Backfills: what they take of a range, and that a long one stays one run in which each step is made once. */
let folder: string;
let server: TestServer;
let connection: Connection;
let client: Client;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'minqing-backfill-'));
  server = await startServer(join(folder, 'server'));
  connection = await Connection.connect({ address: server.address });
  client = new Client({ connection });
});
afterAll(async () => {
  await connection?.close();
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

function dailyCity(id: string, days: number): TemporalCity {
  const from = join(folder, `${id}-fresh`);
  writeDailyCity(from, days);
  return new TemporalCity({ folder, id, from, server }, 'on_failure: { wait_for_retry: 1s }');
}

async function backfill(city: TemporalCity, from: string, to: string, only: string): Promise<RunTold> {
  const range = ['--from', `day:2024-01-${from}`, '--to', `day:2024-01-${to}`];
  const { status, stdout, stderr } = await city.start('backfill', ...range, '--only', only, '--json').ended;
  const told = JSON.parse(stdout) as RunTold;
  expect({ status, stderr: stderr.slice(0, 500) }).toMatchObject({ status: told.how === 'done' ? 0 : 1 });
  // A failed one stays open for a moment; it has ended when its result is known.
  await client.workflow
    .getHandle(told.workflow)
    .result()
    .catch(() => undefined);
  return told;
}

/** Steps that a run has made, in order, with the reason. */
const madeBy = async (city: TemporalCity, { runId }: RunTold): Promise<string[]> =>
  (
    await city.rows<{ step: string }>(
      `select step_id || ' ' || reason as step from ledger where run_id = $runId and status = 'done' order by seq`,
      { runId },
    )
  ).map(({ step }) => step);

const ofDays = (assets: string[], days: string[], reason: string): string[] =>
  assets.flatMap((asset) => days.map((each) => `${asset}/day:2024-01-${each} ${reason}`));

test('--only missing, failed or all of a range, with what it needs, and nothing else', async () => {
  const city = dailyCity('picky', 6);
  await city.must('run', '--period', 'day:2024-01-01');
  const worker = city.worker();
  const ofPeriods = ['comparisons', 'fairness', 'scores', 'ranks', 'changes', 'situation'];

  // Scores need goalposts, and those the values of all periods; nothing else of other days is made.
  const missing = await backfill(city, '02', '03', 'missing');
  const made = await madeBy(city, missing);
  expect(made.filter((step) => !/^(values|goalposts)\//.test(step)).sort()).toEqual(
    ofDays(ofPeriods, ['02', '03'], 'missing').sort(),
  );
  expect(made).toEqual(expect.arrayContaining(ofDays(['values'], ['02', '03'], 'missing')));
  expect(missing).toMatchObject({ how: 'done', period: 'day:2024-01-03', asOf: '2024-01-07 00:00:00' });
  const nothing = await backfill(city, '02', '03', 'missing');
  expect(nothing).toMatchObject({ how: 'done', steps: 0, done: 0 });

  writeIndicator(city.dir, failingOn('05'));
  const broken = await backfill(city, '04', '06', 'missing');
  expect(broken).toMatchObject({ how: 'waiting', failures: [{ step: 'values/day:2024-01-05' }] });
  const despite = await madeBy(city, broken);
  expect(despite).toEqual(expect.arrayContaining(ofDays(['situation'], ['04', '05', '06'], 'missing')));
  expect(despite.filter((step) => /^(scores|ranks|changes|goalposts)/.test(step))).toEqual([]);

  writeIndicator(city.dir, `-- mended\n${dailySql}`);
  const failed = await backfill(city, '01', '06', 'failed');
  expect(await madeBy(city, failed)).toEqual(['values/day:2024-01-05 stale']);
  const rest = await madeBy(city, await backfill(city, '01', '06', 'missing'));
  expect(rest).toEqual(expect.arrayContaining(ofDays(['scores', 'ranks', 'changes'], ['04', '05', '06'], 'missing')));
  expect(rest.filter((step) => /^(situation|values\/day:2024-01-05)/.test(step))).toEqual([]);

  const again = await madeBy(city, await backfill(city, '02', '03', 'all'));
  expect(again).toEqual(expect.arrayContaining(ofDays(['values', ...ofPeriods], ['02', '03'], 'forced')));
  for (const asset of ['orders', 'tokens', 'events']) expect(again).toContain(`${asset}/2024-01 forced`);
  expect(again.filter((step) => /day:2024-01-0[1456]/.test(step))).toEqual([]);

  const wrong = await city.start('backfill', '--from', 'day:2024-01-05', '--to', 'day:2024-02-05').ended;
  expect(wrong.status).toBe(2);
  expect(wrong.stderr).toMatch(
    /there is no closed period day:2024-02-05[\s\S]*fix: the periods run from day:2024-01-01/,
  );
  worker.kill('SIGTERM');
  await worker.ended;
});

/** An indicator whose query fails for one day. */
const failingOn = (day: string): string =>
  dailySql.replace(
    'as numerator',
    `+ case when $start = timestamp '2024-01-${day}' then error('broken') else 0 end::integer as numerator`,
  );

test('2,000 steps in one backfill: it starts afresh on the way, and makes each of them once', async () => {
  const days = 300;
  const city = dailyCity('long', days);
  const worker = city.worker();
  const began = performance.now();
  const range = ['--from', 'day:2024-01-01', '--to', dayAfter(days - 1)];
  const told = JSON.parse((await city.must('backfill', ...range, '--json')).stdout) as RunTold;
  const seconds = (performance.now() - began) / 1000;
  expect(told).toMatchObject({ how: 'done', failed: 0, blocked: 0, skipped: 0, period: dayAfter(days - 1) });
  expect(told.done).toBe(told.steps);
  expect(told.steps).toBeGreaterThanOrEqual(2000);
  console.log(
    `${told.steps} steps in ${seconds.toFixed(0)} s: ${((seconds * 1000) / told.steps).toFixed(0)} ms a step`,
  );

  const [counted] = await city.rows(
    `select count(*) as rows, count(distinct step_id) as steps, count(*) filter (status = 'done') as done,
       count(distinct run_id) as runs, max(attempt) as attempts from ledger`,
  );
  expect(counted).toEqual({ rows: told.steps, steps: told.steps, done: told.steps, runs: 1, attempts: 1 });
  const parts: string[] = [];
  for await (const part of client.workflow.list({ query: `WorkflowId = '${told.workflow}'` })) {
    parts.push(part.status.name);
    // Each part is found by its site, and none has a history the server would refuse.
    expect(part.searchAttributes.MinqingSite).toEqual([city.id]);
    expect(part.historyLength).toBeLessThan(10_000);
  }
  expect(parts.filter((status) => status === 'CONTINUED_AS_NEW').length).toBeGreaterThanOrEqual(2);
  expect(parts.filter((status) => status === 'COMPLETED')).toHaveLength(1);
  worker.kill('SIGTERM');
  await worker.ended;
}, 1_200_000);

/** `day:YYYY-MM-DD` so many days after the first of 2024. */
const dayAfter = (days: number): string => `day:${new Date(Date.UTC(2024, 0, 1 + days)).toISOString().slice(0, 10)}`;
