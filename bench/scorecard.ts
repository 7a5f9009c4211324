/**
 * What a period costs beyond its counting: figures of chance of 500 districts × 34 indicators × 36 months, each with its
 * resamples, lie in a warehouse; goalposts, scores, ranks, changes and robustness are made from them as in a run. Each as
 * a ratio to one scoring of a period by the published specification in the same process (CPU), so that a busy machine
 * tells the same.
 * npx tsx bench/scorecard.ts [SUBJECTS] [MONTHS]
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { indicatorsOf } from '../indicators/framework.ts';
import { build } from '../indicators/index.ts';
import { REPLICATES } from '../indicators/replicates.ts';
import { changes } from '../pipelines/assets/changes.ts';
import { comparisons } from '../pipelines/assets/comparisons.ts';
import { goalposts } from '../pipelines/assets/goalposts.ts';
import { ranks } from '../pipelines/assets/ranks.ts';
import { robustness } from '../pipelines/assets/robustness.ts';
import { scores } from '../pipelines/assets/scores.ts';
import { values } from '../pipelines/assets/values.ts';
import type { Asset } from '../pipelines/engine/asset.ts';
import { frameworkOf } from '../pipelines/scorecard/framework-of.ts';
import { handMadeSite, openHandMade } from '../pipelines/scorecard/hand-made.ts';
import { readPublishedIndex } from '../pipelines/scorecard/published-index.ts';
import { make, monthsFrom2023 } from '../pipelines/scorecard/small-city.ts';

const [subjects = 500, count = 36] = process.argv.slice(2).map(Number);
const months = monthsFrom2023(count);
const later = '2026-12-31 00:00:00';
const folder = mkdtempSync(join(tmpdir(), 'minqing-bench-'));

/** The default framework with all of its indicators at the level of districts. */
const text = readFileSync(new URL('../indicators/frameworks/minqing-2026.yaml', import.meta.url), 'utf8');
writeFileSync(join(folder, 'framework.yaml'), text.replace(/levels: \[[^\]]*\]/g, 'levels: [district]'));
const site = handMadeSite({}, folder);
const city = await openHandMade();

interface Measured {
  what: string;
  seconds: number;
  cpu: number;
  /** Highest resident memory of the process so far. */
  megabytes: number;
}

async function measure(what: string, work: () => Promise<unknown> | unknown): Promise<Measured> {
  const [start, cpu] = [performance.now(), process.cpuUsage()];
  await work();
  const { user, system } = process.cpuUsage(cpu);
  return {
    what,
    seconds: (performance.now() - start) / 1000,
    cpu: (user + system) / 1e6,
    megabytes: process.resourceUsage().maxRSS / 2 ** 10,
  };
}

async function fill(): Promise<void> {
  const { warehouse } = city;
  const scored = indicatorsOf(frameworkOf(site)).filter(({ role }) => role === 'scored');
  await warehouse.run(
    `insert into subjects select 'district', 'D' || lpad(i::varchar, 4, '0'), '区' || i, 'city', i from range(${subjects}) t(i)`,
  );
  for (const { tables } of [values, comparisons, goalposts, scores])
    for (const { name, columns } of tables) await warehouse.run(`create table if not exists ${name} (${columns})`);
  for (const period of months) {
    const start = `${period.slice('month:'.length)}-01`;
    await warehouse.run(
      `insert into periods values ('${period}', 'month', '${start}', timestamp '${start}' + interval 1 month, '')`,
    );
    for (const { id, goalposts: posts } of scored) {
      const [low, span] = [posts!.low, posts!.high - posts!.low];
      await warehouse.run(
        `insert into values by name
         select *, value - .02 as low, value + .02 as high,
           list_transform(range(${REPLICATES}), b -> (value + ${span} * .05 * (hash(subject || '${id}' || b) % 1000 / 500.0 - 1))::float) as replicates
         from (
           select '${period}' as period, kind as subject_kind, code as subject, '${id}' as indicator, 'ok' as state, 400 as n, false as provisional,
             ${low} + ${span} * (.1 + .8 * (hash(code || '${id}' || '${period}') % 10007 / 10007.0)) as value, value * 400 as numerator, 400 as denominator
           from subjects)`,
      );
    }
  }
}

const of = (asset: Asset): Promise<Measured> => measure(asset.key, () => make(city, [asset], months, later, site));

try {
  const rows = [await measure('figures laid out', fill), await of(goalposts), await of(scores)];
  const index = (await readPublishedIndex(city.warehouse, frameworkOf(site), 'district', months.at(-1)!))!;
  build(index.specification);
  const once =
    (
      await measure('scored once', () => {
        for (let time = 0; time < 200; time++) build(index.specification);
      })
    ).cpu / 200;
  rows.push(await of(ranks), await of(changes), await of(robustness));
  console.log(
    JSON.stringify({
      subjects: index.subjects.length,
      indicators: Object.keys(index.specification.iData.columns).length,
      months: count,
      scoring_ms: Number((once * 1000).toFixed(2)),
    }),
  );
  for (const { what, seconds, cpu, megabytes } of rows)
    console.log(
      JSON.stringify({
        what,
        seconds: Number(seconds.toFixed(2)),
        cpu: Number(cpu.toFixed(2)),
        megabytes: Math.round(megabytes),
        scorings: Math.round(cpu / once),
      }),
    );
} finally {
  city.close();
  rmSync(folder, { recursive: true, force: true });
}
