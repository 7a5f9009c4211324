import { assets as allAssets } from '../assets/index.ts';
import { defaultAsOf, readExtent } from '../engine/extent.ts';
import { type AssetFreshness, type Freshness, readFreshness } from '../engine/freshness.ts';
import { newestEntries } from '../engine/ledger.ts';
import { partitionsOf } from '../engine/partitions.ts';
import { planRun } from '../engine/plan.ts';
import { type FoundExports, findExports, type SetAside } from '../ingest/exports.ts';
import { loadSite, type Site } from '../site/site.ts';
import { wallTime } from '../site/wall-time.ts';
import { failureMessage } from '../temporal/failure-message.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';
import { age } from './age.ts';
import { type LastRun, lastRun, type UnderWay } from './last-run.ts';
import { type Running, runningLines, shortStep, whatRuns } from './running.ts';
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

interface WarehouseStatus {
  as_of: string;
  /** Names of exports that are not landed yet. */
  waiting: string[];
  set_aside: SetAside[];
  partitions: PartitionStatus[];
  /** Steps that a run would make. */
  due: number;
  freshness: Freshness;
  last_run: LastRun | null;
}

/**
 * `minqing status`: what runs now; assets × partitions: state, rows, age, checks, freshness; how the last run ended; and
 * what a run would do. What runs is asked of Temporal and told first, since the warehouse may be held by it.
 */
export async function status(siteDir: string, json: boolean): Promise<void> {
  const site = loadSite(siteDir);
  const running = await whatRuns(site.dir);
  if (!json && running) for (const line of runningLines(running, site.dir)) print(line);
  try {
    const found = await findExports(site);
    const underWay = underWayOf(running);
    const report = await reading(siteDir, 'status', (warehouse) => readStatus(warehouse, site, found, underWay));
    if (json) print(JSON.stringify({ ...report, running: running ?? null }, null, 1));
    else printStatus(report, site, running?.runs ?? []);
  } catch (error) {
    // A monitor learns what runs also while the warehouse cannot be read.
    if (json && running) print(JSON.stringify({ running }, null, 1));
    throw error;
  }
}

async function readStatus(
  warehouse: Warehouse,
  site: Site,
  { exports, setAside }: FoundExports,
  underWay: UnderWay,
): Promise<WarehouseStatus> {
  const asOf = (await defaultAsOf(warehouse, site)) ?? '';
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
    freshness: await readFreshness(warehouse, site, allAssets, wallTime(site.config.time_zone, new Date())),
    last_run: (await lastRun(warehouse, site.config.id, underWay)) ?? null,
  };
}

/** A run whose worker is away does not tell its id: then its beginning must do. */
function underWayOf(running: Running | undefined): UnderWay {
  const runs = running?.runs ?? [];
  const nameless = runs.filter(({ progress }) => !progress).map(({ started }) => started);
  return { ids: runs.flatMap(({ progress }) => progress?.runId ?? []), since: nameless.sort()[0] };
}

const mostTold = 5;

function printStatus(report: WarehouseStatus, site: Site, runs: Running['runs']): void {
  print(assetTable(report));
  for (const { name, reason, fix } of report.set_aside.slice(0, mostTold))
    print(`set aside: ${name}: ${reason}\n  fix: ${fix}`);
  for (const row of report.partitions.filter(({ failing_checks }) => failing_checks.length > 0).slice(0, 10))
    print(`warning: ${row.asset}/${row.partition.slice(0, 24)}: ${row.failing_checks.join(', ')}`);
  const told = report.last_run ? lastRunLines(report.last_run, site, runs.length > 0) : [];
  for (const line of told) print(line);
  const failures = [report.last_run, ...runs].flatMap((run) => run?.progress?.failures ?? []);
  const toldFailed = new Set(failures.map(({ step }) => step));
  const earlier = report.partitions.filter(
    ({ state, asset, partition }) => state === 'failed' && !toldFailed.has(`${asset}/${partition}`),
  );
  for (const row of earlier.slice(0, mostTold))
    print(`failed earlier: ${shortStep(`${row.asset}/${row.partition}`)}\n  ${row.message}`);
  if (earlier.length > mostTold) print(`… and ${earlier.length - mostTold} more that failed earlier: --json has all`);
  const fresh = freshnessLine(report.freshness);
  if (fresh) print(fresh);
  const count = report.waiting.length;
  const waits =
    count === 0 ? 'no new export' : count === 1 ? '1 export waits to be landed' : `${count} exports wait to be landed`;
  print(
    `as of ${report.as_of || 'nothing landed'}; ${waits}; a run would make ${report.due} steps${report.waiting.length > 0 ? ' and more' : ''}`,
  );
}

function assetTable({ partitions, freshness }: WarehouseStatus): string {
  const rows = freshness.assets.map((fresh) => {
    const own = partitions.filter((row) => row.asset === fresh.asset);
    const count = (state: PartitionStatus['state']) => own.filter((row) => row.state === state).length;
    const newestEnd = own
      .map((row) => row.ended_at ?? '')
      .sort()
      .at(-1);
    return [
      fresh.asset,
      String(own.length),
      ...(['done', 'stale', 'missing', 'failed'] as const).map((state) => String(count(state))),
      String(own.reduce((sum, row) => sum + (row.rows ?? 0), 0)),
      String(own.filter((row) => row.failing_checks.length > 0).length),
      newestEnd ? age(newestEnd) : '',
      fresh.newest === 'all' ? '' : (fresh.newest ?? '').slice(0, 16),
      freshnessWord(fresh),
    ];
  });
  const header = ['asset', 'partitions', 'done', 'stale', 'missing', 'failed', 'rows', 'warnings', 'last made'];
  return textTable([...header, 'newest', 'freshness'], rows, [1, 2, 3, 4, 5, 6, 7]);
}

const freshnessWord = ({ state, behind }: AssetFreshness): string =>
  state === 'late' ? `${behind} behind` : state === 'unjudged' ? '' : state;

function freshnessLine({ state, expected, due, newestExport, lag }: Freshness): string | undefined {
  if (!expected || state === 'unjudged') return undefined;
  if (state === 'never') return `never fed: no export has been landed; figures of ${expected.id} were due ${due}`;
  const newest = `the newest export is of ${newestExport}`;
  if (state === 'fresh') return `fresh: ${newest} and serves ${expected.id}, the newest period that is due`;
  return `late: ${expected.id} was due ${due}; ${newest}, ${lag.periods} ${lag.periods === 1 ? 'period' : 'periods'} and ${Math.ceil(lag.hours)} h behind`;
}

function lastRunLines({ progress, engine, ended, blocked }: LastRun, site: Site, isHistory: boolean): string[] {
  const when = ended ? `ended ${age(ended)}` : 'found nothing to make';
  const counts = `${progress.done} of ${progress.steps} planned steps made`;
  const head = `last run: ${progress.runId} (${engine}) ${when}, ${counts}`;
  if (progress.failed === 0) return [head];
  const { subject, text } = failureMessage({ site, progress, workflowId: '', blocked, engine });
  if (isHistory) return [head, `  ${subject}`];
  return [head, ...text.split('\n').map((line) => (line ? `  ${line}` : line))];
}
