import type { Site } from '../site/site.ts';
import { shortHash } from '../warehouse/digest.ts';
import { tableShape } from '../warehouse/tables.ts';
import type { Asset } from './asset.ts';
import type { LedgerEntry } from './ledger.ts';
import { type Extent, partitionsRead } from './partitions.ts';

/** Identifies everything a partition's content depends on: data read, code, shape of its tables, configuration, as_of. */
export function inputVersion(
  asset: Asset,
  partition: string,
  {
    site,
    asOf,
    extent,
    assets,
    newest,
  }: {
    site: Site;
    asOf: string;
    extent: Extent;
    assets: Map<string, Asset>;
    newest: Map<string, LedgerEntry>;
  },
): string {
  const read = asset.reads.flatMap((read) => {
    const upstream = assets.get(read.asset);
    if (!upstream) throw new Error(`asset ${asset.key} reads ${read.asset}, which does not exist`);
    return partitionsRead(asset, partition, read, upstream, extent).map((other) => {
      const id = `${read.asset}/${other}`;
      return `${id}=${newest.get(id)?.dataVersion ?? 'none'}`;
    });
  });
  return shortHash(
    JSON.stringify([
      [...new Set(read)].sort(),
      fullCodeVersion(asset),
      asset.config?.(site, partition, extent) ?? null,
      asset.asOf?.(site, partition, asOf) ?? null,
    ]),
  );
}

/** Code and table shapes together. */
export const fullCodeVersion = (asset: Asset): string => [asset.codeVersion, ...asset.tables.map(tableShape)].join('+');
