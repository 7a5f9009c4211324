import { changed } from '../composite/change.ts';
import { rankDescending } from '../composite/rank.ts';
import { Builder } from '../composite/regen.ts';
import type { Change, Coin, Specification } from '../composite/specification.ts';
import { type Cell, type Column, columnNamed, present, type Table } from '../composite/table.ts';
import { quantileOfSorted } from '../quantile.ts';
import type { Variant } from './variant.ts';

/** An index that is replayed: its figures as published, and the same figures resampled. */
export interface Replayed {
  readonly specification: Specification;
  /** The same subjects and indicators, once per resample. */
  readonly resamples: readonly Table[];
}

export interface RankedSubject {
  readonly code: string;
  readonly score: Cell;
  readonly rank: Cell;
  /** The middle 90% of its ranks over the resamples: what chance in the data leaves open. */
  readonly rank_low: Cell;
  readonly rank_high: Cell;
}

export interface Compared {
  readonly code: string;
  readonly before: RankedSubject;
  readonly after: RankedSubject;
  /** Places gained: above 0 it stands higher than before. */
  readonly gained: Cell;
}

/** The index before and after, subject by subject, in the order of the table. */
export function compareVariant(replayed: Replayed, variant: Variant): { rows: Compared[]; before: Coin; after: Coin } {
  const before = ranked(replayed, { change: {}, figuresOf: (table) => table });
  const after = ranked(replayed, variant);
  const rows = before.subjects.map((own, row): Compared => {
    const other = after.subjects[row]!;
    return {
      code: own.code,
      before: own,
      after: other,
      gained: own.rank === null || other.rank === null ? null : own.rank - other.rank,
    };
  });
  return { rows, before: before.coin, after: after.coin };
}

/** Scores and ranks of a variant at the top of its tree, with the spread of ranks over the resamples. */
export function ranked(
  { specification, resamples }: Replayed,
  { change, figuresOf }: Variant,
): { coin: Coin; subjects: RankedSubject[] } {
  const builder = new Builder();
  const iMeta = changed(specification, change).iMeta;
  const built = (table: Table): Coin => {
    const own: Change = { ...change, iMeta, remove: [], iData: figuresOf(table) };
    return builder.build(changed(specification, own));
  };
  const coin = built(specification.iData);
  const scoresOf = ({ tree, dsets }: Coin): Column => columnNamed(dsets.Aggregated, tree.top.iCode);
  const scores = scoresOf(coin);
  const ranks = rankDescending(scores);
  const drawn = resamples.map((table) => rankDescending(scoresOf(built(table))));
  const subjects = coin.dsets.Raw.uCode.map((code, row): RankedSubject => {
    const own = present(drawn.map((column) => column[row]!)).sort((a, b) => a - b);
    const at = (p: number, rank: number, outer: typeof Math.min): Cell =>
      own.length > 0 ? outer(rank, quantileOfSorted(own, p)) : null;
    const rank = ranks[row]!;
    return {
      code,
      score: scores[row]!,
      rank,
      rank_low: rank === null ? null : at(0.05, rank, Math.min),
      rank_high: rank === null ? null : at(0.95, rank, Math.max),
    };
  });
  return { coin, subjects };
}
