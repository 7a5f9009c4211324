/**
 * Records the histories that `pipelines/temporal/replay.test.ts` replays: real runs of a small city on a real server,
 * into `pipelines/temporal/histories/VERSION`, one event a line. Nothing of this machine stays in them.
 *   npm run record-histories
 * What a released version has recorded is never recorded again: a later version gets a folder of its own, and replays
 * the older ones too.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { freePort } from '../pipelines/temporal/port-holder.ts';
import { temporalProgram } from '../pipelines/temporal/program.ts';
import { registerSearchAttributes } from '../pipelines/temporal/search-attributes.ts';
import { endWithThisProcess } from '../pipelines/temporal/watcher.ts';
import { dailySql, writeDailyCity, writeIndicator } from './daily-city.ts';
import { withoutTraces } from './history-traces.ts';
import { type CityWorker, madeStep, TemporalCity } from './temporal-city.ts';
import type { TestServer } from './temporal-server.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
const target = join(root, 'pipelines', 'temporal', 'histories', version);
const folder = mkdtempSync(join(tmpdir(), 'minqing-histories-'));

/** A server that asks for a fresh start after 300 events: so a long run can be recorded in a small file. */
async function impatientServer(): Promise<{ address: string; stop: () => Promise<void> }> {
  const { path } = await temporalProgram();
  const [port, uiPort] = [await freePort('127.0.0.1'), await freePort('127.0.0.1')];
  const flags = ['--ip', '127.0.0.1', '--port', `${port}`, '--ui-port', `${uiPort}`, '--log-level', 'error'];
  const early = ['--dynamic-config-value', 'limit.historyCount.suggestContinueAsNew=300'];
  const child = spawn(path, ['server', 'start-dev', ...flags, ...early], { stdio: 'ignore' });
  endWithThisProcess(child);
  const address = `127.0.0.1:${port}`;
  const connection = await Connection.connect({ address, connectTimeout: 60_000 });
  for (let tries = 0; ; tries++)
    try {
      await registerSearchAttributes(connection, 'default');
      break;
    } catch (error) {
      if (tries > 50) throw error;
      await pause(200);
    }
  await connection.close();
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return {
    address,
    stop: () => {
      child.kill('SIGTERM');
      return gone;
    },
  };
}

const server = await impatientServer();
const connection = await Connection.connect({ address: server.address });
const client = new Client({ connection });
mkdirSync(target, { recursive: true });

/** A city of so many days with a worker, for one recording. */
async function withCity(
  id: string,
  days: number,
  work: (city: TemporalCity, worker: CityWorker) => Promise<void>,
): Promise<void> {
  const from = join(folder, `${id}-fresh`);
  writeDailyCity(from, days);
  const city = new TemporalCity({ folder, id, from, server: server as TestServer });
  const worker = city.worker();
  try {
    await work(city, worker);
  } finally {
    worker.kill('SIGTERM');
    await worker.ended;
  }
}

/** Writes the histories of a workflow's executions, the oldest first: `name-1`, `name-2` … when there are several. */
async function record(name: string, workflowId: string, runIds: string[]): Promise<void> {
  for (const [i, runId] of runIds.entries()) {
    const history = await client.workflow.getHandle(workflowId, runId).fetchHistory();
    const { events } = withoutTraces(JSON.parse(historyToJSON(history)), folder, '/srv/minqing') as {
      events: unknown[];
    };
    const file = join(target, `${name}${runIds.length > 1 ? `-${i + 1}` : ''}.jsonl`);
    writeFileSync(file, events.map((event) => `${JSON.stringify(event)}\n`).join(''));
    console.log(`${file.slice(root.length)}: ${events.length} events, ${readFileSync(file).length} bytes`);
  }
}

/** All executions of a workflow, oldest first. */
async function executions(workflowId: string, expected: number): Promise<string[]> {
  for (;;) {
    const found: { runId: string; started: Date }[] = [];
    for await (const { runId, startTime } of client.workflow.list({ query: `WorkflowId = '${workflowId}'` }))
      found.push({ runId, started: startTime });
    if (found.length >= expected)
      return found.sort((a, b) => a.started.getTime() - b.started.getTime()).map(({ runId }) => runId);
    await pause(200);
  }
}

try {
  await withCity('continued', 26, async (city) => {
    await city.must('run', '--engine', 'temporal');
    await record('continued', 'minqing-continued', await executions('minqing-continued', 2));
  });

  await withCity('retried', 2, async (city) => {
    writeIndicator(city.dir, dailySql.replace('as numerator', "+ error('broken')::integer as numerator"));
    const failed = await city.run().told;
    if (failed.how !== 'waiting') throw new Error(`it was to wait for a retry, and is ${failed.how}`);
    writeIndicator(city.dir, dailySql);
    await city.must('temporal retry');
    await client.workflow.getHandle('minqing-retried').result();
    await record('retried', 'minqing-retried', await executions('minqing-retried', 1));
  });

  await withCity('stopped', 8, async (city, worker) => {
    const stopped = city.run().told;
    await worker.said(madeStep, 3);
    await city.must('temporal stop');
    if ((await stopped).how !== 'stopped') throw new Error('it was to be stopped');
    await record('stopped', 'minqing-stopped', await executions('minqing-stopped', 1));
    const cancelled = city.run().told;
    await worker.said(madeStep, worker.log.filter(madeStep).length + 2);
    await client.workflow.getHandle('minqing-stopped').cancel();
    if ((await cancelled).how !== 'failed') throw new Error('it was to be cancelled');
    await record('cancelled', 'minqing-stopped', (await executions('minqing-stopped', 2)).slice(1));
    await city.must('backfill', '--from', 'day:2024-01-02', '--to', 'day:2024-01-06');
    await record('backfill', 'minqing-stopped', (await executions('minqing-stopped', 3)).slice(2));
  });

  await withCity('scheduled', 2, async (city) => {
    const yaml = join(city.dir, '..', 'temporal.yaml');
    const schedules = 'schedules: { nightly: { cron: 30 1 * * *, then: [publish] } }';
    writeFileSync(yaml, readFileSync(yaml, 'utf8').replace('{ folder: city }', `{ folder: city, ${schedules} }`));
    const env = { ...process.env, MINQING_TEMPORAL: yaml };
    await scheduled(['apply'], env);
    await scheduled(['trigger', '--name', 'nightly'], env);
    const query = "WorkflowId STARTS_WITH 'minqing-scheduled-nightly-'";
    const found: string[] = [];
    while (found.length === 0) {
      for await (const { workflowId } of client.workflow.list({ query })) found.push(workflowId);
      await pause(200);
    }
    await client.workflow.getHandle(found[0]!).result();
    await record('scheduled', found[0]!, await executions(found[0]!, 1));
  });
} finally {
  await connection.close();
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
}

async function scheduled(words: string[], env: NodeJS.ProcessEnv): Promise<void> {
  const { started, succeeded } = await import('./command.ts');
  succeeded(words, await started(['schedule', ...words], env).ended);
}
