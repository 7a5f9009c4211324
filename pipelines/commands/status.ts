import { assets as allAssets } from '../assets/index.ts';
import { defaultAsOf, readExtent } from '../engine/extent.ts';
import { newestEntries } from '../engine/ledger.ts';
import { partitionsOf } from '../engine/partitions.ts';
import { planRun } from '../engine/plan.ts';
import { findExports } from '../ingest/exports.ts';
import { reading } from './session.ts';
import { print, textTable } from './terminal.ts';

interface PartitionStatus {
  asset: string;
  partition: string;
  state: 'done' | 'missing' | 'stale' | 'failed';
  rows: number | null;
  ended_at: string | null;
  failing_checks: string[];
  message: string | null;
}

/** `minqing status`: assets × partitions: state, rows, age, checks; and what a run would do. */
export async function status(siteDir: string, json: boolean): Promise<void> {
  const report = await reading(siteDir, 'status', async (warehouse, site) => {
    const asOf = (await defaultAsOf(warehouse, site)) ?? '';
    const { exports, setAside } = await findExports(site);
    const extent = await readExtent(warehouse, site, asOf);
    const newest = await newestEntries(warehouse);
    const here = { ...extent, files: [...new Set([...extent.files, ...exports.map(({ file }) => file)])].sort() };
    const landedFiles = new Set(extent.files);
    const waiting = exports.filter(({ file }) => !landedFiles.has(file));
    const plan = planRun({ site, runId: '', asOf, extent, assets: allAssets, phase: 'making', newest });
    const due = new Map(plan.steps.map((step) => [step.id, step.reason]));
    const last = new Map(
      (
        await warehouse.rows<{ step_id: string; status: string; ended_at: string; checks: string; message: string }>(
          `select step_id, arg_max(status, seq) as status, arg_max(ended_at, seq) as ended_at,
                  arg_max(checks, seq) as checks, arg_max(message, seq) as message from ledger group by step_id`,
        )
      ).map((row) => [row.step_id, row]),
    );
    const partitions: PartitionStatus[] = allAssets.flatMap((asset) =>
      partitionsOf(asset, here).map((partition) => {
        const id = `${asset.key}/${partition}`;
        const entry = newest.get(id);
        const row = last.get(id);
        const reason = due.get(id);
        const checks = row ? (JSON.parse(row.checks) as { name: string; passed: boolean }[]) : [];
        return {
          asset: asset.key,
          partition,
          state: row?.status === 'failed' ? 'failed' : !entry ? 'missing' : reason ? 'stale' : 'done',
          rows: entry?.rows ?? null,
          ended_at: row?.ended_at ?? null,
          failing_checks: checks.filter((check) => !check.passed).map((check) => check.name),
          message: row?.status === 'failed' ? row.message : null,
        };
      }),
    );
    return {
      as_of: asOf,
      waiting: waiting.map(({ name }) => name),
      set_aside: setAside,
      partitions,
      due: plan.steps.length,
    };
  });
  if (json) return print(JSON.stringify(report, null, 1));

  const assets = [...new Set(report.partitions.map((row) => row.asset))];
  const rows = assets.map((asset) => {
    const own = report.partitions.filter((row) => row.asset === asset);
    const count = (state: PartitionStatus['state']) => own.filter((row) => row.state === state).length;
    const newestEnd =
      own
        .map((row) => row.ended_at ?? '')
        .sort()
        .at(-1) ?? '';
    return [
      asset,
      String(own.length),
      String(count('done')),
      String(count('stale')),
      String(count('missing')),
      String(count('failed')),
      String(own.reduce((sum, row) => sum + (row.rows ?? 0), 0)),
      String(own.filter((row) => row.failing_checks.length > 0).length),
      age(newestEnd),
    ];
  });
  print(
    textTable(
      ['asset', 'partitions', 'done', 'stale', 'missing', 'failed', 'rows', 'check warnings', 'last made'],
      rows,
      [1, 2, 3, 4, 5, 6, 7],
    ),
  );
  for (const row of report.partitions.filter(({ state }) => state === 'failed'))
    print(`failed: ${row.asset}/${row.partition}\n  ${row.message}`);
  for (const row of report.partitions.filter(({ failing_checks }) => failing_checks.length > 0).slice(0, 10))
    print(`warning: ${row.asset}/${row.partition.slice(0, 24)}: ${row.failing_checks.join(', ')}`);
  const waits = report.waiting.length > 0 ? `${report.waiting.length} exports wait to be landed` : 'no new export';
  print(
    `as of ${report.as_of || 'nothing landed'}; ${waits}; a run would make ${report.due} steps${report.waiting.length > 0 ? ' and more' : ''}`,
  );
}

/** The clock may be read here, and only here: how long ago something was made is no result. */
function age(endedAt: string): string {
  if (!endedAt) return '';
  const minutes = (Date.now() - Date.parse(`${endedAt.replace(' ', 'T')}Z`)) / 60_000;
  if (minutes < 60) return `${Math.round(minutes)} min ago`;
  return minutes < 48 * 60 ? `${Math.round(minutes / 60)} h ago` : `${Math.round(minutes / 1440)} d ago`;
}
