import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { defineSearchAttributeKey } from '@temporalio/common';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startServer, type TestServer } from '../../e2e/temporal-server.ts';
import type { UserError } from '../user-error.ts';
import { names } from './names.ts';
import { freePort, listens } from './port-holder.ts';
import { temporalProgram } from './program.ts';
import { type LocalServer, localServer, loopback, serverOn } from './server.ts';

let dir: string;
let binary: string;
let server: TestServer;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'minqing-server-'));
  binary = (await temporalProgram()).path;
  server = await startServer(databaseOf('shared'));
});
afterAll(async () => {
  await server?.stop();
  rmSync(dir, { recursive: true, force: true });
});

/** A folder name with what would mean something in a URL or to a shell. */
const databaseOf = (name: string) => join(dir, `民情 ${name}?mode=memory#%41`);

const start = async (folder: string, ports: { port?: number; uiPort?: number } = {}) =>
  localServer({
    binary,
    folder,
    port: ports.port ?? (await freePort(loopback)),
    uiPort: ports.uiPort ?? (await freePort(loopback)),
  });

const refusalOf = (starting: Promise<LocalServer>): Promise<UserError> =>
  starting.then(
    async (started) => {
      await started.stop();
      throw new Error('it started');
    },
    (error) => error,
  );

test('a run in progress, its attributes and its history outlive kill -9 of the server', async () => {
  const client = new Client({ connection: await Connection.connect({ address: server.address }) });
  const run = await client.workflow.start('run', {
    taskQueue: 'nobody',
    workflowId: 'minqing-test',
    args: [{ site: 'test' }],
    typedSearchAttributes: [
      { key: defineSearchAttributeKey(names.siteAttribute, 'KEYWORD'), value: 'test' },
      { key: defineSearchAttributeKey(names.periodAttribute, 'KEYWORD'), value: 'month:2024-03' },
    ],
  });
  const before = await run.fetchHistory();
  const killed = server.pid;
  await server.kill();
  await server.restart();
  expect(server.pid).not.toBe(killed);

  expect((await run.describe()).status.name).toBe('RUNNING');
  expect(await run.fetchHistory()).toEqual(before);
  const found = client.workflow.list({
    query: `${names.siteAttribute} = 'test' and ${names.periodAttribute} = 'month:2024-03'`,
  });
  const ids = [];
  for await (const { runId } of found) ids.push(runId);
  expect(ids).toEqual([run.firstExecutionRunId]);

  const { config } = await client.workflowService.describeNamespace({ namespace: 'default' });
  expect(Number(config?.workflowExecutionRetentionTtl?.seconds)).toBe(90 * 86_400);
  await client.connection.close();
});

test('the web UI answers', async () => {
  const page = await fetch(server.uiAddress);
  expect(page.status).toBe(200);
  expect(await page.text()).toContain('<html');
});

test('a taken port is told with who holds it, and nothing is started', async () => {
  const port = Number(server.address.split(':')[1]);
  const refused = await refusalOf(start(databaseOf('other'), { port }));
  expect(refused.text).toContain(`the port ${port} is taken by temporal`);
  expect(refused.text).toContain(`process ${server.pid}`);
  expect(refused.text).toContain('--port');
  const noUi = await refusalOf(start(databaseOf('other'), { uiPort: port }));
  expect(noUi.text).toContain(`the port of the web UI ${port} is taken`);
  const none = await refusalOf(start(databaseOf('other'), { port: 70_000 }));
  expect(none.text).toContain('from 1024 to 65535');
});

test('a second server cannot open a database that is in use', async () => {
  const refused = await refusalOf(start(databaseOf('shared')));
  expect(refused.text).toContain(`in use by another Temporal server, last seen at ${server.address}`);
  expect(await serverOn(Number(server.address.split(':')[1]))).toMatch(/^\d+\.\d+\.\d+/);
});

test('a database of a newer server is refused before it is opened', async () => {
  const folder = databaseOf('newer');
  mkdirSync(folder);
  const stamp = join(folder, 'server.json');
  writeFileSync(stamp, '{"address":"127.0.0.1:1","server":"1.999.0"}');
  const refused = await refusalOf(start(folder));
  expect(refused.text).toContain('was last used by Temporal server 1.999.0, newer than this one');
  expect(refused.exitCode).toBe(2);
});

test('a damaged database: the last log lines, and no process left', async () => {
  const folder = databaseOf('damaged');
  mkdirSync(folder);
  writeFileSync(join(folder, 'temporal.db'), 'this is no database'.repeat(1000));
  const port = await freePort(loopback);
  const refused = await refusalOf(start(folder, { port }));
  expect(refused.text).toContain('file is not a database');
  expect(refused.text).toContain(`move ${folder} away`);
  expect(await listens(loopback, port)).toBe(false);
});

test('a program that is missing or another one is told by its path', async () => {
  const settings = { folder: databaseOf('none'), port: await freePort(loopback), uiPort: await freePort(loopback) };
  const missing = await refusalOf(localServer({ ...settings, binary: join(dir, 'nothing') }));
  expect(missing.text).toContain(`${join(dir, 'nothing')}: the program cannot be run (ENOENT)`);
  const other = await refusalOf(localServer({ ...settings, binary: process.execPath }));
  expect(other.text).toContain('is no Temporal server');
});

test('the server ends with the process that started it, also by kill -9', async () => {
  const script = `
    import { startServer } from '${fileURLToPath(new URL('../../e2e/temporal-server.ts', import.meta.url))}';
    console.log((await startServer(process.argv[1])).address);`;
  const args = ['--import', 'tsx', '--input-type=module', '-e', script, databaseOf('orphan')];
  const owner = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const [printed] = (await new Promise((settle) => owner.stdout.once('data', (text) => settle([String(text)])))) as [
    string,
  ];
  const port = Number(printed.trim().split(':')[1]);
  expect(await listens(loopback, port)).toBe(true);
  owner.kill('SIGKILL');
  const limit = Date.now() + 12_000;
  while ((await listens(loopback, port)) && Date.now() < limit) await pause(100);
  expect(await listens(loopback, port)).toBe(false);
  // Ended in order, not killed: its log says so.
  expect(readFileSync(join(databaseOf('orphan'), 'server.log'), 'utf8')).toContain('Stopping server');
});
