import { assets as allAssets } from '../assets/index.ts';
import { findExports } from '../ingest/exports.ts';
import type { Site } from '../site/site.ts';
import type { WarehouseLease } from '../warehouse/lease.ts';
import { extentOfExports, readExtent } from './extent.ts';
import type { Outcome, Step } from './orchestrate.ts';
import type { Extent } from './partitions.ts';
import { makeStep } from './step.ts';

export interface Workplace {
  site: Site;
  lease: WarehouseLease;
  /** A private folder, wiped at start and exit. */
  scratch: string;
}

const assets = new Map(allAssets.map((asset) => [asset.key, asset]));

/**
 * Makes one step of a plan, holding the warehouse only meanwhile: what both engines do for every step.
 * A failure is an outcome, and closes the warehouse, so that the next step finds it as it lies on the disk.
 */
export async function makePlanned(
  { site, lease, scratch }: Workplace,
  { runId, asOf }: { runId: string; asOf: string },
  step: Step,
  progress: (done: number, total: number) => void,
): Promise<Outcome> {
  const outcome = await lease.use(`run ${runId}: ${step.asset}/${step.partition.slice(0, 12)}`, async (warehouse) => {
    const extent: Extent =
      assets.get(step.asset)?.partitioning === 'file'
        ? extentOfExports((await findExports(site)).exports)
        : await readExtent(warehouse, site, asOf);
    return makeStep(step, { site, warehouse, runId, asOf, extent, assets, scratch, progress });
  });
  if (outcome.failure === 'transient' || outcome.failure === 'defect') lease.close();
  return outcome;
}
