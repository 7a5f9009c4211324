import { sampleCovariance, sampleVariance } from 'simple-statistics';
import { build } from '../composite/regen.ts';
import type { Specification } from '../composite/specification.ts';
import { type Cell, columnNamed, present, type Table } from '../composite/table.ts';
import type { IndexTree } from '../composite/tree.ts';
import { correlation } from '../multivariate/correlation.ts';
import { cronbachAlpha } from '../multivariate/cronbach.ts';
import { SUBJECTS_PER_INDICATOR } from '../multivariate/enough-subjects.ts';
import { allEqual } from '../multivariate/moments.ts';
import { principalComponents } from '../multivariate/pca.ts';
import { type WeightThatMatters, weightsThatMatter } from '../what-if/which-weight.ts';
import type { UncertainInput } from './inputs.ts';
import { methodInputs, readyForMethods, weightsInput } from './method.ts';
import { removeElements } from './removal.ts';
import { type InputSensitivity, sobolSensitivity } from './sobol.ts';

/** Under this many subjects ranks have next to nowhere to move. */
const SUBJECTS_TO_RANK = 3;

export interface Robustness {
  readonly weights: readonly WeightOfElement[];
  readonly correlations: readonly CorrelatedPair[];
  readonly groups: readonly GroupAnalysis[];
  readonly removals: readonly Removal[];
  readonly spans: readonly RankSpan[];
  readonly inputs: readonly InputSensitivity[];
}

export interface WeightOfElement extends WeightThatMatters {
  /** Its part in how much the index varies between subjects; those of one parent sum to the parent's. Null: nothing varies. */
  readonly pull: Cell;
}

/** Two children of one parent, by their points: above 0 they rise together. */
export interface CorrelatedPair {
  readonly parent: string;
  readonly one: string;
  readonly other: string;
  /** Pearson's; null where one of them does not vary. */
  readonly correlation: Cell;
  readonly n: number;
}

/** What the children of one parent have in common. */
export interface GroupAnalysis {
  readonly parent: string;
  readonly children: readonly string[];
  readonly subjects: number;
  readonly needed: number;
  /** `few`: under 3 subjects a child; `constant`: a child does not vary. Neither has figures. */
  readonly state: 'ok' | 'few' | 'constant';
  readonly alpha: Cell;
  /** Part of the variance that the first component explains, and its loading of each child. */
  readonly explained: Cell;
  readonly loadings: readonly Cell[];
}

/** How ranks move without one indicator. */
export interface Removal {
  readonly iCode: string;
  readonly mean: Cell;
  readonly most: number;
  /** Who moves most, and to where: below 0 it falls. Null: nobody moves. */
  readonly who: string | null;
  readonly shift: number;
}

/** The best and the worst rank that leaving out any one indicator gives. */
export interface RankSpan {
  readonly code: string;
  readonly rank: number;
  readonly best: number;
  readonly worst: number;
}

/**
 * How far an index rests on its method, from its published specification: which weights matter, which children say the
 * same, what the index would be without each indicator, and which of data, normalisation, aggregation and weights moves
 * ranks most (Sobol', N × 6 runs). PCA and alpha keep rule 11. Undefined: fewer than 3 subjects. Same input, same result.
 */
export function robustnessOf(
  published: Specification,
  resamples: readonly Table[],
  { N, seed }: { N: number; seed: number },
): Robustness | undefined {
  if (published.iData.uCode.length < SUBJECTS_TO_RANK) return undefined;
  const { tree, dsets } = build(published);
  return {
    weights: weightsOf(published, tree, dsets.Aggregated),
    correlations: correlationsIn(tree, dsets.Aggregated),
    groups: groupsOf(tree).map(({ parent, children }) => groupAnalysis(dsets.Aggregated, parent, children)),
    ...removalsOf(published, tree),
    inputs: inputsOf(published, resamples, tree, { N, seed }),
  };
}

/** Parents with several children, the top first. */
const groupsOf = (tree: IndexTree): { parent: string; children: string[] }[] =>
  tree.elements
    .toSorted((a, b) => b.Level - a.Level)
    .map(({ iCode }) => ({ parent: iCode, children: tree.childrenOf(iCode).map((child) => child.iCode) }))
    .filter(({ children }) => children.length > 1);

