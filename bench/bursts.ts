/**
 * Alarms on a demo city, from its exports on: planted bursts found, false alarms, how early large events are told of, and
 * what it costs.
 *   npx tsx bench/bursts.ts [ORDERS] [MONTHS] [SEED] [SITE]
 * SITE: a demo city that has been run already; its warehouse is only read.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeCity } from '../fixtures/city/generate.ts';
import { compareWithTruth } from '../pipelines/bursts/planted-truth.ts';
import { loadSite } from '../pipelines/site/site.ts';
import { withWarehouse } from '../pipelines/warehouse/open.ts';
import { measuredProcess } from './measured-process.ts';

const [orders = 100_000, months = 25, seed = 1] = process.argv.slice(2, 5).map(Number);
const given = process.argv[5];
const minqing = fileURLToPath(new URL('../bin/minqing.mjs', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'minqing-bench-'));
const dir = given ?? join(folder, 'city');

try {
  if (given === undefined) {
    await writeCity(dir, { orders, months, seed, text: 'short', layout: 'mixed' });
    await measuredProcess(process.execPath, [minqing, 'run', dir, '--only', 'alarms']);
  }
  const site = loadSite(dir);
  await withWarehouse(
    site,
    { purpose: 'bench', scratch: join(folder, 'scratch'), readOnly: true },
    async (warehouse) => {
      const first = await warehouse.row<{ day: string }>(
        `select strftime(min(start) + interval 28 day, '%Y-%m-%d') as day from daily_counts where step = 'day'`,
      );
      const found = await compareWithTruth(warehouse, join(dir, 'truth'), { judgedFrom: first!.day });
      const share = (part: number, whole: number): string => `${part}/${whole} = ${((100 * part) / whole).toFixed(1)}%`;
      console.log(`planted bursts after the first four weeks found: ${share(found.found, found.bursts)}`);
      const wrong = found.falseOfDays + found.falseOfWeeks;
      console.log(
        `alarms of bursts: ${found.alarms}, of them nothing planted explains ${wrong} (${found.falseOfDays} of days, ${found.falseOfWeeks} of weeks): ${((1000 * wrong) / found.seriesDays).toFixed(2)} per 1,000 of ${found.seriesDays} series-days`,
      );
      console.log(
        `alarms of events: ${found.eventAlarms}; planted events of ten residents and more: ${found.largeEvents}`,
      );
      console.log(`  told of: ${share(found.alarmedEvents, found.largeEvents)}`);
      console.log(`  before half of their residents had called: ${share(found.early, found.largeEvents)}`);
      for (const { hours, early } of found.earlyByRuns)
        console.log(`  the same, told by runs every ${hours} hours: ${share(early, found.largeEvents)}`);
      const steps = await warehouse.rows<{ asset: string; partitions: number; seconds: number; slowest: number }>(
        `select asset, count(*) as partitions, sum(seconds) as seconds, max(seconds) as slowest
       from (select asset, partition, arg_max(epoch(ended_at) - epoch(started_at), seq) as seconds from ledger
             where asset in ('daily_counts', 'alarms') and status = 'done' group by asset, partition)
       group by asset order by asset desc`,
      );
      for (const { asset, partitions, seconds, slowest } of steps)
        console.log(`${asset}: ${partitions} months in ${seconds.toFixed(1)} s, the slowest ${slowest.toFixed(2)} s`);
    },
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
