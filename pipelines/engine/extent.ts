import { contractMeaning } from '../ingest/contract.ts';
import type { ExportFile } from '../ingest/exports.ts';
import { closedPeriods, periodAt } from '../site/periods.ts';
import type { Site } from '../site/site.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';
import type { Extent } from './partitions.ts';

/** The exports to be landed, each with what its contract says. */
export const extentOfExports = (exports: readonly ExportFile[]): Extent => ({
  files: exports.map(({ file }) => file),
  readings: new Map(exports.map(({ file, contract }) => [file, contractMeaning(contract)])),
  months: [],
  touching: new Map(),
  periods: [],
  editions: 0,
});

/** Reads from the warehouse what has landed and how many editions there are, and derives months and closed periods. */
export async function readExtent(warehouse: Warehouse, site: Site, asOf: string): Promise<Extent> {
  const landed = await warehouse.rows<{ month: string; file: string }>(
    `select distinct month, file from landed_months order by month = 'undated', month, file`,
  );
  const touching = new Map<string, string[]>();
  for (const { month, file } of landed) touching.set(month, [...(touching.get(month) ?? []), file]);
  const months = [...touching.keys()];
  const files = (await warehouse.rows<{ file: string }>('select file from files order by file')).map(
    ({ file }) => file,
  );
  const first = months.find((month) => month !== 'undated');
  const periods = first
    ? site.config.periods.flatMap((kind) => closedPeriods(kind, site.config.assessment, `${first}-01 00:00:00`, asOf))
    : [];
  const counted = await warehouse.row<{ value: string }>(`select value from settings where name = 'editions'`);
  return { files, months, touching, periods, editions: Number(counted?.value ?? 0) };
}

/**
 * The default `as_of`: the end of the last period, of any kind that the site scores, that had ended by the newest
 * export of orders or calls landed: a ledger of exclusions of last month says nothing of the month after. Results never
 * read a clock. `undefined` when nothing has landed.
 */
export async function defaultAsOf(warehouse: Warehouse, site: Site): Promise<string | undefined> {
  const newest = await warehouse.row<{ at: string | null }>(
    `select max(exported_at) as at from files where kind in ('orders', 'calls')`,
  );
  if (!newest?.at) return undefined;
  const { periods, assessment } = site.config;
  return periods
    .map((kind) => periodAt(kind, assessment, newest.at!).start)
    .sort()
    .at(-1);
}
