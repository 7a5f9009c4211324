import { UserError } from '../../pipelines/user-error.ts';
import { type Cell, columnNamed, type Table } from '../composite/table.ts';
import type { Element, IndexTree } from '../composite/tree.ts';
import { type CorrelationType, correlation, correlationPValue } from './correlation.ts';

export interface Correlated {
  /** Of two levels the element of the higher one. */
  readonly Var1: string;
  readonly Var2: string;
  /** Null where it is undefined, or not significant at `pval`. */
  readonly Correlation: Cell;
}

export interface CorrelationOptions {
  /** One level, or two to correlate with each other. */
  readonly Levels: readonly [number] | readonly [number, number];
  /** Only these elements, wherever they stand. */
  readonly iCodes?: readonly string[];
  readonly cortype?: CorrelationType;
  /** Correlations whose p is above this are blanked; 0 blanks none. */
  readonly pval?: number;
  /** True: of two levels only each element with its own parent. `family`: each element with all its ancestors. */
  readonly withparent?: boolean | 'family';
}

/** COINr's get_corr: correlations between elements as a long table. */
export function correlationTable(table: Table, tree: IndexTree, options: CorrelationOptions): Correlated[] {
  const { Levels, iCodes, cortype = 'pearson', pval = 0, withparent = false } = options;
  const elementsAt = (level: number): Element[] => {
    const found = tree.atLevel(level).filter(({ iCode }) => !iCodes || iCodes.includes(iCode));
    if (found.length > 0) return found;
    throw new UserError(`no element stands at level ${level}`, {
      where: 'Levels',
      fix: `use levels from 1 to ${tree.maxLevel}`,
    });
  };
  const lower = elementsAt(Math.min(...Levels));
  const pairs =
    withparent === 'family'
      ? lower.flatMap((element) => tree.ancestorsOf(element.iCode).map((above): [Element, Element] => [above, element]))
      : lower.flatMap((element) =>
          elementsAt(Math.max(...Levels))
            .filter((above) => !withparent || element.Parent === above.iCode)
            .map((above): [Element, Element] => [above, element]),
        );
  return pairs.map(([{ iCode: Var1 }, { iCode: Var2 }]) => {
    const [a, b] = [columnNamed(table, Var1), columnNamed(table, Var2)];
    const significant = pval === 0 || (correlationPValue(a, b) ?? 1) <= pval;
    return { Var1, Var2, Correlation: significant ? correlation(a, b, cortype) : null };
  });
}

export interface FlaggedPair {
  /** The aggregate that both are below. */
  readonly Group: string;
  readonly Ind1: string;
  readonly Ind2: string;
  readonly Corr: number;
}

export interface CorrelationFlagOptions {
  /** 0.9, or with `low` −0.4. */
  readonly cor_thresh?: number;
  /** Above the threshold (two that say the same), or below it (two that cancel out). */
  readonly thresh_type?: 'high' | 'low';
  /** Only pairs below one aggregate of this level; 2. */
  readonly grouplev?: number;
  readonly cortype?: CorrelationType;
  /** Turn indicators where less is better first; for figures that are not normalised. */
  readonly use_directions?: boolean;
}

/** COINr's get_corr_flags: pairs of indicators of one group that correlate conspicuously, each once. */
export function correlationFlags(table: Table, tree: IndexTree, options: CorrelationFlagOptions = {}): FlaggedPair[] {
  const { thresh_type = 'high', grouplev = 2, cortype = 'pearson', use_directions = false } = options;
  const { cor_thresh = thresh_type === 'high' ? 0.9 : -0.4 } = options;
  return tree.atLevel(grouplev).flatMap(({ iCode: Group }) => {
    const indicators = tree.indicatorsBelow(Group);
    return indicators.flatMap((one, i) =>
      indicators.slice(i + 1).flatMap((other): FlaggedPair[] => {
        const found = correlation(columnNamed(table, one.iCode), columnNamed(table, other.iCode), cortype);
        if (found === null) return [];
        const Corr = use_directions ? found * (one.Direction ?? 1) * (other.Direction ?? 1) : found;
        const flagged = thresh_type === 'high' ? Corr > cor_thresh : Corr < cor_thresh;
        return flagged ? [{ Group, Ind1: one.iCode, Ind2: other.iCode, Corr }] : [];
      }),
    );
  });
}

export interface DenominatorCorrelation {
  readonly Ind: string;
  readonly Denom: string;
  readonly Corr: number;
}

/** COINr's get_denom_corr: indicators that follow the size of a denominator more than `cor_thresh` (0.6), either way. */
export function denominatorCorrelations(
  table: Table,
  denoms: Table,
  { cor_thresh = 0.6, cortype = 'pearson' }: { cor_thresh?: number; cortype?: CorrelationType } = {},
): DenominatorCorrelation[] {
  const rows = new Map(denoms.uCode.map((code, row) => [code, row]));
  return Object.entries(table.columns).flatMap(([Ind, column]) =>
    Object.entries(denoms.columns).flatMap(([Denom, denominators]): DenominatorCorrelation[] => {
      const matched = table.uCode.map((code) => denominators[rows.get(code) ?? -1] ?? null);
      const Corr = correlation(column, matched, cortype);
      return Corr !== null && Math.abs(Corr) > cor_thresh ? [{ Ind, Denom, Corr }] : [];
    }),
  );
}
