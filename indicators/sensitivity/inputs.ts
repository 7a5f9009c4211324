import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { UserError } from '../../pipelines/user-error.ts';
import type { Change } from '../composite/specification.ts';
import type { IndexTree } from '../composite/tree.ts';

/**
 * One uncertain assumption: alternatives that are equally likely, a range, or weights that may be off. Replicates of the
 * data are alternatives too (`{ iData }` each): so ranks hold data and method, and Sobol' indices part the two.
 */
export type UncertainInput =
  | { readonly name: string; readonly type: 'discrete'; readonly distribution: readonly Change[] }
  | {
      readonly name: string;
      readonly type: 'continuous';
      readonly distribution: readonly [number, number];
      readonly change: (value: number) => Change;
    }
  | {
      readonly name: string;
      readonly type: 'weights';
      readonly levels: readonly number[];
      /** 0.25: each weight of the levels times a number between 0.75 and 1.25, each by itself. */
      readonly factor: number;
    };

/**
 * COINr's sample_2_para: what draws from 0 to 1 stand for. Discrete: the range of the draws in equal parts, closed on the
 * right, as R's cut makes them; so what one draw stands for depends on the least and the greatest of all.
 */
export function sampleToParameter<Value>(x: readonly number[], values: readonly Value[], type: 'discrete'): Value[];
export function sampleToParameter(x: readonly number[], range: readonly [number, number], type: 'continuous'): number[];
export function sampleToParameter<Value>(
  x: readonly number[],
  values: readonly Value[] | readonly [number, number],
  type: 'discrete' | 'continuous',
): (Value | number)[] {
  if (type === 'continuous') {
    const [low, high] = values as readonly [number, number];
    return x.map((draw) => low + draw * (high - low));
  }
  const [low, high] = [Math.min(...x), Math.max(...x)];
  const inner = Array.from({ length: values.length - 1 }, (_, i) => low + ((high - low) * (i + 1)) / values.length);
  return x.map((draw) => values[inner.filter((end) => draw > end).length]!);
}

/** Changes for draws of one input, one change per draw. `tree`: with the nominal weights. */
export function changesOf(input: UncertainInput, draws: readonly number[], tree: IndexTree): Change[] {
  if (input.type === 'weights') return draws.map((draw) => noisyWeights(tree, input, draw));
  if (input.distribution.length === 0)
    throw new UserError(`the uncertain input ${input.name} has no alternatives`, {
      where: input.name,
      fix: 'give at least one',
    });
  if (input.type === 'discrete') return sampleToParameter(draws, input.distribution, 'discrete');
  return sampleToParameter(draws, input.distribution, 'continuous').map(input.change);
}

/** One draw seeds all multipliers, so that the weights are one input however many they are. */
function noisyWeights(
  tree: IndexTree,
  { levels, factor, name }: UncertainInput & { type: 'weights' },
  draw: number,
): Change {
  if (!(factor >= 0 && factor <= 1))
    throw new UserError(`weights cannot be off by a factor of ${factor}`, { where: name, fix: 'write 0 to 1' });
  const random = xoroshiro128plus(Math.floor(draw * 2 ** 32) | 0);
  const w: Record<string, number> = {};
  for (const { iCode, Level, Weight = 1 } of tree.elements)
    w[iCode] = levels.includes(Level) ? Weight * (1 - factor + 2 * factor * uniformFloat64(random)) : Weight;
  return { weights: { method: 'given', w } };
}

/** Several changes at once; a step that two of them change is refused, since one would undo the other. */
export function joined(changes: readonly Change[], names: readonly string[]): Change {
  const all: Record<string, unknown> = {};
  for (const [i, change] of changes.entries())
    for (const [key, value] of Object.entries(change)) {
      if (key in all)
        throw new UserError(`two uncertain inputs change ${key}: one would undo the other`, {
          where: names[i]!,
          fix: 'make them one input with joint alternatives',
        });
      all[key] = value;
    }
  return all;
}
