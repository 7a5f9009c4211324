import { UserError } from '../../pipelines/user-error.ts';
import { rankTable } from '../composite/rank.ts';
import { type Cell, columnNamed, mapColumns, present, type Table } from '../composite/table.ts';
import type { IndexTree } from '../composite/tree.ts';

export interface RankedIndicator {
  readonly Code: string;
  readonly Name: string;
  /** The aggregate it belongs to, at the level reported. */
  readonly Group: string | null;
  readonly Rank: number;
  readonly Value: number;
  readonly Unit: string | null;
}

export interface StrengthOptions {
  /** Whose. */
  readonly usel: string;
  /** 5 */
  readonly topN?: number;
  /** 5 */
  readonly bottomN?: number;
  /** Turn indicators where less is better before ranking; for raw figures. */
  readonly adjust_direction?: boolean;
  /** Group of each subject: rank within that of `usel`. */
  readonly use_group?: readonly (string | null)[];
  /** Leave out indicators whose share of different figures is below this, such as yes and no. */
  readonly unq_discard?: number;
  /** Leave an indicator out of the weaknesses where the subject shares the last rank with as many as there are; true. */
  readonly min_discard?: boolean;
  /** Level of `Group`; 2. */
  readonly report_level?: number;
}

/** COINr's get_str_weak: the indicators on which a subject ranks highest and lowest. */
export function strengthsAndWeaknesses(
  table: Table,
  tree: IndexTree,
  options: StrengthOptions,
): { Strengths: RankedIndicator[]; Weaknesses: RankedIndicator[] } {
  const { usel, topN = 5, bottomN = 5, unq_discard = 0, min_discard = true, report_level = 2 } = options;
  const row = table.uCode.indexOf(usel);
  if (row < 0)
    throw new UserError(`${usel} is no subject of the table`, { where: 'usel', fix: 'name a subject of the table' });
  const ranks = ranksOf(table, tree, options);
  const ranked = tree.indicators.flatMap(
    ({ iCode, iName = iCode, Unit = null }): (RankedIndicator & { last: Cell })[] => {
      const column = columnNamed(table, iCode);
      const numbers = present(column);
      const [Rank, Value] = [columnNamed(ranks, iCode)[row]!, column[row]!];
      if (Rank === null || Value === null || new Set(numbers).size / numbers.length < unq_discard) return [];
      const Group = tree.ancestorAt(iCode, report_level)?.iCode ?? null;
      return [
        { Code: iCode, Name: iName, Group, Rank, Value, Unit, last: Math.max(...present(columnNamed(ranks, iCode))) },
      ];
    },
  );
  // Equal ranks stand by group, which is how COINr keeps its indicators.
  ranked.sort((a, b) => a.Rank - b.Rank || ascending(a.Group ?? '', b.Group ?? ''));
  const weak = min_discard ? ranked.filter(({ Rank, last }) => Rank < last!) : ranked;
  const shown = ({ last: _, ...indicator }: RankedIndicator & { last: Cell }): RankedIndicator => indicator;
  return {
    Strengths: ranked.slice(0, topN).map(shown),
    Weaknesses: weak.slice(Math.max(0, weak.length - bottomN)).map(shown),
  };
}

const ascending = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function ranksOf(table: Table, tree: IndexTree, { adjust_direction = false, use_group }: StrengthOptions): Table {
  const indicators = {
    uCode: table.uCode,
    columns: Object.fromEntries(tree.indicators.map(({ iCode }) => [iCode, columnNamed(table, iCode)])),
  };
  const turned = mapColumns(indicators, (column, iCode) => {
    const direction = adjust_direction ? (tree.element(iCode).Direction ?? 1) : 1;
    return column.map((x) => (x === null ? null : x * direction));
  });
  return rankTable(turned, use_group);
}

export interface SubjectSummary {
  readonly Code: string;
  readonly Name: string;
  readonly Score: Cell;
  readonly Rank: Cell;
}

/** COINr's get_unit_summary: a subject's scores and ranks at some levels, in the order they are named. */
export function subjectSummary(
  table: Table,
  tree: IndexTree,
  { usel, Levels, nround = 2 }: { usel: string; Levels: readonly number[]; nround?: number },
): SubjectSummary[] {
  const row = table.uCode.indexOf(usel);
  if (row < 0)
    throw new UserError(`${usel} is no subject of the table`, { where: 'usel', fix: 'name a subject of the table' });
  const ranks = rankTable(table);
  return Levels.flatMap((level) => tree.atLevel(level)).map(({ iCode, iName = iCode }) => {
    const score = columnNamed(table, iCode)[row]!;
    return {
      Code: iCode,
      Name: iName,
      Score: score === null ? null : Number(score.toFixed(nround)),
      Rank: columnNamed(ranks, iCode)[row]!,
    };
  });
}
