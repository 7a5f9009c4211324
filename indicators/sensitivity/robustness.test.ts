import { expect, test } from 'vitest';
import type { Specification } from '../composite/specification.ts';
import type { Table } from '../composite/table.ts';
import { robustnessOf } from './robustness.ts';

const posts = { goalpost_lower: 0, goalpost_upper: 1 };

/** Subjects s1 … sn with two dimensions of two indicators each, of one weight; a2 is what sets them apart. */
function specificationOf(n: number): Specification {
  const uCode = Array.from({ length: n }, (_, i) => `s${i + 1}`);
  const column = (value: (i: number) => number) => uCode.map((_, i) => value(i));
  return {
    iData: {
      uCode,
      columns: {
        a1: column((i) => 0.5 + 0.01 * (i % 2)),
        a2: column((i) => i / n),
        b1: column((i) => 0.4 + 0.02 * ((i * 3) % 5)),
        b2: column((i) => 0.6 - 0.02 * ((i * 3) % 5)),
      },
    },
    iMeta: [
      ...['a1', 'a2', 'b1', 'b2'].map((iCode) => ({
        iCode,
        Level: 1,
        Parent: iCode[0]!.toUpperCase(),
        Weight: 1,
        Direction: 1 as const,
        ...posts,
      })),
      { iCode: 'A', Level: 2, Parent: 'index', Weight: 1 },
      { iCode: 'B', Level: 2, Parent: 'index', Weight: 1 },
      { iCode: 'index', Level: 3, Parent: null },
    ],
    normalise: { global_specs: { f_n: 'n_goalposts', f_n_para: 'use_iMeta' } },
    aggregate: { f_ag: 'a_amean' },
  };
}
const resamplesOf = ({ iData }: Specification): Table[] =>
  [-0.2, -0.1, 0.1, 0.2].map((by) => ({
    uCode: iData.uCode,
    columns: { ...iData.columns, a2: iData.columns.a2!.map((x, row) => x! + (row % 2 ? by : 0)) },
  }));
const study = (n: number) => {
  const specification = specificationOf(n);
  return robustnessOf(specification, resamplesOf(specification), { N: 50, seed: 1 })!;
};

test('the parts in what varies are shared out down the tree, and what sets subjects apart has the most', () => {
  const { weights } = study(8);
  const pull = (iCode: string) => weights.find((weight) => weight.iCode === iCode)!.pull!;
  expect(pull('A') + pull('B')).toBeCloseTo(1, 9);
  expect(pull('a1') + pull('a2')).toBeCloseTo(pull('A'), 9);
  expect(pull('a2')).toBeGreaterThan(0.9);
});

test('without what sets them apart everybody moves, and the span of ranks holds it', () => {
  const { removals, spans } = study(8);
  const most = removals.toSorted((a, b) => b.mean! - a.mean!)[0]!;
  expect(most.iCode).toBe('a2');
  expect(most.who).not.toBeNull();
  const mover = spans.find(({ code }) => code === most.who)!;
  expect(mover.rank - most.shift).toBeGreaterThanOrEqual(mover.best);
  expect(mover.rank - most.shift).toBeLessThanOrEqual(mover.worst);
  for (const { best, rank, worst } of spans) expect(best <= rank && rank <= worst).toBe(true);
});

test('opposites show as a correlation of −1', () => {
  const pair = study(8).correlations.find(({ one, other }) => one === 'b1' && other === 'b2')!;
  expect(pair.correlation).toBeCloseTo(-1, 9);
});

test('PCA and alpha keep rule 11: from 3 subjects a child, and never of what does not vary', () => {
  const states = (n: number) => Object.fromEntries(study(n).groups.map(({ parent, state }) => [parent, state]));
  expect(states(5)).toEqual({ index: 'few', A: 'few', B: 'few' });
  expect(states(6)).toEqual({ index: 'constant', A: 'ok', B: 'ok' }); // b1 and b2 make up for each other
  const { explained, loadings } = study(6).groups.find(({ parent }) => parent === 'B')!;
  expect(explained).toBeCloseTo(1, 9);
  expect(loadings.map((loading) => Math.abs(loading!))).toEqual([
    expect.closeTo(Math.SQRT1_2, 9),
    expect.closeTo(Math.SQRT1_2, 9),
  ]);
});

test('the data, moved most, explain most; the same seed gives the same; two subjects are no ranking', () => {
  const { inputs } = study(8);
  expect(inputs.map(({ Variable }) => Variable)).toEqual(['data', 'normalisation', 'aggregation', 'weights']);
  expect(inputs.every(({ STi }) => STi === null || STi > -0.5)).toBe(true);
  expect(study(8)).toEqual(study(8));
  expect(robustnessOf(specificationOf(2), [], { N: 50, seed: 1 })).toBeUndefined();
});
