import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadSite, type Site } from '../site/site.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';
import { Ahead } from './ahead.ts';
import type { Asset } from './asset.ts';
import { newestEntries } from './ledger.ts';
import { type Outcome, orchestrate, type Step } from './orchestrate.ts';
import type { Extent } from './partitions.ts';
import { planRun } from './plan.ts';
import { makeStep } from './step.ts';

const folders: string[] = [];

/** A test fixture: a site without exports, whose assets a test makes up. */
export function toySite(warehouse = 'warehouse.duckdb'): Site {
  const dir = mkdtempSync(join(tmpdir(), 'minqing-engine-'));
  folders.push(dir);
  writeFileSync(join(dir, 'site.yaml'), `id: toy\nname: 玩具市\ndemo: true\nwarehouse: ${warehouse}\n`);
  return loadSite(dir);
}

export function removeToySites(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}

/** The first asset of a toy: numbers by month, given by the test; `told` before a month is made. */
export const numbersOf = (
  source: Record<string, number[]>,
  told: (month: string) => void = () => undefined,
): Asset => ({
  key: 'numbers',
  partitioning: 'month',
  tables: [{ name: 'numbers', columns: 'month VARCHAR, x BIGINT' }],
  reads: [],
  codeVersion: '1',
  config: (_, month) => source[month],
  checks: [],
  async materialize({ warehouse, partition }) {
    told(partition);
    for (const x of source[partition] ?? [])
      await warehouse.run('insert into numbers values ($m, $x)', { m: partition, x });
  },
});

export interface ToyRequest {
  force?: boolean;
  only?: string[];
  /** Whether steps are begun ahead, as in one process. */
  ahead?: boolean;
  /** Called after every step. */
  after?: (step: Step) => Promise<void>;
}

/** Plans and makes what is due of toy assets over months; how each step ended. */
export async function runToy(
  warehouse: Warehouse,
  site: Site,
  assets: Asset[],
  months: string[],
  { force = false, only, ahead = false, after }: ToyRequest = {},
): Promise<Record<string, string>> {
  const extent: Extent = { files: [], months, touching: new Map(), periods: [], editions: 0 };
  const common = { site, asOf: '2024-03-01 00:00:00', extent };
  const newest = await newestEntries(warehouse);
  const plan = planRun({ ...common, runId: 'r', assets, phase: 'making', newest, force, ...(only && { only }) });
  const outcomes = new Map<string, Outcome>();
  const begun = ahead ? new Ahead(plan, outcomes) : undefined;
  const materialize = async (runId: string, step: Step) => {
    const byKey = new Map(assets.map((asset) => [asset.key, asset]));
    const run = { ...common, warehouse, runId, assets: byKey, scratch: tmpdir(), progress: () => undefined };
    await begun?.beginAfter(step, run);
    const outcome = await makeStep(step, { ...run, ahead: begun });
    await after?.(step);
    return outcome;
  };
  await orchestrate(plan, { materialize }, {}, outcomes);
  return Object.fromEntries([...outcomes].map(([id, outcome]) => [id, outcome.status]));
}
