/**
 * What Temporal costs: the same city by both engines in the same run, a backfill of small steps by both, and the time
 * from `kill -9` of a worker to the first step that its successor begins (with temporal.yaml's own timeouts).
 *   npx tsx bench/temporal.ts [ORDERS] [MONTHS] [ROUNDS]
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

const [orders = '20000', months = '13', rounds = '2'] = process.argv.slice(2);
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

/** The same site by one engine and by the other, in turn; of each the fastest, since others use the machine too. */
async function bothEngines(id: string, make: (site: string) => Promise<void> | void) {
  const site = join(dir, id);
  const fresh = `${site}-fresh`;
  await make(fresh);
  writeFileSync(file, `address: ${server.address}\nsites: { ${id}: { folder: ${id} } }\n`);
  const seconds = { temporal: Number.POSITIVE_INFINITY, embedded: Number.POSITIVE_INFINITY };
  const digests = new Set<string>();
  let steps = 0;
  for (let round = 0; round < Number(rounds); round++)
    for (const engine of ['embedded', 'temporal'] as const) {
      rmSync(site, { recursive: true, force: true });
      cpSync(fresh, site, { recursive: true });
      const working = engine === 'temporal' ? await worker() : undefined;
      const run = await timed<{ steps: number | unknown[] }>('run', site, '--engine', engine);
      working?.kill('SIGTERM');
      await working?.ended;
      seconds[engine] = Math.min(seconds[engine], run.seconds);
      if (typeof run.steps === 'number') steps = run.steps;
      digests.add((await timed<{ digest: string }>('digest', site)).digest);
    }
  if (digests.size > 1) throw new Error(`the engines differ on ${id}`);
  return {
    steps,
    temporal_s: round(seconds.temporal),
    embedded_s: round(seconds.embedded),
    'temporal / embedded': round(seconds.temporal / seconds.embedded),
    temporal_steps_per_s: round(steps / seconds.temporal),
    embedded_steps_per_s: round(steps / seconds.embedded),
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
