import type { Asset } from '../engine/asset.ts';
import type { LedgerEntry } from '../engine/ledger.ts';
import { type Extent, partitionsRead } from '../engine/partitions.ts';
import { fullCodeVersion } from '../engine/versions.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';
import { figureAssets } from './tables.ts';

/** One partition that a period's figures come from, down to the exports, in the version in which it was read. */
export interface Input {
  asset: string;
  partition: string;
  data_version: string;
  code_version: string;
}

/**
 * The partitions a period's figures are made of and everything these read in turn, by asset and partition. What sums up
 * a whole history in a few rows (goalposts, the month of the first topics) is one input, in its own version: else the
 * inputs of every old period would change with every new month.
 */
export function inputsOf(
  period: string,
  { assets, extent, newest }: { assets: Asset[]; extent: Extent; newest: Map<string, LedgerEntry> },
): Input[] {
  const byKey = new Map(assets.map((asset) => [asset.key, asset]));
  const found = new Map<string, Input>();
  const visit = (key: string, partition: string): void => {
    const id = `${key}/${partition}`;
    if (found.has(id)) return;
    const asset = byKey.get(key)!;
    found.set(id, {
      asset: key,
      partition,
      data_version: newest.get(id)?.dataVersion ?? '',
      code_version: fullCodeVersion(asset),
    });
    if (sumsUpHistory(asset, byKey)) return;
    for (const read of asset.reads)
      for (const other of partitionsRead(asset, partition, read, byKey.get(read.asset)!, extent))
        visit(read.asset, other);
  };
  for (const key of figureAssets) visit(key, period);
  return [...found.values()].sort(byAssetAndPartition);
}

const sumsUpHistory = (asset: Asset, byKey: ReadonlyMap<string, Asset>): boolean =>
  asset.reads.some((read) => read.mapping === 'all' && byKey.get(read.asset)!.partitioning !== 'all');

export interface ChangedInput {
  asset: string;
  partition: string;
  /** Of an export: its file name. */
  file: string | null;
  change: 'added' | 'changed' | 'gone';
}

/** What an edition's figures would be made of today, where it is not what they were made of. */
export async function changedInputs(
  warehouse: Warehouse,
  { period, edition }: { period: string; edition: number },
  now: readonly Input[],
): Promise<ChangedInput[]> {
  const then = await warehouse.rows<Input>(
    'select * from edition_inputs where period = $period and edition = $edition',
    {
      period,
      edition,
    },
  );
  const names = new Map(
    (await warehouse.rows<{ file: string; name: string }>('select file, name from files')).map(({ file, name }) => [
      file,
      name,
    ]),
  );
  const versions = new Map(then.map((input) => [idOf(input), input.data_version]));
  const current = new Set(now.map(idOf));
  const changed = (input: Input, change: ChangedInput['change']): ChangedInput => ({
    asset: input.asset,
    partition: input.partition,
    file: input.asset === 'landed' ? (names.get(input.partition) ?? null) : null,
    change,
  });
  return [
    ...now.flatMap((input) => {
      const before = versions.get(idOf(input));
      if (before === undefined) return [changed(input, 'added')];
      return before === input.data_version ? [] : [changed(input, 'changed')];
    }),
    ...then.filter((input) => !current.has(idOf(input))).map((input) => changed(input, 'gone')),
  ].sort(byAssetAndPartition);
}

/** The sources that came in or changed, without what was derived from them. */
export const sourcesAmong = (changed: readonly ChangedInput[]): string[] =>
  changed
    .filter(({ asset }) => ['landed', 'subjects', 'population', 'goalposts'].includes(asset))
    .map(({ asset, file, change }) => `${file ?? asset} ${change}`);

const idOf = ({ asset, partition }: { asset: string; partition: string }): string => `${asset}/${partition}`;

type Named = Parameters<typeof idOf>[0];

const byAssetAndPartition = (a: Named, b: Named): number => (idOf(a) < idOf(b) ? -1 : idOf(a) > idOf(b) ? 1 : 0);
