import { closedPeriods, lastEnded, type Period, type PeriodKind } from '../site/periods.ts';
import type { Site } from '../site/site.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';
import type { Asset } from './asset.ts';
import { newestEntries } from './ledger.ts';

/**
 * `fresh`: the newest partition that is expected is there · `late`: it is not · `never`: nothing has ever been made ·
 * `unjudged`: nothing is expected: site.yaml promises nothing (no key `freshness`), the data begin later than what
 * would be expected, or the asset has one partition only, which may be stale but never missing.
 */
export type FreshnessState = 'fresh' | 'late' | 'never' | 'unjudged';

export interface AssetFreshness {
  asset: string;
  /** Newest partition made; for exports, the newest export time. */
  newest: string | undefined;
  expected: string | undefined;
  /** How many partitions lie between the two. */
  behind: number;
  state: FreshnessState;
}

export interface Freshness {
  /** The moment of judging, site-local like all times here. */
  now: string;
  /** The period that ends last of those whose figures are expected by now. */
  expected: Period | undefined;
  /** When its figures were due. */
  due: string | undefined;
  newestExport: string | undefined;
  /** How far the newest export lies behind the end of the expected period. */
  lag: { periods: number; hours: number };
  state: FreshnessState;
  assets: AssetFreshness[];
}

export interface FreshnessFacts {
  config: Pick<Site['config'], 'periods' | 'assessment' | 'freshness'>;
  /** `YYYY-MM-DD HH:MM:SS`, site-local. */
  now: string;
  assets: Pick<Asset, 'key' | 'partitioning'>[];
  /** Partitions made, as `asset/partition`. */
  made: Iterable<string>;
  newestExport: string | undefined;
  /** `YYYY-MM` of the oldest order; undefined when nothing has landed. */
  firstMonth: string | undefined;
}

/**
 * Judges freshness on the newest partition that is *expected*, not on the newest that exists: an export that stops
 * coming leaves everything in place, and would go unseen. A period's figures are expected `freshness.within` hours
 * after its end; an export serves a period when it was taken at or after the period's end.
 */
export function judgeFreshness({ config, now, assets, made, newestExport, firstMonth }: FreshnessFacts): Freshness {
  const partitions = partitionsByAsset(made);
  const deadlines = config.freshness
    ? config.periods.map((kind) => deadlineOf(kind, config, hoursAfter(now, -config.freshness!.within), firstMonth))
    : [];
  const tightest = deadlines.reduce<Deadline | undefined>(
    (best, other) => (other.expected && (!best || other.expected.end > best.expected!.end) ? other : best),
    undefined,
  );
  const expected = tightest?.expected;

  const judgeExports = (): Omit<AssetFreshness, 'asset'> => {
    if (!newestExport) return { newest: undefined, expected: expected?.end, behind: 0, state: 'never' };
    if (!expected) return { newest: newestExport, expected: undefined, behind: 0, state: 'unjudged' };
    const behind = tightest.closed.filter((period) => period.end > newestExport).length;
    return { newest: newestExport, expected: expected.end, behind, state: behind > 0 ? 'late' : 'fresh' };
  };
  const judge = (asset: Pick<Asset, 'key' | 'partitioning'>): Omit<AssetFreshness, 'asset'> => {
    const own = partitions.get(asset.key) ?? [];
    if (asset.partitioning === 'file') return judgeExports();
    if (asset.partitioning === 'period') return judgePeriods(own, deadlines);
    if (asset.partitioning === 'month') return judgeMonths(own, expected);
    return { newest: own[0], expected: undefined, behind: 0, state: own.length > 0 ? 'unjudged' : 'never' };
  };
  const landed = judgeExports();
  return {
    now,
    expected,
    due: expected && hoursAfter(expected.end, config.freshness!.within),
    newestExport,
    lag: {
      periods: landed.behind,
      hours: expected && newestExport ? Math.max(0, hoursBetween(newestExport, expected.end)) : 0,
    },
    state: landed.state,
    assets: assets.map((asset) => ({ asset: asset.key, ...judge(asset) })),
  };
}

