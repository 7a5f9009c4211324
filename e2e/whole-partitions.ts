import { assets } from '../pipelines/assets/index.ts';
import { newestEntries } from '../pipelines/engine/ledger.ts';
import { digestRows, shortHash } from '../pipelines/warehouse/digest.ts';
import type { Warehouse } from '../pipelines/warehouse/warehouse.ts';

/**
 * The partitions whose rows are not those that the ledger's newest entry speaks of, as `asset/partition`: half-made
 * ones, and ones that no entry speaks of. Looked at from the tables, not from what the engine believes.
 */
export async function partialPartitions(warehouse: Warehouse): Promise<string[]> {
  const newest = await newestEntries(warehouse);
  const partial: string[] = [];
  for (const asset of assets) {
    const column = asset.partitioning === 'all' ? undefined : asset.partitioning;
    const made = new Set([...newest.values()].filter((entry) => entry.asset === asset.key).map((e) => e.partition));
    const there = new Set<string>(made);
    for (const { name } of asset.tables) {
      const rows = await warehouse.rows<{ partition: string }>(
        `select distinct ${column ?? "'all'"} as partition from ${name}`,
      );
      for (const { partition } of rows) there.add(partition);
    }
    for (const partition of there) {
      const id = `${asset.key}/${partition}`;
      if (!made.has(partition)) partial.push(id);
      else if ((await digestOf(warehouse, asset, column, partition)) !== newest.get(id)!.dataVersion) partial.push(id);
    }
  }
  return partial.sort();
}

async function digestOf(
  warehouse: Warehouse,
  asset: (typeof assets)[number],
  column: string | undefined,
  partition: string,
): Promise<string> {
  const digests: string[] = [];
  for (const table of asset.tables.filter(({ shared }) => !shared))
    digests.push((await digestRows(warehouse, table, column ? `${column} = $partition` : 'true', partition)).digest);
  return shortHash(digests.join('|'));
}
