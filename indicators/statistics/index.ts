import { effectiveNumber } from './effective-number.ts';
import { groupReach } from './group-reach.ts';
import { kmMedian } from './km-median.ts';
import { rate } from './rate.ts';
import { ratioOfRates } from './ratio-of-rates.ts';
import { silentShare } from './silent-share.ts';
import type { Statistic } from './statistic.ts';
import { topShare } from './top-share.ts';
import { weightedRate } from './weighted-rate.ts';

/** Every statistic a framework may name. */
export const statistics = {
  rate,
  weighted_rate: weightedRate,
  ratio_of_rates: ratioOfRates,
  km_median: kmMedian,
  effective_number: effectiveNumber,
  top_share: topShare,
  silent_share: silentShare,
  group_reach: groupReach,
} as const;

export type StatisticName = keyof typeof statistics;

export const statisticNames = Object.keys(statistics) as [StatisticName, ...StatisticName[]];

/** A statistic with its shared part closed over, so that callers need not know its type. */
export const statisticNamed = (name: StatisticName): Statistic => statistics[name] as Statistic<unknown>;
