import { assets as allAssets } from '../assets/index.ts';
import { type ExportFile, findExports, type SetAside } from '../ingest/exports.ts';
import type { Site } from '../site/site.ts';
import { migrate } from '../warehouse/migrations.ts';
import { createTables } from '../warehouse/tables.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';
import type { Asset } from './asset.ts';
import { defaultAsOf, extentOfExports, readExtent } from './extent.ts';
import { WrongRequest } from './failure.ts';
import { failedSteps, newestEntries } from './ledger.ts';
import type { Plan, Step } from './orchestrate.ts';
import type { Extent } from './partitions.ts';
import { planRun } from './plan.ts';
import { keepToKey } from './warehouse-key.ts';

export interface RunRequest {
  asOf?: string;
  /**
   * For a scheduled run: the end of the period its time closes. The run stands there, or where the newest export or
   * the last run does (no export yet: nothing to say; never back), and makes no period that ended later.
   */
  due?: string;
  only?: string[];
  periods?: { from: string; to: string };
  /** Of `periods`, and the months they touch: what was never made, what failed when last made, or all of it again. */
  pick?: 'missing' | 'failed' | 'all';
  force?: boolean;
  dryRun?: boolean;
}

export interface Landing {
  plan: Plan;
  /** Exports that were not landed, each with the reason. */
  setAside: SetAside[];
  /** Files in the exports folder that no contract reads. */
  unmatched: string[];
  exports: ExportFile[];
}

export interface Making {
  plan: Plan;
  asOf: string | undefined;
  /** Ids of the periods it is about, oldest first. */
  periods: string[];
}

/**
 * Brings the warehouse to the program's version and plans the landing of every new export.
 * @throws UserError when a contract is wrong or the exports folder is missing, WrongRequest when an asset is unknown
 */
export async function planLanding(
  warehouse: Warehouse,
  site: Site,
  runId: string,
  { only, force = false }: RunRequest,
): Promise<Landing> {
  for (const key of only ?? [])
    if (!allAssets.some((asset) => asset.key === key))
      throw new WrongRequest(`there is no asset ${key}`, {
        where: '--only',
        fix: `one of ${allAssets.map((asset) => asset.key).join(', ')}`,
      });
  await migrate(warehouse, site);
  await keepToKey(warehouse, site);
  await createAllTables(warehouse);
  const found = await findExports(site);
  const extent = extentOfExports(found.exports);
  const newest = await newestEntries(warehouse);
  const phase = { phase: 'landing', assets: allAssets, asOf: '' } as const;
  return { ...found, plan: planRun({ ...phase, site, runId, extent, newest, force, ...(only && { only }) }) };
}

/** Plans what is stale, from what has landed. An empty plan without `asOf` when nothing has. */
export async function planMaking(
  warehouse: Warehouse,
  site: Site,
  runId: string,
  request: RunRequest,
): Promise<Making> {
  const asOf = await asOfRun(warehouse, site, request);
  if (asOf === undefined) return { asOf, plan: { runId, asOf: '', steps: [] }, periods: [] };
  const { only, periods, force, pick, due } = request;
  const extent = await readExtent(warehouse, site, asOf);
  const range = periods && periodsWithin(extent, periods);
  const made = due === undefined ? range : extent.periods.filter(({ end }) => end <= due).map(({ id }) => id);
  const newest = await newestEntries(warehouse);
  const phase = { phase: 'making', assets: allAssets } as const;
  const plan = planRun({
    ...phase,
    site,
    runId,
    asOf,
    extent,
    newest,
    ...(only && { only }),
    ...(force && { force }),
    ...(pick === undefined && made && { periods: made }),
    ...(pick && range && { targets: { again: pick === 'all', wants: await wantedBy(warehouse, extent, range, pick) } }),
  });
  return { plan, asOf, periods: made ?? extent.periods.map(({ id }) => id) };
}

