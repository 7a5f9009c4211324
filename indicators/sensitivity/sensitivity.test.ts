import { expect, test } from 'vitest';
import type { Specification } from '../composite/specification.ts';
import { IndexTree } from '../composite/tree.ts';
import { changesOf, sampleToParameter, type UncertainInput } from './inputs.ts';
import { removeElements } from './removal.ts';
import { sobolIndices, sobolSensitivity } from './sobol.ts';
import { uncertainty } from './uncertainty.ts';

const subjects = Array.from({ length: 12 }, (_, i) => `s${i}`);
const wave = (speed: number) => subjects.map((_, i) => 50 + 40 * Math.sin(i * speed) + i);
const specification: Specification = {
  iData: {
    uCode: subjects,
    columns: { a: wave(1), b: wave(2.1), c: wave(3.3), d: subjects.map((_, i) => 40 + 2 * i) },
  },
  iMeta: [
    ...['a', 'b'].map((iCode) => ({ iCode, Level: 1, Parent: 'P' })),
    { iCode: 'c', Level: 1, Parent: 'Q' },
    { iCode: 'd', Level: 1, Parent: 'R' },
    ...['P', 'Q', 'R'].map((iCode) => ({ iCode, Level: 2, Parent: 'index' })),
    { iCode: 'index', Level: 3, Parent: null },
  ],
  normalise: { global_specs: { f_n: 'n_minmax', f_n_para: { l_u: [1, 100] } } },
};
const weights: UncertainInput = { name: 'weights', type: 'weights', levels: [2], factor: 0.5 };
const means: UncertainInput = {
  name: 'means',
  type: 'discrete',
  distribution: [{ aggregate: { f_ag: 'a_amean' } }, { aggregate: { f_ag: 'a_hmean' } }],
};
const idle: UncertainInput = { name: 'idle', type: 'discrete', distribution: [{ treat: null }, { treat: null }] };

test('what a draw stands for: equal parts of the range drawn, or a number of an interval', () => {
  expect(sampleToParameter([0.4, 0.45, 0.5, 0.55, 0.6], ['x', 'y'], 'discrete')).toEqual(['x', 'x', 'x', 'y', 'y']);
  expect(sampleToParameter([0, 0.5], [10, 20], 'continuous')).toEqual([10, 15]);
  const change = (p: number) => ({ aggregate: { f_ag: 'a_genmean' as const, f_ag_para: { p } } });
  const exponent: UncertainInput = { name: 'p', type: 'continuous', distribution: [1, 3], change };
  expect(changesOf(exponent, [0.5], new IndexTree(specification.iMeta))).toEqual([change(2)]);
});

test('uncertainty: the same seed gives the same ranks, and intervals hold them', () => {
  const run = (seed: number) => uncertainty(specification, { inputs: [weights, means], N: 200, seed });
  expect(run(3)).toEqual(run(3));
  expect(run(3).ranks).not.toEqual(run(4).ranks);
  for (const { Nominal, Mean, Median, Q5, Q95 } of run(3).RankStats) {
    for (const rank of [Nominal!, Mean!, Median!, Q5!, Q95!]) expect(rank >= 1 && rank <= 12).toBe(true);
    expect(Q5! <= Median! && Median! <= Q95!).toBe(true);
  }
});

test('weights that are off by nothing, or alternatives that are one, move no rank', () => {
  const certain = uncertainty(specification, { inputs: [{ ...weights, factor: 0 }, idle], N: 20, seed: 1 });
  for (const { Nominal, Q5, Q95 } of certain.RankStats) expect([Q5, Q95]).toEqual([Nominal, Nominal]);
  const sobol = sobolSensitivity(specification, { inputs: [idle], N: 10, seed: 1, Nboot: 5 });
  expect(sobol.SensInd).toEqual([
    { Variable: 'idle', Si: null, STi: null, Si_q5: null, Si_q95: null, STi_q5: null, STi_q95: null },
  ]);
});

test('Sobol’ indices: an input that does nothing has none; the total holds the first order', () => {
  const { SensInd, runs } = sobolSensitivity(specification, {
    inputs: [weights, means, idle],
    N: 500,
    seed: 1,
    Nboot: 100,
  });
  const [w, m, i] = SensInd;
  expect(runs).toBe(2500);
  expect([i!.Si, i!.STi]).toEqual([0, 0]);
  expect(w!.STi! + m!.STi!).toBeGreaterThan(0.9);
  expect(m!.STi_q5! < m!.STi! && m!.STi! < m!.STi_q95!).toBe(true);
});