function weightsOf(published: Specification, tree: IndexTree, scores: Table): WeightOfElement[] {
  const index = columnNamed(scores, tree.top.iCode);
  const spread = present(index).length === index.length ? sampleVariance(present(index)) : 0;
  return weightsThatMatter(published).map((weight) => {
    const own = columnNamed(scores, weight.iCode);
    const told = spread > 0 && present(own).length === own.length;
    return {
      ...weight,
      pull: told ? (weight.effective * sampleCovariance(present(own), present(index))) / spread : null,
    };
  });
}

const correlationsIn = (tree: IndexTree, scores: Table): CorrelatedPair[] =>
  groupsOf(tree).flatMap(({ parent, children }) =>
    children.flatMap((one, i) =>
      children.slice(i + 1).map((other): CorrelatedPair => {
        const [a, b] = [columnNamed(scores, one), columnNamed(scores, other)];
        const n = a.filter((cell, row) => cell !== null && b[row] !== null).length;
        return { parent, one, other, correlation: correlation(a, b), n };
      }),
    ),
  );

function groupAnalysis(scores: Table, parent: string, children: readonly string[]): GroupAnalysis {
  const columns = children.map((child) => columnNamed(scores, child));
  const subjects = scores.uCode.filter((_, row) => columns.every((column) => column[row] !== null)).length;
  const needed = SUBJECTS_PER_INDICATOR * children.length;
  const known = { parent, children, subjects, needed };
  const nothing = { alpha: null, explained: null, loadings: children.map(() => null) };
  if (subjects < needed) return { ...known, state: 'few', ...nothing };
  if (columns.some((column) => allEqual(present(column)))) return { ...known, state: 'constant', ...nothing };
  const { explained, wts } = principalComponents(scores, children);
  // A component's sign is arbitrary: most loadings are shown as positive.
  const turn = wts.reduce((sum, loading) => sum + loading, 0) < 0 ? -1 : 1;
  return {
    ...known,
    state: 'ok',
    alpha: cronbachAlpha(scores, children),
    explained: explained[0]!,
    loadings: wts.map((loading) => turn * loading),
  };
}

function removalsOf(published: Specification, tree: IndexTree): Pick<Robustness, 'removals' | 'spans'> {
  const indicators = tree.atLevel(1);
  if (indicators.length < 2) return { removals: [], spans: [] };
  const { uCode, Ranks, RankDiffs, MeanAbsDiff } = removeElements(published, { Level: 1 });
  const removals = indicators.map(({ iCode }): Removal => {
    const shifts = RankDiffs[iCode]!;
    const most = Math.max(0, ...shifts.map((shift) => Math.abs(shift ?? 0)));
    const row = most > 0 ? shifts.findIndex((shift) => Math.abs(shift ?? 0) === most) : -1;
    return { iCode, mean: MeanAbsDiff[iCode]!, most, who: uCode[row] ?? null, shift: shifts[row] ?? 0 };
  });
  const spans = uCode.flatMap((code, row): RankSpan[] => {
    const rank = Ranks.Nominal![row];
    if (rank === null || rank === undefined) return [];
    const all = [rank, ...present(indicators.map(({ iCode }) => Ranks[iCode]![row]!))];
    return [{ code, rank, best: Math.min(...all), worst: Math.max(...all) }];
  });
  return { removals, spans };
}

function inputsOf(
  published: Specification,
  resamples: readonly Table[],
  tree: IndexTree,
  { N, seed }: { N: number; seed: number },
): InputSensitivity[] {
  const ready = readyForMethods(published, resamples);
  const inputs: UncertainInput[] = [
    ...(resamples.length > 0
      ? [{ name: 'data', type: 'discrete' as const, distribution: ready.resamples.map((iData) => ({ iData })) }]
      : []),
    ...methodInputs,
    weightsInput(tree.maxLevel),
  ];
  return [...sobolSensitivity(ready.specification, { inputs, N, seed, Nboot: 200 }).SensInd];
}
