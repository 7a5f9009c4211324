/**
 * What Temporal costs: the same city by both engines in the same run, a backfill of small steps by both, and the time
 * from `kill -9` of a worker to the first step that its successor begins (with temporal.yaml's own timeouts).
 *   npx tsx bench/temporal.ts [ORDERS] [MONTHS]
 */
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { type Started, started, succeeded } from '../e2e/command.ts';
import { dailySql, endless, writeDailyCity, writeIndicator } from '../e2e/daily-city.ts';
import { startServer } from '../e2e/temporal-server.ts';
import type { Progress } from '../pipelines/temporal/names.ts';

const [orders = '20000', months = '13'] = process.argv.slice(2);
const dir = mkdtempSync(join(tmpdir(), 'minqing-bench-temporal-'));
const server = await startServer(join(dir, 'server'));
const connection = await Connection.connect({ address: server.address });
const client = new Client({ connection });
const file = join(dir, 'temporal.yaml');
const env = { ...process.env, MINQING_TEMPORAL: file };

const minqing = async (...words: string[]) => succeeded(words, await started(words, env).ended);

/** Wall time of a command, and its answer. */
async function timed<Answer>(...words: string[]): Promise<Answer & { seconds: number }> {
  const began = performance.now();
  const { stdout } = await minqing(...words, '--json');
  return { ...(JSON.parse(stdout) as Answer), seconds: (performance.now() - began) / 1000 };
}

/** A worker that asks for work. */
async function worker(): Promise<Started> {
  return new Promise((resolve, reject) => {
    const process = started(['worker'], env, { onLine: (line) => line.startsWith('worker ready') && resolve(process) });
    void process.ended.then(({ stderr }) => reject(new Error(stderr.slice(-2000))));
  });
}

/** The same site twice, each run by one engine. */
async function bothEngines(id: string, make: (site: string) => Promise<void> | void, ...words: string[]) {
  const site = join(dir, id);
  const other = `${site}-embedded`;
  await make(site);
  cpSync(site, other, { recursive: true });
  writeFileSync(file, `address: ${server.address}\nsites: { ${id}: { folder: ${id} } }\n`);
  const working = await worker();
  const temporal = await timed<{ steps: number }>('run', site, '--engine', 'temporal', ...words);
  working.kill('SIGTERM');
  await working.ended;
  const embedded = await timed<{ steps: unknown[] }>('run', other, ...words);
  const digests = await Promise.all([site, other].map((each) => timed<{ digest: string }>('digest', each)));
  if (digests[0]!.digest !== digests[1]!.digest) throw new Error(`the engines differ on ${id}`);
  return {
    steps: temporal.steps,
    temporal_s: round(temporal.seconds),
    embedded_s: round(embedded.seconds),
    'temporal / embedded': round(temporal.seconds / embedded.seconds),
    temporal_steps_per_s: round(temporal.steps / temporal.seconds),
    embedded_steps_per_s: round(temporal.steps / embedded.seconds),
  };
}

/** From the end of a worker, killed in a step, to the beginning of that step at the one started at once. */
async function secondsToGoOn(): Promise<number> {
  const id = 'killed';
  const site = join(dir, id);
  writeDailyCity(site, 2, endless);
  writeFileSync(join(site, 'site.yaml'), `id: ${id}\nname: 日日市\ndemo: true\nperiods: [day]\n`);
  writeFileSync(file, `address: ${server.address}\nsites: { ${id}: { folder: ${id} } }\n`);
  const first = await worker();
  const run = started(['run', site, '--engine', 'temporal'], env);
  const handle = client.workflow.getHandle(`minqing-${id}`);
  const isHeld = () =>
    handle.query<Progress>('progress').then(
      ({ current }) => current.startsWith('values/'),
      () => false,
    );
  while (!(await isHeld())) await pause(100);
  await pause(3000);
  first.kill();
  const killed = Date.now();
  writeIndicator(site, dailySql);
  const second = await worker();
  succeeded(['run'], await run.ended);
  const { events } = await handle.fetchHistory();
  const begun = events!
    .filter((event) => event.activityTaskStartedEventAttributes?.identity?.startsWith(`${second.pid}@`))
    .map(({ eventTime }) => Number(eventTime!.seconds) * 1000 + Number(eventTime!.nanos) / 1e6);
  second.kill('SIGTERM');
  await second.ended;
  return (Math.min(...begun) - killed) / 1000;
}

try {
  const report = {
    city: {
      orders: Number(orders),
      months: Number(months),
      ...(await bothEngines('yunzhou', async (site) => {
        await minqing('init', site, '--demo', '--orders', orders, '--months', months);
      })),
    },
    small_steps: await bothEngines('daily', (site) => writeDailyCity(site, 100)),
    'kill -9 to the next step, s': round(await secondsToGoOn()),
  };
  console.log(JSON.stringify(report, null, 1));
} finally {
  await connection.close();
  await server.stop();
  rmSync(dir, { recursive: true, force: true });
}

function round(x: number): number {
  return Math.round(x * 100) / 100;
}