test('one subject, or nothing but gaps: no ranks, no NaN', () => {
  const of = (cells: (number | null)[]) => ({
    ...specification,
    iData: { uCode: subjects.slice(0, cells.length), columns: { a: cells, b: cells, c: cells, d: cells } },
  });
  for (const cells of [[5], [null, null]]) {
    const { RankStats } = uncertainty(of(cells), { inputs: [weights], N: 5, seed: 1 });
    for (const row of RankStats) expect(row).toMatchObject({ Nominal: null, Score: null, Mean: null, Q95: null });
    const { SensInd } = sobolSensitivity(of(cells), { inputs: [weights], N: 5, seed: 1, Nboot: 3 });
    expect(SensInd[0]).toMatchObject({ Si: null, STi: null, STi_q5: null });
    expect(removeElements(of(cells), { Level: 2 }).MeanAbsDiff.P).toBeNull();
  }
});

test('replicates of the data are an input like any other', () => {
  const replicates = Array.from({ length: 30 }, (_, b) => {
    const columns = Object.entries(specification.iData.columns).map(([iCode, column], c) => [
      iCode,
      column.map((x, row) => x! + 8 * Math.sin(b * 7 + row * 3 + c)),
    ]);
    return { iData: { uCode: subjects, columns: Object.fromEntries(columns) } };
  });
  const data: UncertainInput = { name: 'data', type: 'discrete', distribution: replicates };
  const width = (inputs: UncertainInput[]) =>
    uncertainty(specification, { inputs, N: 300, seed: 1 }).RankStats.reduce((sum, { Q5, Q95 }) => sum + Q95! - Q5!, 0);
  expect(width([data, means])).toBeGreaterThan(width([means]));
  const { SensInd } = sobolSensitivity(specification, { inputs: [data, means], N: 300, seed: 1, Nboot: 20 });
  for (const { STi } of SensInd) expect(STi).toBeGreaterThan(0.05);
});

test('the estimator on a sum: each part of the variance to whom it belongs', () => {
  // y = x1 over A, B, AB1, AB2 with x2 idle.
  const [A, B] = [
    [1, 2, 3, 4],
    [4, 3, 1, 2],
  ];
  const [first, idle] = sobolIndices([...A, ...B, ...B, ...A], 4, 2);
  expect(idle).toEqual({ Si: 0, STi: 0 });
  expect(first!.STi).toBeCloseTo((9 + 1 + 4 + 4) / (8 * (10 / 7)), 12);
  expect(() => sobolIndices([1, 2, 3], 4, 2)).toThrow(/3 results/);
});

test('removal: without an element, as if its weight were 0; an only child takes its parent along', () => {
  const { Scores, RankDiffs, MeanAbsDiff } = removeElements(specification, { Level: 1 });
  expect(Object.keys(Scores)).toEqual(['Nominal', 'a', 'b', 'c', 'd']);
  expect(Scores.c).toEqual(removeElements(specification, { Level: 2 }).Scores.Q);
  expect(RankDiffs.Nominal).toEqual(subjects.map(() => 0));
  expect(MeanAbsDiff.Nominal).toBe(0);
  expect(() => removeElements(specification, { Level: 3 })).toThrow(/level 3 has 1 elements/);
});

test.each<[string, () => unknown, RegExp]>([
  ['no inputs', () => uncertainty(specification, { inputs: [], N: 10, seed: 1 }), /nothing is uncertain/],
  ['one replication', () => uncertainty(specification, { inputs: [weights], N: 1, seed: 1 }), /1 replications/],
  [
    'a factor of 2',
    () => uncertainty(specification, { inputs: [{ ...weights, factor: 2 }], N: 5, seed: 1 }),
    /factor of 2/,
  ],
  [
    'no alternatives',
    () => uncertainty(specification, { inputs: [{ ...idle, distribution: [] } as UncertainInput], N: 5, seed: 1 }),
    /no alternatives/,
  ],
  [
    'two inputs that change one step',
    () => uncertainty(specification, { inputs: [means, { ...means, name: 'again' }], N: 5, seed: 1 }),
    /two uncertain inputs change aggregate/,
  ],
])('%s: refused by name', (_, call, message) => {
  expect(call).toThrow(message);
});
