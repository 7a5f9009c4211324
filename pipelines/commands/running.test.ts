import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Progress } from '../temporal/names.ts';
import type { RunningRun } from '../temporal/runs.ts';
import { runningLines, whatRuns } from './running.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'running-'));
  mkdirSync(join(dir, 'city'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(dir, { recursive: true, force: true });
});

function temporalYaml(text: string): void {
  writeFileSync(join(dir, 'temporal.yaml'), text);
  vi.stubEnv('MINQING_TEMPORAL', join(dir, 'temporal.yaml'));
}

test('a site that stands in no temporal.yaml has nothing to say', async () => {
  temporalYaml('sites:\n  other: { folder: elsewhere }\n');
  expect(await whatRuns(join(dir, 'city'))).toBeUndefined();
});

test('a mistake in temporal.yaml is told in one line, and no more', async () => {
  temporalYaml('sites:\n  city: { folder: city }\nadress: x:1\n');
  const running = await whatRuns(join(dir, 'city'));
  expect(running?.problem).toMatch(/temporal\.yaml:3: line 3: adress: /);
  expect(running?.problem).not.toContain('\n');
  vi.stubEnv('MINQING_TEMPORAL', join(dir, 'nowhere.yaml'));
  expect((await whatRuns(join(dir, 'city')))?.problem).toContain('nowhere.yaml: the file cannot be read');
});

test.each(['127.0.0.1:9', 'no-such-host.invalid:7233'])('%s does not answer: known at once', async (address) => {
  temporalYaml(`address: ${address}\nsites:\n  city: { folder: city }\n`);
  const began = performance.now();
  expect(await whatRuns(join(dir, 'city'))).toEqual({ address, runs: [], problem: `${address} does not answer` });
  expect(performance.now() - began).toBeLessThan(8000);
});

test('something listens but says nothing: given up, not waited for', async () => {
  const silent = createServer(() => undefined);
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const address = `127.0.0.1:${(silent.address() as AddressInfo).port}`;
  temporalYaml(`address: ${address}\nsites:\n  city: { folder: city }\n`);
  const began = performance.now();
  const running = await whatRuns(join(dir, 'city'));
  expect(running).toMatchObject({ address, runs: [] });
  expect(running?.problem).toMatch(/did not answer|does not answer/);
  expect(performance.now() - began).toBeLessThan(8000);
  silent.close();
});

test('what runs is one line each: where it is, what failed, and what it waits for', () => {
  const progress: Progress = {
    runId: '20240402013000-ab12',
    site: 'city',
    state: 'making',
    asOf: '2024-04-01 00:00:00',
    period: 'month:2024-03',
    steps: 41,
    done: 20,
    skipped: 3,
    blocked: 0,
    failed: 0,
    current: `landed/${'0123456789abcdef'.repeat(4)}`,
    failures: [],
  };
  const run = { workflowId: 'minqing-city', runId: 'x', kind: 'run', started: new Date().toISOString(), progress };
  const lines = (...runs: RunningRun[]) => runningLines({ address: 'a:1', runs }, '/srv/city');
  expect(lines({ ...run, worker: '4711@host' })).toEqual([
    'running: minqing-city (run), begun just now, on 4711@host, making, 23 of 41 steps, at landed/0123456789ab',
  ]);
  const waiting = { ...progress, state: 'waiting' as const, current: '', failed: 1, blocked: 2 };
  const failures = [{ step: 'orders/2024-03', message: 'disk full\n  fix: free some' }];
  expect(lines({ ...run, progress: { ...waiting, failures } })).toEqual([
    'running: minqing-city (run), begun just now, waiting, 23 of 41 steps, 1 failed, 2 blocked',
    '  failed: orders/2024-03: disk full\n    fix: free some',
    '  it waits for a person: mend this, then minqing temporal retry /srv/city',
  ]);
  expect(lines({ ...run, progress: undefined })[0]).toMatch(/no worker answers: is `minqing worker` running\?$/);
  expect(lines()).toEqual(['Temporal: nothing is running on a:1']);
});
