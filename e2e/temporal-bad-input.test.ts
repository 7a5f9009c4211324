import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { protocol } from '../pipelines/temporal/names.ts';
import { freePort } from '../pipelines/temporal/port-holder.ts';
import { type Ended, type Started, started } from './command.ts';
import { writeDailyCity } from './daily-city.ts';
import { startServer, type TestServer } from './temporal-server.ts';

/** Wrong use and wrong configuration: one clear message with the fix, exit code 2, and nothing half-applied. */
let folder: string;
let site: string;
let server: TestServer;
let connection: Connection;
let client: Client;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'minqing-bad-input-'));
  site = join(folder, 'daily');
  writeDailyCity(site, 2);
  server = await startServer(join(folder, 'server'));
  connection = await Connection.connect({ address: server.address });
  client = new Client({ connection });
});
afterAll(async () => {
  await connection?.close();
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Writes a temporal.yaml; returns an environment that names it. */
function configured(name: string, ...lines: string[]): NodeJS.ProcessEnv {
  const file = join(folder, `${name}.yaml`);
  writeFileSync(file, [`address: ${server.address}`, `task_queue: ${name}`, ...lines, ''].join('\n'));
  return { ...process.env, MINQING_TEMPORAL: file };
}
const daily = 'sites: { daily: { folder: daily, schedules: { nightly: { cron: 30 1 * * * } } } }';

const overTemporal = [
  ['run', 'SITE', '--engine', 'temporal'],
  ['backfill', 'SITE', '--from', 'day:2024-01-01', '--to', 'day:2024-01-02'],
  ['temporal', 'watch', 'SITE'],
  ['temporal', 'stop', 'SITE'],
  ['schedule', 'apply'],
  ['schedule', 'list'],
  ['worker'],
];

/** Runs every command that needs the server; each must be refused with code 2 and one message, a fix in it. */
async function refusals(env: NodeJS.ProcessEnv): Promise<string[]> {
  const ended = await Promise.all(
    overTemporal.map(
      (words) =>
        started(
          words.map((word) => (word === 'SITE' ? site : word)),
          env,
        ).ended,
    ),
  );
  return ended.map(refused);
}

function refused({ status, stdout, stderr }: Ended): string {
  expect({ status, stdout, stderr }).toMatchObject({ status: 2, stdout: '' });
  expect(stderr.match(/\n {2}fix: \S/g)).toHaveLength(1);
  expect(stderr).not.toMatch(/\n\s+at |Error:|undefined|\[object/);
  return stderr;
}

const schedules = async (): Promise<string[]> => {
  const ids: string[] = [];
  for await (const { scheduleId } of client.schedule.list()) ids.push(scheduleId);
  return ids;
};

test('no server, or no such namespace: told by every command, and nothing is begun', async () => {
  const env = configured('away', daily);
  const nobody = `127.0.0.1:${await freePort('127.0.0.1')}`;
  for (const message of await refusals({ ...env, TEMPORAL_ADDRESS: nobody }))
    expect(message).toMatch(
      new RegExp(`the Temporal server at ${nobody} does not answer.*\\n {2}fix: start one with .minqing temporal up`),
    );
  for (const message of await refusals({ ...env, TEMPORAL_NAMESPACE: 'nowhere' }))
    expect(message).toMatch(
      /has no namespace “nowhere”\n {2}fix: correct `namespace`.*temporal operator namespace create/,
    );
  expect(existsSync(join(site, '.minqing'))).toBe(false);
  expect(await schedules()).toEqual([]);
});

test('a typo in temporal.yaml is told with its line, by every command', async () => {
  const env = configured('typo', 'timeouts: { step: 6h }', 'retrys: { attempts: 3 }', daily);
  for (const message of await refusals(env)) expect(message).toMatch(/typo\.yaml:4: .*retrys/);
  const unit = configured('unit', 'timeouts: { step: 6 hours }', daily);
  expect(refused(await started(['worker'], unit).ended)).toMatch(/unit\.yaml:3: .*timeouts\.step: .*15m/);
});

test('a site that is none: a missing folder, another id, a schedule of an unknown one; no schedule is applied', async () => {
  const lines = (other: string) => [daily.replace(/ \}$/, `, ${other} }`)];
  const apply = async (env: NodeJS.ProcessEnv, ...more: string[]) =>
    refused(await started(['schedule', 'apply', ...more], env).ended);
  const gone = configured('gone', ...lines('gone: { folder: nowhere, schedules: { nightly: { every: 1h } } }'));
  expect(await apply(gone)).toMatch(
    /gone\.yaml:3: the folder of the site “gone” is none: .*\n {2}fix: correct `folder`/,
  );
  expect(refused(await started(['worker'], gone).ended)).toMatch(/gone.*nowhere.*site\.yaml|nowhere/);
  const other = configured('other', ...lines('city: { folder: daily, schedules: { nightly: { every: 1h } } }'));
  expect(await apply(other)).toMatch(
    /other\.yaml:3: .*has the id “daily”, not “city”\n {2}fix: write it under the key daily/,
  );
  expect(refused(await started(['worker'], other).ended)).toMatch(
    /site city holds the site daily\n {2}fix: name it daily/,
  );
  expect(await apply(configured('known', daily), '--site', 'nowhere')).toMatch(
    /the site “nowhere” is not in temporal\.yaml\n {2}fix: name one of daily/,
  );
  expect(await schedules()).toEqual([]);

  const none = configured('none', 'sites: {}');
  expect(refused(await started(['worker'], none).ended)).toMatch(
    /no site is configured\n {2}fix: add one under `sites`/,
  );
  expect(refused(await started(['run', site, '--engine', 'temporal'], none).ended)).toMatch(
    /none\.yaml: the site .*daily is not in temporal\.yaml\n {2}fix: add it under `sites`/,
  );
});

test('a metrics port that is taken stops the worker before it takes any work', async () => {
  const holder = createServer();
  const port = await freePort('127.0.0.1');
  await new Promise<void>((resolve) => holder.listen(port, '127.0.0.1', resolve));
  try {
    const env = configured('metrics', `worker: { metrics: '127.0.0.1:${port}' }`, daily);
    expect(refused(await started(['worker'], env).ended)).toMatch(
      new RegExp(`worker.metrics: the metrics page cannot be served on 127.0.0.1:${port}: another program listens`),
    );
  } finally {
    holder.close();
  }
});

test('without a worker one is told so; a worker of another version refuses by name', async () => {
  const env = configured('version', daily);
  const workflowId = 'minqing-daily-nightly-2024-01-03T00:30:00Z';
  const handle = await client.workflow.start('run', {
    workflowId,
    taskQueue: 'version',
    args: [{ protocol: protocol + 1, site: 'daily' }],
    searchAttributes: { MinqingSite: ['daily'] },
  });
  const lines: string[] = [];
  const watching = await untilListed(['temporal', 'watch', site, '--json'], env, lines);
  await vi.waitFor(
    () => expect(lines[0]).toMatch(/^no worker asks for work of the task queue version: start one/),
    soon,
  );
  const second = await started(['run', site, '--engine', 'temporal'], env).ended;
  expect({ status: second.status, stderr: second.stderr.split('\n')[0] }).toEqual({
    status: 1,
    stderr: `a run of the site daily is open already (${workflowId})`,
  });
  const stop = await started(['temporal', 'stop', site], env).ended;
  expect({ status: stop.status, stderr: stop.stderr }).toEqual({
    status: 1,
    stderr: `${workflowId} was not told: no worker answers\n  fix: start one with \`minqing worker\`, then say it again\n`,
  });

  const worker = started(['worker'], env);
  const { status, stdout, stderr } = await watching.ended;
  expect(status).toBe(2);
  expect(stderr.split('\n').at(-2)).toMatch(
    new RegExp(
      `${workflowId}: the request speaks version ${protocol + 1}, this worker version ${protocol}: install the same minqing on both sides`,
    ),
  );
  expect(JSON.parse(stdout)).toMatchObject({ workflow: workflowId, how: 'failed' });
  await expect(handle.result()).rejects.toMatchObject({ cause: { type: 'VersionMismatch' } });
  expect(existsSync(join(site, '.minqing', 'warehouse.duckdb'))).toBe(false);

  await refusedByWorker(env);
  worker.kill('SIGTERM');
  expect((await worker.ended).status).toBe(0);
});

/** The client's temporal.yaml has a site that the worker's has not. */
async function refusedByWorker(env: NodeJS.ProcessEnv): Promise<void> {
  const other = join(folder, 'second');
  writeDailyCity(other, 2);
  writeFileSync(join(other, 'site.yaml'), 'id: second\nname: 另一市\ndemo: true\nperiods: [day]\n');
  const mine = configured('mine', 'sites: { second: { folder: second } }');
  const ended = await started(['run', other, '--engine', 'temporal'], { ...mine, MINQING_TASK_QUEUE: 'version' }).ended;
  expect(ended.status).not.toBe(0);
  expect(ended.stderr).toMatch(/there is no site second in temporal\.yaml[\s\S]*fix: add it under `sites`/);
  expect(ended.stderr).toContain(env.MINQING_TEMPORAL);
  expect(existsSync(join(other, '.minqing', 'warehouse.duckdb'))).toBe(false);
}

const soon = { timeout: 30_000, interval: 100 };

/** Starts a command once the server's list, which lags behind by a moment, has the run. */
async function untilListed(words: string[], env: NodeJS.ProcessEnv, lines: string[]): Promise<Started> {
  await vi.waitFor(async () => expect((await client.workflow.count("MinqingSite = 'daily'")).count).toBe(1), soon);
  return started(words, env, { onLine: (line) => void lines.push(line) });
}
