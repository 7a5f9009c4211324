import { randomBytes } from 'node:crypto';
import { assets as allAssets } from '../assets/index.ts';
import { type ExportFile, findExports, type SetAside } from '../ingest/exports.ts';
import type { Site } from '../site/site.ts';
import { UserError } from '../user-error.ts';
import { migrate } from '../warehouse/migrations.ts';
import { type OpenOptions, withWarehouse } from '../warehouse/open.ts';
import { createTable } from '../warehouse/tables.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';
import { defaultAsOf, readExtent } from './extent.ts';
import { newestEntries } from './ledger.ts';
import { type Outcome, orchestrate, type Plan, type Step } from './orchestrate.ts';
import type { Extent } from './partitions.ts';
import { planRun } from './plan.ts';
import { makeStep } from './step.ts';

export interface RunRequest {
  asOf?: string;
  only?: string[];
  periods?: { from: string; to: string };
  force?: boolean;
  dryRun?: boolean;
}

export interface RunReport {
  runId: string;
  asOf: string | undefined;
  landing: Plan;
  plan: Plan;
  outcomes: Map<string, Outcome>;
  /** Exports that were not landed, each with the reason. */
  setAside: SetAside[];
  /** Files in the exports folder that no contract reads. */
  unmatched: string[];
}

export interface RunEvents {
  onPlan(plan: Plan): void;
  onStep(step: Step): void;
  onProgress(step: Step, done: number, total: number): void;
  /** `name`: how people call the step; an export by its file name. */
  onOutcome(step: Step, outcome: Outcome, name: string): void;
}

/**
 * The embedded engine: lands every new export, plans what is stale, and makes it, all in this process.
 * One bad export or one failed step never stops what does not depend on it.
 */
export async function run(
  site: Site,
  request: RunRequest,
  { scratch, onWait }: Pick<OpenOptions, 'scratch' | 'onWait'>,
  events: RunEvents,
): Promise<RunReport> {
  const assets = new Map(allAssets.map((asset) => [asset.key, asset]));
  for (const key of request.only ?? [])
    if (!assets.has(key))
      throw new UserError(`there is no asset ${key}`, {
        where: '--only',
        fix: `one of ${[...assets.keys()].join(', ')}`,
      });
  const { exports, setAside, unmatched } = await findExports(site);
  const runId = `${new Date().toISOString().slice(0, 19).replace(/\D/g, '')}-${randomBytes(2).toString('hex')}`;

  return withWarehouse(site, { purpose: `run ${runId}`, scratch, ...(onWait && { onWait }) }, async (warehouse) => {
    await migrate(warehouse, site);
    await createTables(warehouse);
    const outcomes = new Map<string, Outcome>();
    const exportNames = new Map(exports.map(({ file, name }) => [file, name]));
    const carryOut = async (plan: Plan, extent: Extent) => {
      events.onPlan(plan);
      await recordPlan(warehouse, plan);
      const runner = {
        materialize: (_: string, step: Step) => {
          events.onStep(step);
          const progress = (done: number, total: number) => events.onProgress(step, done, total);
          return makeStep(step, { site, warehouse, runId, asOf: plan.asOf, extent, assets, scratch, progress });
        },
      };
      const told = (step: Step, outcome: Outcome) =>
        events.onOutcome(step, outcome, exportNames.get(step.partition) ?? step.id);
      for (const [id, outcome] of await orchestrate(plan, runner, told)) outcomes.set(id, outcome);
    };

    const landing = await planLanding(warehouse, site, runId, exports, request);
    if (!request.dryRun) await carryOut(landing.plan, landing.extent);

    const asOf = request.asOf ?? (await defaultAsOf(warehouse, site));
    if (asOf === undefined)
      return {
        runId,
        asOf,
        landing: landing.plan,
        plan: { runId, asOf: '', steps: [] },
        outcomes,
        setAside,
        unmatched,
      };
    const extent = await readExtent(warehouse, site, asOf);
    const plan = planRun({
      site,
      runId,
      asOf,
      extent,
      assets: allAssets,
      phase: 'making',
      newest: await newestEntries(warehouse),
      ...(request.only && { only: request.only }),
      ...(request.periods && { periods: periodsWithin(extent, request.periods) }),
      ...(request.force && { force: true }),
    });
    if (!request.dryRun) {
      await warehouse.run(`insert into runs select $run_id, 'embedded', $as_of, $command, now()::TIMESTAMP`, {
        run_id: runId,
        as_of: asOf,
        command: JSON.stringify(request),
      });
      await carryOut(plan, extent);
    }
    return { runId, asOf, landing: landing.plan, plan, outcomes, setAside, unmatched };
  });
}

/** Tables exist before anything is planned or made, so that what reads an asset with no partition yet finds it empty. */
async function createTables(warehouse: Warehouse): Promise<void> {
  for (const asset of allAssets)
    for (const table of asset.tables)
      await createTable(warehouse, table, asset.partitioning === 'all' ? undefined : asset.partitioning);
}

async function planLanding(
  warehouse: Warehouse,
  site: Site,
  runId: string,
  exports: ExportFile[],
  { only, force = false }: RunRequest,
) {
  const extent: Extent = { files: exports.map(({ file }) => file), months: [], touching: new Map(), periods: [] };
  const newest = await newestEntries(warehouse);
  const plan = planRun({
    site,
    runId,
    asOf: '',
    extent,
    assets: allAssets,
    phase: 'landing',
    newest,
    force,
    ...(only && { only }),
  });
  return { plan, extent };
}

function periodsWithin(extent: Extent, { from, to }: { from: string; to: string }): string[] {
  const ids = extent.periods.map((period) => period.id);
  for (const id of [from, to])
    if (!ids.includes(id))
      throw new UserError(`there is no closed period ${id}`, {
        where: '--period',
        fix: ids.length > 0 ? `the periods run from ${ids[0]} to ${ids.at(-1)}` : 'no period has closed yet',
      });
  const kind = from.split(':')[0];
  return ids.filter((id) => id.startsWith(`${kind}:`) && id >= from && id <= to);
}

async function recordPlan(warehouse: Warehouse, plan: Plan): Promise<void> {
  if (plan.steps.length === 0) return;
  await warehouse.run(
    `insert into plan_steps
     select $run_id, seq, step_id, asset, partition, needs, reason from (
       select unnest(from_json($steps, '[{"seq":"INTEGER","step_id":"VARCHAR","asset":"VARCHAR","partition":"VARCHAR","needs":["VARCHAR"],"reason":"VARCHAR"}]'), recursive := true))`,
    {
      run_id: plan.runId,
      steps: JSON.stringify(plan.steps.map(({ id, ...step }, seq) => ({ seq, step_id: id, ...step }))),
    },
  );
}
