import { assets as allAssets } from '../assets/index.ts';
import { findExports } from '../ingest/exports.ts';
import type { Site } from '../site/site.ts';
import type { WarehouseLease } from '../warehouse/lease.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';
import type { Ahead } from './ahead.ts';
import { extentOfExports, readExtent } from './extent.ts';
import type { Outcome, Step } from './orchestrate.ts';
import type { Extent } from './partitions.ts';
import { makeStep } from './step.ts';

export interface Workplace {
  site: Site;
  lease: WarehouseLease;
  /** A private folder, wiped at start and exit. */
  scratch: string;
  /** Of the plan that the steps belong to, where it is carried out in one process. */
  ahead?: Ahead;
}

const assets = new Map(allAssets.map((asset) => [asset.key, asset]));

/**
 * Makes one step of a plan, holding the warehouse only meanwhile: what both engines do for every step.
 * A failure is an outcome, and closes the warehouse, so that the next step finds it as it lies on the disk.
 */
export async function makePlanned(
  { site, lease, scratch, ahead }: Workplace,
  { runId, asOf }: { runId: string; asOf: string },
  step: Step,
  progress: (done: number, total: number) => void,
): Promise<Outcome> {
  const outcome = await lease.use(`run ${runId}: ${step.asset}/${step.partition.slice(0, 12)}`, async (warehouse) => {
    const extent = await extentFor(step, { site, warehouse, asOf });
    const run = { site, warehouse, runId, asOf, extent, assets, scratch, progress };
    await ahead?.beginAfter(step, run);
    return makeStep(step, { ...run, ahead });
  });
  if (outcome.failure === 'transient' || outcome.failure === 'defect') lease.close();
  return outcome;
}

interface Landed {
  site: Site;
  asOf: string;
  extent: Extent;
}

/** What has landed changes only when a file lands: known for as long as the warehouse stays open. */
const known = new WeakMap<Warehouse, Landed>();

async function extentFor(
  step: Step,
  { site, warehouse, asOf }: { site: Site; warehouse: Warehouse; asOf: string },
): Promise<Extent> {
  if (assets.get(step.asset)?.partitioning === 'file') {
    known.delete(warehouse);
    return extentOfExports((await findExports(site)).exports);
  }
  const landed = known.get(warehouse);
  if (landed?.site === site && landed.asOf === asOf) return landed.extent;
  const extent = await readExtent(warehouse, site, asOf);
  known.set(warehouse, { site, asOf, extent });
  return extent;
}
