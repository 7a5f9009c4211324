import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Ended, must } from './command.ts';
import { dailySql, endless, writeDailyCity, writeIndicator } from './daily-city.ts';
import { madeStep, TemporalCity } from './temporal-city.ts';
import { startServer, type TestServer } from './temporal-server.ts';

/** One file, many readers: what people ask of a city while a worker makes its steps. */
let folder: string;
let server: TestServer;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'minqing-readers-'));
  server = await startServer(join(folder, 'server'));
});
afterAll(async () => {
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** A reader waits for 10 s at most; the rest is its start, on a busy machine. */
const longestReading = 60_000;

async function timed(ended: Promise<Ended>): Promise<Ended & { ms: number }> {
  const began = performance.now();
  return { ...(await ended), ms: performance.now() - began };
}

test('beside a busy worker every reader succeeds, and what runs is told from the run itself', async () => {
  const fresh = join(folder, 'fresh');
  await must('init', fresh, '--demo', '--orders', '500', '--months', '3');
  const city = new TemporalCity({ folder, id: 'busy', from: fresh, server });
  await city.must('run');
  const before = await city.digests();
  const worker = city.worker();
  let over = false;
  const run = city.start('run', '--engine', 'temporal', '--force', '--json');
  const told = run.ended.finally(() => {
    over = true;
  });
  await worker.said(madeStep, 2);

  const looks: { progress: { current: string; done: number }; worker?: string }[] = [];
  const read = async (...reader: [string, ...string[]]) => {
    const { status, stdout, stderr, ms } = await timed(city.start(...reader).ended);
    expect({ reader, status, stderr }).toEqual({
      reader,
      status: 0,
      stderr: expect.not.stringMatching(/lock|\n +at /),
    });
    expect(ms).toBeLessThan(longestReading);
    if (reader[0] === 'status') looks.push(...JSON.parse(stdout).running.runs);
  };
  await Promise.all([read('status', '--json'), read('scores'), read('explain R32', '--orders')]);
  expect(over).toBe(false);
  const end = await told;
  expect({ status: end.status, ...JSON.parse(end.stdout) }).toMatchObject({ status: 0, how: 'done', failed: 0 });
  expect(looks).toHaveLength(1);
  for (const look of looks) expect(look).toMatchObject({ workflowId: 'minqing-busy', progress: { site: 'busy' } });
  expect(await city.digests()).toEqual(before);
  worker.kill('SIGTERM');
  await worker.ended;
});

describe('while one step takes longer than readers wait', () => {
  test('they are told who holds the warehouse, since when, doing what; the worker lives, and goes on when it is killed', async () => {
    const fresh = join(folder, 'daily');
    writeDailyCity(fresh, 2);
    const city = new TemporalCity({ folder, id: 'held', from: fresh, server });
    await city.must('run');
    writeIndicator(city.dir, endless);
    const first = city.worker();
    const run = city.run();
    await untilHolding(city, 'values/day:2024');

    const [status, scores, explain, report] = await Promise.all([
      timed(city.start('status').ended),
      timed(city.start('scores').ended),
      timed(city.start('explain X1').ended),
      timed(city.start('report').ended),
    ]);
    for (const { status: code, stderr, ms } of [status, scores, explain]) {
      expect(code).toBe(1);
      expect(ms).toBeGreaterThan(9_000);
      expect(ms).toBeLessThan(longestReading);
      const holder = `in use by process ${first.pid} since 20\\d\\d-\\S+Z: run \\d{14}-[0-9a-f]{4}: values/day:2024-01`;
      expect(stderr).toMatch(
        new RegExp(`^waiting for the warehouse, ${holder}.*\\n.*the warehouse is ${holder}.*\\n {2}fix: wait`),
      );
      expect(stderr).not.toMatch(/lock|\n\s+at /i);
    }
    expect(status.stdout).toMatch(/^running: minqing-held \(run\), begun .* making, \d+ of \d+ steps, at values\/day/);
    // The pages are made of what is published, so they need no warehouse.
    expect({ status: report.status, stderr: report.stderr }).toEqual({ status: 0, stderr: '' });

    // Heartbeats have gone on all the while: the step was begun once.
    expect(first.log.filter(({ message }) => /timed out|timeout/i.test(String(message)))).toEqual([]);
    const begun = JSON.parse((await city.start('status', '--json').ended).stdout).running.runs[0].progress;
    first.kill('SIGKILL');
    await first.ended;
    writeIndicator(city.dir, dailySql);
    const second = city.worker();
    expect(await run.told).toMatchObject({ how: 'done', status: 0, failed: 0, runId: begun.runId });
    await city.must('scores');
    second.kill('SIGTERM');
    await second.ended;
  });
});

/** Waits until the run is at a step that is held for long. */
async function untilHolding(city: TemporalCity, step: string): Promise<void> {
  for (;;) {
    const { stdout } = await city.start('status', '--json').ended;
    const current = stdout && JSON.parse(stdout).running?.runs?.[0]?.progress?.current;
    if (String(current).startsWith(step)) return;
  }
}
