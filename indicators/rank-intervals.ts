import { rankDescending } from './composite/rank.ts';
import type { Specification } from './composite/specification.ts';
import type { Cell, Table } from './composite/table.ts';
import { IndexTree } from './composite/tree.ts';
import { quantileOfSorted } from './quantile.ts';
import type { UncertainInput } from './sensitivity/inputs.ts';
import { methodInputs, readyForMethods, weightsInput } from './sensitivity/method.ts';
import { uncertainty } from './sensitivity/uncertainty.ts';

/** A rank and the middle 90% of the ranks that chance in the data, the method, and both leave open. */
export interface RankWithInterval {
  readonly code: string;
  readonly score: number;
  readonly rank: number;
  readonly data: Interval;
  readonly method: Interval;
  readonly both: Interval;
}

/** Whole ranks, rounded outwards. */
interface Interval {
  readonly low: number;
  readonly high: number;
}

export interface RankOptions {
  /** Larger stands first among equal scores, by subject; without it they share the rank. */
  readonly volume?: ReadonlyMap<string, number>;
  readonly N?: number;
  readonly seed?: number;
}

/**
 * Ranks of a published specification, each with three intervals: of the data (its resamples), of the method
 * (normalisation, aggregation, weights a quarter more or less), and of both at once. The same input gives the same ranks.
 */
export function rankIntervals(
  published: Specification,
  resamples: readonly Table[],
  { volume, N = 200, seed = 1 }: RankOptions = {},
): RankWithInterval[] {
  const ready = readyForMethods(published, resamples);
  const data: UncertainInput[] =
    resamples.length > 0
      ? [{ name: 'data', type: 'discrete', distribution: ready.resamples.map((iData) => ({ iData })) }]
      : [];
  const method = [...methodInputs, weightsInput(new IndexTree(published.iMeta).maxLevel)];
  const spread = (inputs: readonly UncertainInput[]) =>
    inputs.length > 0 ? uncertainty(ready.specification, { inputs, N, seed }) : undefined;
  const [byData, byMethod, byBoth] = [data, method, [...data, ...method]].map(spread);
  const { RankStats } = byMethod!;
  const ranks = withTies(
    RankStats.map(({ uCode, Score }) => ({ uCode, score: fromPoints(Score) })),
    volume,
  );
  return RankStats.flatMap(({ uCode, Score }, row): RankWithInterval[] => {
    const rank = ranks[row];
    if (rank === null || rank === undefined || Score === null) return [];
    const interval = (found: ReturnType<typeof spread>): Interval => {
      const own = (found?.ranks[row] ?? []).filter((one) => one !== null).sort((a, b) => a - b);
      if (own.length === 0) return { low: rank, high: rank };
      return {
        low: Math.min(rank, Math.floor(quantileOfSorted(own, 0.05))),
        high: Math.max(rank, Math.ceil(quantileOfSorted(own, 0.95))),
      };
    };
    return [
      {
        code: uCode,
        score: fromPoints(Score)!,
        rank,
        data: interval(byData),
        method: interval(byMethod),
        both: interval(byBoth),
      },
    ];
  });
}

/** Points from 1 to 100 back to 0 to 100. */
const fromPoints = (score: Cell): Cell => (score === null ? null : Math.round((score - 1) * (100 / 99) * 1e9) / 1e9);

/** Ranks of scores; equal ones by volume, the larger first, where it is given. */
export function withTies(
  subjects: readonly { readonly uCode: string; readonly score: Cell }[],
  volume: ReadonlyMap<string, number> | undefined,
): Cell[] {
  const ranks = rankDescending(subjects.map(({ score }) => score));
  if (!volume) return [...ranks];
  const of = (row: number): number => volume.get(subjects[row]!.uCode) ?? 0;
  return ranks.map((rank, row) =>
    rank === null ? null : rank + ranks.filter((other, r) => other === rank && of(r) > of(row)).length,
  );
}
