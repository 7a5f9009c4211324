import type { Site } from '../site/site.ts';
import type { Asset, Read } from './asset.ts';
import type { LedgerEntry } from './ledger.ts';
import type { Plan, Step } from './orchestrate.ts';
import { type Extent, partitionsOf, partitionsRead } from './partitions.ts';
import { inputVersion } from './versions.ts';

export interface PlanRequest {
  site: Site;
  runId: string;
  asOf: string;
  extent: Extent;
  /** In the order data flows: what an asset reads stands before it. */
  assets: Asset[];
  newest: Map<string, LedgerEntry>;
  /** Exports are landed first; what they make stale can only be planned then. */
  phase: 'landing' | 'making';
  /** Only these assets, and what they read. */
  only?: string[];
  /** Only these reporting periods (assets cut by month or file are not restricted). */
  periods?: string[];
  /** Make the asked-for assets again even when nothing has changed. */
  force?: boolean;
  /** Only these steps, and what of the plan they need; `again`: also when nothing has changed. */
  targets?: { wants(asset: Asset, partition: string): boolean; again: boolean };
}

/**
 * Decides what must be made, and why. A step is planned when its input version has no matching ledger row, or when
 * something it reads is planned (it may change; the step looks again before it works, and skips if it did not).
 * Partitions that exist in the ledger but no longer in the site are planned as `obsolete`: their rows are removed.
 */
export function planRun(request: PlanRequest): Plan {
  const { site, asOf, extent, newest, only, periods, force, targets } = request;
  const assets = new Map(request.assets.map((asset) => [asset.key, asset]));
  const wanted = only ? upstreamOf(only, assets) : new Set(assets.keys());
  const steps: Step[] = [];
  const planned = new Set<string>();
  const add = (step: Step) => {
    steps.push(step);
    planned.add(step.id);
  };

  const planPartition = (asset: Asset, partition: string): void => {
    if (asset.partitioning === 'period' && periods && !periods.includes(partition)) return;
    const id = `${asset.key}/${partition}`;
    const plannedReads = (reads: Read[]): string[] =>
      reads
        .flatMap((read) =>
          partitionsRead(asset, partition, read, assets.get(read.asset)!, extent).map(
            (other) => `${read.asset}/${other}`,
          ),
        )
        .filter((read) => planned.has(read));
    const needs = plannedReads(asset.reads.filter(({ evenIfFailed }) => !evenIfFailed));
    const step = { id, asset: asset.key, partition, needs: [...new Set(needs)] };
    const entry = newest.get(id);
    const again = (force && (!only || only.includes(asset.key))) || (targets?.again && targets.wants(asset, partition));
    if (!entry) add({ ...step, reason: 'missing' });
    else if (again) add({ ...step, reason: 'forced' });
    else if (plannedReads(asset.reads).length > 0) add({ ...step, reason: 'stale' });
    else if (inputVersion(asset, partition, { site, asOf, extent, assets, newest }) !== entry.inputVersion)
      add({ ...step, reason: 'stale' });
  };
  const planObsolete = (asset: Asset): void => {
    const current = new Set(partitionsOf(asset, extent));
    for (const entry of newest.values())
      if (entry.asset === asset.key && !current.has(entry.partition))
        add({
          id: `${asset.key}/${entry.partition}`,
          asset: asset.key,
          partition: entry.partition,
          needs: [],
          reason: 'obsolete',
        });
  };
  const phase = request.assets.filter(
    ({ key, partitioning }) => wanted.has(key) && (partitioning === 'file') === (request.phase === 'landing'),
  );
  for (const group of groupsOf(phase)) {
    for (const partition of partitionsOf(group[0], extent)) for (const asset of group) planPartition(asset, partition);
    // What has landed stays, also when its source is gone.
    if (request.phase === 'making') group.forEach(planObsolete);
  }
  const plan = { runId: request.runId, asOf, steps };
  return targets
    ? { ...plan, steps: neededFor(steps, ({ asset, partition }) => targets.wants(assets.get(asset)!, partition)) }
    : plan;
}

/** Each asset with those that are planned alongside it. */
function groupsOf(assets: Asset[]): [Asset, ...Asset[]][] {
  const groups: [Asset, ...Asset[]][] = [];
  for (const asset of assets) {
    const before = groups.at(-1);
    if (asset.alongside && before?.at(-1)?.partitioning === asset.partitioning) before!.push(asset);
    else groups.push([asset]);
  }
  return groups;
}

/** The wanted steps and all they need, directly or not, in the plan's order. */
function neededFor(steps: Step[], wanted: (step: Step) => boolean): Step[] {
  const kept = new Set<string>();
  for (const step of steps.toReversed())
    if (wanted(step) || kept.has(step.id)) for (const id of [step.id, ...step.needs]) kept.add(id);
  return steps.filter(({ id }) => kept.has(id));
}

/** The named assets and everything they read, directly or not. */
function upstreamOf(keys: string[], assets: Map<string, Asset>): Set<string> {
  const found = new Set<string>();
  const visit = (key: string) => {
    if (found.has(key)) return;
    found.add(key);
    for (const read of assets.get(key)?.reads ?? []) visit(read.asset);
  };
  keys.forEach(visit);
  return found;
}
