import { mean, median } from 'simple-statistics';
import { UserError } from '../../pipelines/user-error.ts';
import { type Cell, type Column, finite, present, type Table } from './table.ts';
import type { IndexTree } from './tree.ts';

export const imputations = ['i_mean', 'i_median', 'i_mean_grp', 'i_median_grp'] as const;

export type Imputation = (typeof imputations)[number];

export interface ImputeOptions {
  readonly f_i: Imputation;
  /** `column` (default): from other subjects; `row`: from the subject's other indicators. */
  readonly impute_by?: 'column' | 'row';
  /** Group of each subject, for the `_grp` methods; who has none keeps its gaps. */
  readonly use_group?: readonly (string | null)[];
  /** By row: bring indicators to 0–1 (1 is best) first, and back afterwards. True unless said otherwise. */
  readonly normalise_first?: boolean;
  /** By row: only from indicators of the same aggregate at this level. */
  readonly group_level?: number;
}

/**
 * COINr's Impute: fills gaps with the mean or median; figures that are there never change. A column, row or group with
 * nothing to go by keeps its gaps.
 * @throws UserError for an unknown method, or a method by group without groups.
 */
export function impute(table: Table, tree: IndexTree, options: ImputeOptions): Table {
  const { f_i, impute_by = 'column' } = options;
  if (!imputations.includes(f_i))
    throw new UserError(`there is no imputation ${f_i}`, { where: 'f_i', fix: `use one of ${imputations.join(', ')}` });
  if (impute_by === 'row') return imputeRows(table, tree, options);
  return {
    uCode: table.uCode,
    columns: Object.fromEntries(
      Object.entries(table.columns).map(([iCode, column]) => [iCode, imputeColumn(column, f_i, options.use_group)]),
    ),
  };
}

/** Fills the gaps of one column. `groups`: of its cells, for the `_grp` methods. */
export function imputeColumn(column: Column, f_i: Imputation, groups?: readonly (string | null)[]): Column {
  const centre = f_i.startsWith('i_mean') ? centreBy(mean) : centreBy(median);
  if (!f_i.endsWith('_grp')) {
    const whole = centre(column);
    return column.map((cell) => cell ?? whole);
  }
  if (!groups || groups.length !== column.length)
    throw new UserError(`${f_i} needs the group of every subject`, {
      where: 'use_group',
      fix: 'give one group per subject, null for a subject without one',
    });
  const centres = new Map<string | null, Cell>([[null, null]]);
  for (const group of new Set(groups))
    if (group !== null) centres.set(group, centre(column.filter((_, row) => groups[row] === group)));
  return column.map((cell, row) => cell ?? centres.get(groups[row]!)!);
}

const centreBy =
  (centre: (numbers: number[]) => number) =>
  (column: Column): Cell => {
    const numbers = present(column);
    return numbers.length > 0 ? centre(numbers) : null;
  };

function imputeRows(table: Table, tree: IndexTree, { f_i, group_level, normalise_first = true }: ImputeOptions): Table {
  const codes = Object.keys(table.columns);
  const scales = codes.map((iCode) => scaleOf(table.columns[iCode]!, tree.element(iCode).Direction ?? 1));
  const scaled = codes.map((iCode, c) =>
    normalise_first ? table.columns[iCode]!.map((x) => toUnit(x, scales[c]!)) : table.columns[iCode]!,
  );
  const groups = codes.map((iCode) =>
    group_level === undefined ? 'all' : (tree.ancestorAt(iCode, group_level)?.iCode ?? null),
  );
  const filled = codes.map((iCode) => [...table.columns[iCode]!]);
  for (let row = 0; row < table.uCode.length; row++) {
    const cells = scaled.map((column) => column[row]!);
    const imputed = imputeColumn(
      cells,
      f_i === 'i_mean' || f_i === 'i_mean_grp' ? 'i_mean_grp' : 'i_median_grp',
      groups,
    );
    for (const [c, column] of filled.entries()) {
      const guess = imputed[c]!;
      if (column[row] !== null || guess === null) continue;
      column[row] = normalise_first ? fromUnit(guess, scales[c]!) : guess;
    }
  }
  return { uCode: table.uCode, columns: Object.fromEntries(codes.map((iCode, c) => [iCode, filled[c]!])) };
}

interface Scale {
  direction: number;
  low: number;
  range: number;
}

function scaleOf(column: Column, direction: number): Scale | undefined {
  const turned = present(column).map((x) => x * direction);
  if (turned.length === 0) return undefined;
  const low = Math.min(...turned);
  return { direction, low, range: Math.max(...turned) - low };
}

const toUnit = (x: Cell, scale: Scale | undefined): Cell =>
  x === null || !scale ? null : finite((x * scale.direction - scale.low) / scale.range);

const fromUnit = (share: number, scale: Scale | undefined): Cell =>
  scale ? (share * scale.range + scale.low) * scale.direction : null;
