import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { mean, medianSorted } from 'simple-statistics';
import { UserError } from '../../pipelines/user-error.ts';
import { changed } from '../composite/change.ts';
import { rankDescending } from '../composite/rank.ts';
import { Builder } from '../composite/regen.ts';
import type { Change, Coin, Specification } from '../composite/specification.ts';
import { type Cell, type Column, columnNamed, present } from '../composite/table.ts';
import { quantileOfSorted } from '../quantile.ts';
import { changesOf, joined, type UncertainInput } from './inputs.ts';

export interface UncertaintyOptions {
  readonly inputs: readonly UncertainInput[];
  /** Replications. */
  readonly N: number;
  readonly seed: number;
  /** The element looked at; the index unless given. */
  readonly iCode?: string;
}

export interface RankInterval {
  readonly uCode: string;
  /** Rank and score by the specification as it is. */
  readonly Nominal: Cell;
  readonly Score: Cell;
  /** Of the ranks over the replications; null where the subject never has one. */
  readonly Mean: Cell;
  readonly Median: Cell;
  readonly Q5: Cell;
  readonly Q95: Cell;
}

export interface Uncertainty {
  readonly RankStats: readonly RankInterval[];
  /** By subject, its rank in each replication. */
  readonly ranks: readonly Column[];
}

/**
 * Monte-Carlo uncertainty of an index (COINr's get_sensitivity with SA_type UA): the ranks under assumptions drawn at
 * random, all inputs at once. The same seed gives the same ranks.
 */
export function uncertainty(specification: Specification, options: UncertaintyOptions): Uncertainty {
  const { inputs, N, seed } = options;
  requireRuns(N);
  const variants = new Variants(specification, inputs, options.iCode);
  const random = xoroshiro128plus(seed);
  const draws = inputs.map(() => Array.from({ length: N }, () => uniformFloat64(random)));
  const replications = variants.ranks(draws);
  const { uCode } = variants.nominal.dsets.Aggregated;
  const ranks = uCode.map((_, row) => replications.map((own) => own[row]!));
  return {
    ranks,
    RankStats: uCode.map((code, row) => ({
      uCode: code,
      Nominal: variants.nominalRanks[row]!,
      Score: variants.nominalScores[row]!,
      ...spread(ranks[row]!),
    })),
  };
}

function spread(ranks: Column): Pick<RankInterval, 'Mean' | 'Median' | 'Q5' | 'Q95'> {
  const sorted = present(ranks).sort((a, b) => a - b);
  if (sorted.length === 0) return { Mean: null, Median: null, Q5: null, Q95: null };
  return {
    Mean: mean(sorted),
    Median: medianSorted(sorted),
    Q5: quantileOfSorted(sorted, 0.05),
    Q95: quantileOfSorted(sorted, 0.95),
  };
}

export function requireRuns(N: number): void {
  if (!(Number.isInteger(N) && N > 1))
    throw new UserError(`${N} replications show no spread`, {
      where: 'N',
      fix: 'use a whole number from 2, such as 1000',
    });
}

/** An index and its ranks under changed assumptions. Steps that several variants share are taken once. */
export class Variants {
  readonly nominal: Coin;
  readonly iCode: string;
  readonly nominalScores: Column;
  readonly nominalRanks: Column;
  private readonly builder = new Builder();
  private readonly specification: Specification;
  private readonly inputs: readonly UncertainInput[];

  constructor(specification: Specification, inputs: readonly UncertainInput[], iCode?: string) {
    this.specification = specification;
    this.inputs = inputs;
    if (inputs.length === 0)
      throw new UserError('nothing is uncertain', { where: 'inputs', fix: 'name at least one uncertain input' });
    this.nominal = this.builder.build(specification);
    this.iCode = iCode ?? this.nominal.tree.top.iCode;
    this.nominalScores = columnNamed(this.nominal.dsets.Aggregated, this.iCode);
    this.nominalRanks = rankDescending(this.nominalScores);
  }

  /** Ranks of the nominal's subjects for each run. `draws`: by input, one number from 0 to 1 per run. */
  ranks(draws: readonly (readonly number[])[]): Column[] {
    const changes = this.inputs.map((input, i) => changesOf(input, draws[i]!, this.nominal.tree));
    const names = this.inputs.map(({ name }) => name);
    return draws[0]!.map((_, run) =>
      this.ranksWith(
        joined(
          changes.map((own) => own[run]!),
          names,
        ),
      ),
    );
  }

  private ranksWith(change: Change): Column {
    const { Aggregated } = this.builder.build(changed(this.specification, change)).dsets;
    const { uCode } = this.nominal.dsets.Aggregated;
    const ranks = rankDescending(columnNamed(Aggregated, this.iCode));
    // Assumptions about screening change who is there.
    if (Aggregated.uCode === uCode) return ranks;
    const byCode = new Map(Aggregated.uCode.map((code, row) => [code, ranks[row]!]));
    return uCode.map((code) => byCode.get(code) ?? null);
  }
}
