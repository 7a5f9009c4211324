import { changed } from '../composite/change.ts';
import { effectiveWeights } from '../composite/effective-weights.ts';
import { rankDescending } from '../composite/rank.ts';
import { build } from '../composite/regen.ts';
import type { Change, Specification } from '../composite/specification.ts';
import { type Cell, columnNamed } from '../composite/table.ts';
import type { Element, IndexTree } from '../composite/tree.ts';
import type { UncertainInput } from '../sensitivity/inputs.ts';
import { methodInputs, readyForMethods } from '../sensitivity/method.ts';
import { removeElements } from '../sensitivity/removal.ts';
import { type InputSensitivity, sobolSensitivity } from '../sensitivity/sobol.ts';
import type { Replayed } from './replay.ts';

export interface WeightThatMatters {
  readonly iCode: string;
  readonly iName: string;
  readonly level: number;
  /** Its part in the whole index, 0–1. */
  readonly effective: number;
  /** Mean and greatest change of rank over subjects when its weight is doubled among its siblings. */
  readonly doubled: Cell;
  readonly doubled_most: Cell;
  /** The same when it is left out. */
  readonly removed: Cell;
}

/**
 * Which weight matters most: every element that has siblings, by how far ranks move when it weighs double, and when it
 * is left out; the one that moves most first.
 */
export function weightsThatMatter(specification: Specification): WeightThatMatters[] {
  const nominal = build(specification);
  const { tree } = nominal;
  const parts = effectiveWeights(tree);
  const top = tree.top.iCode;
  const before = rankDescending(columnNamed(nominal.dsets.Aggregated, top));
  const removals = new Map<number, Readonly<Record<string, Cell>>>();
  const removedAt = (level: number): Readonly<Record<string, Cell>> => {
    if (!removals.has(level))
      removals.set(
        level,
        tree.atLevel(level).length > 1 ? removeElements(specification, { Level: level }).MeanAbsDiff : {},
      );
    return removals.get(level)!;
  };
  const rows = withSiblings(tree).map(({ iCode, iName = iCode, Level, Weight = 1 }): WeightThatMatters => {
    const heavier = build(changed(specification, { weights: { method: 'given', w: { [iCode]: 2 * Weight } } }));
    const after = rankDescending(columnNamed(heavier.dsets.Aggregated, top));
    const shifts = before.flatMap((rank, row) =>
      rank === null || after[row] === null ? [] : [Math.abs(rank - after[row]!)],
    );
    return {
      iCode,
      iName,
      level: Level,
      effective: parts.get(iCode)!,
      doubled: shifts.length > 0 ? shifts.reduce((sum, shift) => sum + shift, 0) / shifts.length : null,
      doubled_most: shifts.length > 0 ? Math.max(...shifts) : null,
      removed: removedAt(Level)[iCode] ?? null,
    };
  });
  return rows.sort((a, b) => (b.doubled ?? 0) - (a.doubled ?? 0) || (b.removed ?? 0) - (a.removed ?? 0));
}

/**
 * Sobol' indices of what ranks rest on: chance in the data (the resamples), normalisation, aggregation and every weight
 * by itself (up to half more or less). From N × (inputs + 2) runs; largest total index first.
 */
export function sobolOfWeights(replayed: Replayed, { N, seed }: { N: number; seed: number }): InputSensitivity[] {
  const { specification, resamples } = readyForMethods(replayed.specification, replayed.resamples);
  const { tree } = build(specification);
  const inputs: UncertainInput[] = [
    ...(resamples.length > 0
      ? [{ name: 'data', type: 'discrete' as const, distribution: resamples.map((iData): Change => ({ iData })) }]
      : []),
    ...methodInputs,
    ...withSiblings(tree).map(
      ({ iCode, Weight = 1 }): UncertainInput => ({
        name: `weight.${iCode}`,
        type: 'continuous',
        distribution: [0.5 * Weight, 1.5 * Weight],
        change: (weight) => ({ weights: { method: 'given', w: { [iCode]: weight } } }),
      }),
    ),
  ];
  return sobolSensitivity(specification, { inputs, N, seed, Nboot: 200 }).SensInd.toSorted(
    (a, b) => (b.STi ?? 0) - (a.STi ?? 0),
  );
}

/** An element without siblings is its whole parent, whatever it weighs. */
const withSiblings = (tree: IndexTree): Element[] =>
  tree.elements.filter(({ Parent }) => Parent !== null && tree.childrenOf(Parent).length > 1);
