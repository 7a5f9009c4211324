import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Progress } from '../pipelines/temporal/names.ts';
import { must } from './command.ts';
import { madeStep, TemporalCity } from './temporal-city.ts';
import { startServer, type TestServer } from './temporal-server.ts';
import { partialPartitions } from './whole-partitions.ts';

/** A run on Temporal in the hands of people: watched, left, stopped, cancelled, and never two at once. */
let folder: string;
let server: TestServer;
let connection: Connection;
let client: Client;
let city: TemporalCity;
let undisturbed: Record<string, string>;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'minqing-control-'));
  server = await startServer(join(folder, 'server'));
  connection = await Connection.connect({ address: server.address });
  client = new Client({ connection });
  const fresh = join(folder, 'fresh');
  await must('init', fresh, '--demo', '--orders', '500', '--months', '3');
  const from = { folder, from: fresh, server };
  city = new TemporalCity({ ...from, id: 'guided' });
  const whole = new TemporalCity({ ...from, id: 'undisturbed' });
  await whole.must('run');
  undisturbed = await whole.digests();
});
afterAll(async () => {
  await connection?.close();
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const runOf = () => client.workflow.getHandle(`minqing-${city.id}`);

/** What a run leaves whole, however it ended: every row of the ledger, and every partition as the ledger has it. */
async function expectWholePartitions(): Promise<void> {
  const statuses = await city.rows<{ status: string }>('select distinct status from ledger');
  expect(statuses).toEqual([{ status: 'done' }]);
  expect(await city.open(partialPartitions)).toEqual([]);
}

test('stopped, cancelled and left in the middle: whole partitions only, and in the end the same tables', async () => {
  const worker = city.worker();
  try {
    const stopped = city.run().told;
    await worker.said(madeStep, 3);
    expect((await city.must('temporal stop')).stdout).toMatch(/^stops (after \S+\/\S+|now)\n$/);
    const first = await stopped;
    expect(first).toMatchObject({ how: 'stopped', status: 1, failed: 0, blocked: 0 });
    expect(first.done).toBeGreaterThanOrEqual(3);
    expect(first.done + first.skipped).toBeLessThan(45);
    expect(worker.log.filter((line) => line.message === 'run done')).toEqual([]);
    await expectWholePartitions();

    const cancelled = city.run().told;
    await worker.said(madeStep, first.done + first.skipped + 4);
    await runOf().cancel();
    const second = await cancelled;
    expect(second).toMatchObject({ how: 'failed', status: 1 });
    expect(second.stderr).toContain('cancelled between two steps: what was made is whole');
    expect((await runOf().describe()).status.name).toBe('CANCELLED');
    await expectWholePartitions();

    const soFar = worker.log.filter(madeStep).length;
    const left = city.start('run', '--engine', 'temporal');
    await worker.said(madeStep, soFar + 2);
    left.kill('SIGINT');
    const { status, stderr } = await left.ended;
    expect(status).toBe(0);
    expect(stderr).toContain(`left: minqing-guided goes on\n  to come back: minqing temporal watch ${city.dir}\n`);

    const [again, backfill, watched, told, seen] = await Promise.all([
      city.start('run', '--engine', 'temporal').ended,
      city.start('backfill', '--from', '2025-12', '--to', '2026-01').ended,
      city.start('temporal watch', '--json').ended,
      city.start('status', '--json').ended,
      progressUntilDone(),
    ]);
    for (const refused of [again, backfill]) {
      expect(refused.status).toBe(1);
      expect(refused.stderr).toMatch(/^a run of the site guided is open already \(minqing-guided\)\n {2}fix: .*watch/);
    }
    expect(watched.status).toBe(0);
    expect(JSON.parse(watched.stdout)).toMatchObject({ how: 'done', stopped: false, failed: 0 });
    const { running } = JSON.parse(told.stdout);
    expect(running.runs).toHaveLength(1);
    expect(running.runs[0]).toMatchObject({ workflowId: 'minqing-guided', kind: 'run', progress: { site: 'guided' } });
    expectSteadyProgress(seen);

    expect(await city.digests()).toEqual(undisturbed);
    await expectWholePartitions();
    const made = await city.rows<{ step_id: string }>('select step_id from ledger order by seq');
    expect(new Set(made.map(({ step_id }) => step_id)).size).toBe(made.length);
    await expect(city.start('temporal stop').ended).resolves.toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/^no run of the site guided is open\n {2}fix: /),
    });
  } finally {
    worker.kill('SIGTERM');
  }
  expect((await worker.ended).status).toBe(0);
});

/** What the query says of the run, as often as it says something else. */
async function progressUntilDone(): Promise<Progress[]> {
  const seen: Progress[] = [];
  for (; (await runOf().describe()).status.name === 'RUNNING'; await pause(100)) {
    const progress = await runOf().query<Progress>('progress');
    if (JSON.stringify(progress) !== JSON.stringify(seen.at(-1))) seen.push(progress);
  }
  seen.push(await runOf().query<Progress>('progress'));
  return seen;
}

function expectSteadyProgress(seen: Progress[]): void {
  const over = seen.map(({ done, skipped }) => done + skipped);
  expect(over).toEqual([...over].sort((a, b) => a - b));
  expect(new Set(over).size).toBeGreaterThan(3);
  expect(seen.filter(({ current }) => /^[a-z_]+\/\S+$/.test(current)).length).toBeGreaterThan(3);
  for (const { done, skipped, steps } of seen) expect(done + skipped).toBeLessThanOrEqual(steps);
  const last = seen.at(-1)!;
  expect(last).toMatchObject({ state: 'done', current: '', failed: 0, asOf: '2026-02-01 00:00:00' });
  expect(last.done + last.skipped).toBe(last.steps);
}
