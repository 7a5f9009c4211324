/**
 * A generated city of long texts, against segmentation alone and, when MINQING_EVAL is set, against what an analyst would
 * write instead (pandas + jieba + scikit-learn), on the same file in the same run.
 *   npx tsx bench/end-to-end.ts [ORDERS] [--day]
 *
 * export to topics and counts  what the peer does, and nothing more is asked of ours: read the export, cut the texts, topics,
 *                              counts per unit, month and topic, shares on time and satisfied. Ours masks personal data,
 *                              checks and stores every step on the way, and keeps topics the same from month to month.
 * whole run to scores          the same and all that the scorecard needs: events, signals, 32 indicators for every subject
 *                              and month with intervals, scores, changes. Two runs of the same site, added up.
 * segmentation alone           both columns of text cut on all cores and thrown away: by nodejieba's addon, which is what a
 *                              script would call, and by the product's own segmenter.
 * day into a year              --day: a year of the same city, then the newest days that hold 3,000 orders: to topics, then
 *                              all the rest.
 *
 * Memory is the highest resident memory of the process. CPU seconds are of all cores: where other programs are at work,
 * they say more than the clock. A million orders: npx tsx bench/end-to-end.ts 1000000
 */
import { cpSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Measured, measuredProcess } from './measured-process.ts';
import { soundCopy } from './sound-copy.ts';
import { countTopics } from './topic-counts.ts';
import { yearAndDay } from './year-and-day.ts';

const orders = process.argv.slice(2).find((argument) => /^\d+$/.test(argument)) ?? '100000';
const withDay = process.argv.includes('--day');
const ordersOfDay = Math.min(3000, Number(orders) / 30);
const minqing = fileURLToPath(new URL('../bin/minqing.mjs', import.meta.url));
const segmentation = fileURLToPath(new URL('./segmentation.ts', import.meta.url));
const dir = mkdtempSync(join(tmpdir(), 'minqing-bench-'));
const node = (...args: string[]) => measuredProcess(process.execPath, args);
try {
  const site = join(dir, 'city');
  const year = join(dir, 'year');
  const file = join(site, 'exports', 'orders.csv');
  await node(minqing, 'init', site, '--demo', '--orders', orders, '--layout', 'one-file', '--text', 'long');
  await soundCopy(file, `${file}.sound`);
  renameSync(`${file}.sound`, file);
  if (withDay) cpSync(site, year, { recursive: true });

  const toTopics = await node(minqing, 'run', site, '--only', 'order_topics', '--json');
  const { seconds: counting, groups } = await countTopics(site);
  const toScores = await node(minqing, 'run', site, '--only', 'changes', '--json');
  const native = await node('--import', 'tsx', segmentation, file, '标题,主要内容', 'native');
  const own = await node('--import', 'tsx', segmentation, file, '标题,主要内容', 'own');
  const topics = { ...toTopics, seconds: toTopics.seconds + counting };
  const whole = {
    ...toScores,
    seconds: toTopics.seconds + toScores.seconds,
    cpuSeconds: toTopics.cpuSeconds + toScores.cpuSeconds,
    peakMb: Math.max(toTopics.peakMb, toScores.peakMb),
  };
  const report: Record<string, unknown> = {
    orders: Number(orders),
    'export to topics and counts': { ...figures(topics), groups },
    'whole run to scores': figures(whole),
    'segmentation alone, native addon': figures(native),
    'segmentation alone, own': figures(own),
    'topics and counts / native segmentation': round(topics.seconds / native.seconds),
  };
  if (process.env.MINQING_EVAL) {
    const peer = await runPeer(process.env.MINQING_EVAL, file);
    const { seconds, rows_per_s, peak_mb, groups, stages } = JSON.parse(peer.output);
    report.peer = { seconds, wall_s: round(peer.seconds), rows_per_s, peak_mb, groups, stages };
    report['peer / topics and counts'] = round(peer.seconds / topics.seconds);
    report['peer / whole run to scores'] = round(peer.seconds / whole.seconds);
  }
  if (withDay) report['day into a year'] = await addDay(year);
  console.log(JSON.stringify(report, null, 1));
} finally {
  rmSync(dir, { recursive: true, force: true });
}

async function addDay(site: string): Promise<object> {
  const day = await yearAndDay(site, ordersOfDay);
  await node(minqing, 'run', site, '--json');
  renameSync(day.file, join(site, 'exports', 'orders-new.csv'));
  const toTopics = await node(minqing, 'run', site, '--only', 'order_topics', '--json');
  const rest = await node(minqing, 'run', site, '--json');
  return {
    orders: day.orders,
    'to topics': figures(toTopics, day.orders),
    'from topics to the published tables': figures(rest, day.orders),
  };
}

function runPeer(evaluation: string, file: string): Promise<Measured> {
  const columns = ['--id', '工单编号', '--text', '标题,主要内容', '--unit', '承办单位', '--time', '受理时间'];
  const more = ['--done', '办结时间', '--deadline', '办理时限', '--satisfied', '满意度'];
  return measuredProcess('python3', [join(evaluation, 'eval', 'peer.py'), file, ...columns, ...more]);
}

function figures({ seconds, cpuSeconds, peakMb }: Omit<Measured, 'output'>, rows = Number(orders)) {
  return {
    seconds: round(seconds),
    cpu_s: round(cpuSeconds),
    rows_per_s: Math.round(rows / seconds),
    peak_mb: peakMb,
  };
}

function round(x: number): number {
  return Math.round(x * 100) / 100;
}