/** `pick` as a question to each partition of the range's periods, and of the months that they touch. */
async function wantedBy(warehouse: Warehouse, extent: Extent, range: string[], pick: 'missing' | 'failed' | 'all') {
  const periods = extent.periods.filter(({ id }) => range.includes(id));
  const touched = (month: string) =>
    periods.some(({ start, end }) => start.slice(0, 7) <= month && `${month}-01 00:00:00` < end);
  const inRange = (asset: Asset, partition: string) =>
    asset.partitioning === 'period'
      ? range.includes(partition)
      : asset.partitioning === 'month' && partition !== 'undated' && touched(partition);
  if (pick === 'all') return inRange;
  const [failed, newest] = [await failedSteps(warehouse), await newestEntries(warehouse)];
  return (asset: Asset, partition: string) => {
    const id = `${asset.key}/${partition}`;
    return inRange(asset, partition) && (failed.has(id) || (pick === 'missing' && !newest.has(id)));
  };
}

async function asOfRun(warehouse: Warehouse, site: Site, { asOf, due }: RunRequest): Promise<string | undefined> {
  if (asOf !== undefined) return asOf;
  const landed = await defaultAsOf(warehouse, site);
  if (due === undefined || landed === undefined) return landed;
  const last = await warehouse.row<{ at: string | null }>('select arg_max(as_of, started_at) as at from runs');
  return [due < landed ? due : landed, last?.at ?? ''].sort().at(-1);
}

/** Tables exist before anything is planned or made, so that what reads an asset with no partition yet finds it empty. */
async function createAllTables(warehouse: Warehouse): Promise<void> {
  for (const { tables, partitioning } of allAssets)
    await createTables(warehouse, tables, partitioning === 'all' ? undefined : partitioning);
}

function periodsWithin(extent: Extent, { from, to }: { from: string; to: string }): string[] {
  const ids = extent.periods.map((period) => period.id);
  for (const id of [from, to])
    if (!ids.includes(id))
      throw new WrongRequest(`there is no closed period ${id}`, {
        where: '--period',
        fix: ids.length > 0 ? `the periods run from ${ids[0]} to ${ids.at(-1)}` : 'no period has closed yet',
      });
  const kind = from.split(':')[0];
  return ids.filter((id) => id.startsWith(`${kind}:`) && id >= from && id <= to);
}

/**
 * Stores a plan, so that only its steps' numbers need to travel; its first step gets number `first`.
 * Storing the same again changes nothing.
 */
export async function recordPlan(warehouse: Warehouse, plan: Plan, first = 0): Promise<void> {
  await warehouse.run('delete from plan_steps where run_id = $run_id and seq >= $first', { run_id: plan.runId, first });
  if (plan.steps.length === 0) return;
  await warehouse.run(
    `insert into plan_steps
     select $run_id, seq, step_id, asset, partition, needs, reason from (
       select unnest(from_json($steps, '[{"seq":"INTEGER","step_id":"VARCHAR","asset":"VARCHAR","partition":"VARCHAR","needs":["VARCHAR"],"reason":"VARCHAR"}]'), recursive := true))`,
    {
      run_id: plan.runId,
      steps: JSON.stringify(plan.steps.map(({ id, ...step }, i) => ({ seq: first + i, step_id: id, ...step }))),
    },
  );
}

/** Steps of a stored plan, from number `first` on, at most `count`. */
export const pageOfPlan = (warehouse: Warehouse, runId: string, first: number, count: number): Promise<Step[]> =>
  warehouse.rows<Step>(
    `select step_id as id, asset, partition, needs, reason from plan_steps
     where run_id = $run_id and seq >= $first and seq < $end order by seq`,
    { run_id: runId, first, end: first + count },
  );

/** Notes the run: by which engine, at which `as_of`, what was asked. The time is for people, no result reads it. */
export async function recordRun(
  warehouse: Warehouse,
  { runId, engine, asOf, request }: { runId: string; engine: 'embedded' | 'temporal'; asOf: string; request: unknown },
): Promise<void> {
  await warehouse.run('delete from runs where run_id = $run_id', { run_id: runId });
  await warehouse.run(`insert into runs select $run_id, $engine, $as_of, $command, now()::TIMESTAMP`, {
    run_id: runId,
    engine,
    as_of: asOf,
    command: JSON.stringify(request),
  });
}
