import { assets } from '../pipelines/assets/index.ts';
import type { Mapping } from '../pipelines/engine/asset.ts';
import type { Warehouse } from '../pipelines/warehouse/warehouse.ts';

interface Extent {
  files: string[];
  months: string[];
  periods: { id: string; end: string }[];
  filesOf: Map<string, string[]>;
}

/**
 * What each partition reads, by its `asset/partition`, those that are read before those that read them: what the
 * assets' `reads` say, by the words of docs/architecture.md and not by the engine's own code. `needed`: only those
 * whose failure stops the reader.
 */
export async function readsOfPartitions(
  warehouse: Warehouse,
  which: 'all' | 'needed' = 'all',
): Promise<Map<string, string[]>> {
  const extent = await extentOf(warehouse);
  const reads = new Map<string, string[]>();
  for (const asset of assets)
    for (const partition of partitionsOf(asset.key, extent))
      reads.set(
        `${asset.key}/${partition}`,
        asset.reads.flatMap(({ asset: from, mapping, evenIfFailed }) => {
          if (which === 'needed' && evenIfFailed) return [];
          const there = partitionsOf(from, extent);
          return there
            .filter((other) => readsPartition[mapping](partition, other, there, extent, from === asset.key))
            .map((other) => `${from}/${other}`);
        }),
      );
  return reads;
}

/** The changed partitions, and those that read them, directly or not. */
export function touchedPartitions(reads: Map<string, string[]>, changed: string[]): string[] {
  const touched = new Set(changed);
  for (const [id, read] of reads) if (read.some((other) => touched.has(other))) touched.add(id);
  return [...touched].sort();
}

type Reads = (partition: string, other: string, there: string[], extent: Extent, itself: boolean) => boolean;

const readsPartition: Record<Mapping, Reads> = {
  all: () => true,
  same: (partition, other) => other === partition,
  touching: (month, file, _, { filesOf }) => filesOf.get(month)!.includes(file),
  until: (partition, other, there, _, itself) =>
    there.indexOf(other) < there.indexOf(partition) || (!itself && other === partition),
  previous: (partition, other, there) => there.indexOf(other) === there.indexOf(partition) - 1,
  months: (period, month, _, { periods }) => {
    const { end } = periods.find(({ id }) => id === period)!;
    return month !== 'undated' && Date.parse(`${month}-01`) < Date.parse(`${end.slice(0, 10)}`) + 31 * 86_400_000;
  },
};

function partitionsOf(key: string, { files, months, periods }: Extent): string[] {
  const { partitioning } = assets.find((asset) => asset.key === key)!;
  return { file: files, month: months, period: periods.map(({ id }) => id), all: ['all'] }[partitioning];
}

async function extentOf(warehouse: Warehouse): Promise<Extent> {
  const landed = await warehouse.rows<{ month: string; file: string }>(
    `select distinct "month", file from landed_months order by all`,
  );
  const months = [...new Set(landed.map(({ month }) => month))];
  return {
    files: [...new Set(landed.map(({ file }) => file))],
    months,
    periods: await warehouse.rows('select period as id, end_at as "end" from periods order by period'),
    filesOf: new Map(
      months.map((month) => [month, landed.filter((row) => row.month === month).map(({ file }) => file)]),
    ),
  };
}