/** Reads from the warehouse what `judgeFreshness` needs. */
export async function readFreshness(
  warehouse: Warehouse,
  site: Site,
  assets: Asset[],
  now: string,
): Promise<Freshness> {
  const { newest } = (await warehouse.row<{ newest: string | null }>('select max(exported_at) as newest from files'))!;
  const { first } = (await warehouse.row<{ first: string | null }>(
    `select min(month) as first from landed_months where month <> 'undated'`,
  ))!;
  return judgeFreshness({
    config: site.config,
    now,
    assets,
    made: (await newestEntries(warehouse)).keys(),
    newestExport: newest?.slice(0, 19),
    firstMonth: first ?? undefined,
  });
}

/** Of one kind of period: those that are due, and the newest of them. */
interface Deadline {
  kind: PeriodKind;
  closed: Period[];
  expected: Period | undefined;
}

function deadlineOf(
  kind: PeriodKind,
  { assessment }: FreshnessFacts['config'],
  cutoff: string,
  firstMonth: string | undefined,
): Deadline {
  if (!firstMonth) {
    const expected = lastEnded(kind, assessment, cutoff);
    return { kind, closed: [expected], expected };
  }
  const closed = closedPeriods(kind, assessment, `${firstMonth}-01 00:00:00`, cutoff);
  return { kind, closed, expected: closed.at(-1) };
}

/** Over all kinds that the site scores: the one that is most behind speaks for the asset. */
function judgePeriods(own: string[], deadlines: Deadline[]): Omit<AssetFreshness, 'asset'> {
  const newestOf = (kind: string) => own.filter((id) => id.startsWith(`${kind}:`)).at(-1);
  const judged = deadlines.flatMap(({ kind, closed, expected }) => {
    if (!expected) return [];
    const newest = newestOf(kind);
    const behind = newest === undefined ? closed.length : closed.filter(({ id }) => id > newest).length;
    return [{ newest, expected: expected.id, behind, end: expected.end }];
  });
  const worst = judged.sort((a, b) => b.behind - a.behind || (a.end < b.end ? 1 : a.end > b.end ? -1 : 0))[0];
  if (own.length === 0)
    return { newest: undefined, expected: worst?.expected, behind: worst?.behind ?? 0, state: 'never' };
  if (!worst) return { newest: own.at(-1), expected: undefined, behind: 0, state: 'unjudged' };
  const { newest, expected, behind } = worst;
  return { newest, expected, behind, state: behind > 0 ? 'late' : 'fresh' };
}

/** A month is expected when the expected period ends in it (a period that ends at midnight ends in the month before). */
function judgeMonths(own: string[], expected: Period | undefined): Omit<AssetFreshness, 'asset'> {
  const newest = own.filter((month) => month !== 'undated').at(-1) ?? own[0];
  const month = expected && hoursAfter(expected.end, -1 / 3600).slice(0, 7);
  if (newest === undefined) return { newest, expected: month, behind: 0, state: 'never' };
  if (!month) return { newest, expected: month, behind: 0, state: 'unjudged' };
  const behind = newest === 'undated' ? 1 : Math.max(0, monthNumber(month) - monthNumber(newest));
  return { newest, expected: month, behind, state: behind > 0 ? 'late' : 'fresh' };
}

function partitionsByAsset(made: Iterable<string>): Map<string, string[]> {
  const partitions = new Map<string, string[]>();
  for (const id of [...made].sort()) {
    const slash = id.indexOf('/');
    const asset = id.slice(0, slash);
    partitions.set(asset, [...(partitions.get(asset) ?? []), id.slice(slash + 1)]);
  }
  return partitions;
}

const monthNumber = (month: string): number => Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7));

const hoursAfter = (local: string, hours: number): string =>
  new Date(Date.parse(`${local.replace(' ', 'T')}Z`) + hours * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');

const hoursBetween = (from: string, to: string): number =>
  (Date.parse(`${to.replace(' ', 'T')}Z`) - Date.parse(`${from.replace(' ', 'T')}Z`)) / 3_600_000;
