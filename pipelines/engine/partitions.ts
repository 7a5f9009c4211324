import type { Period } from '../site/periods.ts';
import type { Asset, Read } from './asset.ts';

/** What exists to be made: read once from what has landed, before planning. */
export interface Extent {
  files: string[];
  /** What of the configuration decides how a file is read: only landing asks. */
  readings?: ReadonlyMap<string, unknown>;
  /** Ascending; `undated` last. */
  months: string[];
  /** For each month, the files that hold an order (or call) with a version in it. */
  touching: Map<string, string[]>;
  /** Closed reporting periods, by kind and start. */
  periods: Period[];
  /** Counts the editions (定稿) up: frozen by hand, they are nobody's partition. */
  editions: number;
}

/** The partitions an asset has, in the order in which a chained asset is made. */
export function partitionsOf(asset: Asset, extent: Extent): string[] {
  switch (asset.partitioning) {
    case 'file':
      return extent.files;
    case 'month':
      return extent.months;
    case 'period':
      return extent.periods.map((period) => period.id);
    case 'all':
      return ['all'];
  }
}

/** The partitions of `upstream` that partition `partition` of `asset` reads. */
export function partitionsRead(asset: Asset, partition: string, read: Read, upstream: Asset, extent: Extent): string[] {
  const all = partitionsOf(upstream, extent);
  switch (read.mapping) {
    case 'all':
      return all;
    case 'same':
      return all.filter((other) => other === partition);
    case 'touching':
      return extent.touching.get(partition) ?? [];
    case 'until':
      return all.slice(0, all.indexOf(partition) + (asset.key === upstream.key ? 0 : 1));
    case 'previous': {
      const before = all[all.indexOf(partition) - 1];
      return before !== undefined && sameChain(before, partition) ? [before] : [];
    }
    case 'months': {
      const period = extent.periods.find(({ id }) => id === partition);
      if (!period) throw new Error(`${asset.key}/${partition} is no period, so it cannot read months`);
      const matured = daysAfter(period.end, maturityDays);
      return all.filter((month) => month !== 'undated' && `${month}-01 00:00:00` < matured);
    }
  }
}

/** A figure that waits for something (a repeat within 30 days, say) reads what came in the month after its period. */
const maturityDays = 31;

const daysAfter = (time: string, days: number): string =>
  new Date(Date.parse(`${time.replace(' ', 'T')}Z`) + days * 86_400_000).toISOString().slice(0, 19).replace('T', ' ');

/** Periods are chained within their kind; months always. */
const sameChain = (a: string, b: string): boolean => !b.includes(':') || a.split(':')[0] === b.split(':')[0];
