import { mean } from 'simple-statistics';
import { UserError } from '../../pipelines/user-error.ts';
import { changed } from '../composite/change.ts';
import { rankDescending } from '../composite/rank.ts';
import { Builder } from '../composite/regen.ts';
import type { Specification } from '../composite/specification.ts';
import { type Cell, type Column, columnNamed } from '../composite/table.ts';

export interface Removals {
  readonly uCode: readonly string[];
  /** The index as it is (`Nominal`), then without each element of the level. */
  readonly Scores: Readonly<Record<string, Column>>;
  readonly Ranks: Readonly<Record<string, Column>>;
  /** Nominal rank minus the one without the element: above 0 the subject gains by its removal. */
  readonly RankDiffs: Readonly<Record<string, Column>>;
  readonly MeanAbsDiff: Readonly<Record<string, Cell>>;
}

/**
 * COINr's remove_elements: what the index would be without each element of a level, one at a time (its weight set to 0).
 * An element that is all its parent has takes the parent with it.
 */
export function removeElements(
  specification: Specification,
  { Level, iCode }: { Level: number; iCode?: string },
): Removals {
  const builder = new Builder();
  const nominal = builder.build(specification);
  const { tree, dsets } = nominal;
  const elements = tree.atLevel(Level);
  if (elements.length < 2)
    throw new UserError(`level ${Level} has ${elements.length} elements, so none can be left out`, {
      where: 'Level',
      fix: `use a level from 1 to ${tree.maxLevel - 1} with two elements or more`,
    });
  const scored = iCode ?? tree.top.iCode;
  const Scores: Record<string, Column> = { Nominal: columnNamed(dsets.Aggregated, scored) };
  for (const element of elements) {
    const only = (code: string): string => {
      const { Parent } = tree.element(code);
      const weighing = tree.childrenOf(Parent!).filter(({ Weight }) => Weight !== 0);
      return weighing.length > 1 || weighing.every((child) => child.iCode !== code) ? code : only(Parent!);
    };
    const w = Object.fromEntries(tree.elements.map(({ iCode, Weight = 1 }) => [iCode, Weight]));
    const without = changed(specification, { weights: null });
    const weights = { method: 'given', w: { ...w, [only(element.iCode)]: 0 } } as const;
    Scores[element.iCode] = columnNamed(builder.build({ ...without, weights }).dsets.Aggregated, scored);
  }
  const over = <Value>(make: (name: string) => Value): Record<string, Value> =>
    Object.fromEntries(Object.keys(Scores).map((name) => [name, make(name)]));
  const Ranks = over((name) => rankDescending(Scores[name]!));
  const RankDiffs = over((name) =>
    Ranks[name]!.map((rank, row): Cell => {
      const before = Ranks.Nominal![row]!;
      return rank === null || before === null ? null : before - rank;
    }),
  );
  const MeanAbsDiff = over((name): Cell => {
    const shifts = RankDiffs[name]!.filter((shift) => shift !== null).map(Math.abs);
    return shifts.length > 0 ? mean(shifts) : null;
  });
  return { uCode: dsets.Aggregated.uCode, Scores, Ranks, RankDiffs, MeanAbsDiff };
}
