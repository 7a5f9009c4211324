/**
 * Export to scores on a generated city, against segmentation alone and, when MINQING_EVAL is set, against what an
 * analyst would write instead (pandas + jieba + scikit-learn), on the same file in the same run.
 *   npx tsx bench/end-to-end.ts [ORDERS]
 */
import { mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { measuredProcess } from './measured-process.ts';
import { soundCopy } from './sound-copy.ts';

const orders = process.argv[2] ?? '100000';
const minqing = fileURLToPath(new URL('../bin/minqing.mjs', import.meta.url));
const segmentation = fileURLToPath(new URL('./segmentation.ts', import.meta.url));
const dir = mkdtempSync(join(tmpdir(), 'minqing-bench-'));
try {
  const site = join(dir, 'city');
  const file = join(site, 'exports', 'orders.csv');
  const node = (...args: string[]) => measuredProcess(process.execPath, args);
  await node(minqing, 'init', site, '--demo', '--orders', orders, '--layout', 'one-file', '--text', 'long');
  await soundCopy(file, `${file}.sound`);
  renameSync(`${file}.sound`, file);

  const run = await node(minqing, 'run', site, '--only', 'changes', '--json');
  const alone = await node('--import', 'tsx', segmentation, file, '标题,主要内容');
  const report: Record<string, unknown> = {
    orders: Number(orders),
    run: { seconds: round(run.seconds), rows_per_s: Math.round(Number(orders) / run.seconds), peak_mb: run.peakMb },
    segmentation_alone: { seconds: round(alone.seconds), peak_mb: alone.peakMb },
    'run / segmentation alone': round(run.seconds / alone.seconds),
  };
  if (process.env.MINQING_EVAL) {
    const columns = ['--id', '工单编号', '--text', '标题,主要内容', '--unit', '承办单位', '--time', '受理时间'];
    const more = ['--done', '办结时间', '--deadline', '办理时限', '--satisfied', '满意度'];
    const peer = await measuredProcess('python3', [
      join(process.env.MINQING_EVAL, 'eval', 'peer.py'),
      file,
      ...columns,
      ...more,
    ]);
    report.peer = { ...JSON.parse(peer.output), wall_seconds: round(peer.seconds) };
    report['peer / run'] = round(peer.seconds / run.seconds);
  }
  console.log(JSON.stringify(report, null, 1));
} finally {
  rmSync(dir, { recursive: true, force: true });
}

function round(x: number): number {
  return Math.round(x * 100) / 100;
}
