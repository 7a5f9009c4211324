import { expect, test } from 'vitest';
import { UserError } from '../../pipelines/user-error.ts';
import { effectiveWeights } from '../composite/effective-weights.ts';
import { build } from '../composite/regen.ts';
import type { Specification } from '../composite/specification.ts';
import type { Table } from '../composite/table.ts';
import { joined } from '../sensitivity/inputs.ts';
import { compareVariant } from './replay.ts';
import { readSettings } from './settings.ts';
import { variantOf } from './variant.ts';
import { sobolOfWeights, weightsThatMatter } from './which-weight.ts';

/** Three subjects, two dimensions: A (a1, a2) and B (b1, less is better), all between 0 and 1. */
const iData: Table = {
  uCode: ['x', 'y', 'z'],
  columns: { a1: [0.9, 0.5, 0], a2: [0.3, 0.5, 0.6], b1: [0.8, 0.5, 0.1] },
};
const posts = { goalpost_lower: 0, goalpost_upper: 1 };
const specification: Specification = {
  iData,
  iMeta: [
    { iCode: 'a1', Level: 1, Parent: 'A', Weight: 1, Direction: 1, ...posts },
    { iCode: 'a2', Level: 1, Parent: 'A', Weight: 1, Direction: 1, ...posts },
    { iCode: 'b1', Level: 1, Parent: 'B', Weight: 1, Direction: -1, ...posts },
    { iCode: 'A', Level: 2, Parent: 'index', Weight: 1 },
    { iCode: 'B', Level: 2, Parent: 'index', Weight: 1 },
    { iCode: 'index', Level: 3, Parent: null },
  ],
  normalise: { global_specs: { f_n: 'n_goalposts', f_n_para: 'use_iMeta' } },
  aggregate: { f_ag: 'a_amean' },
};
const settable = {
  specification,
  subjects: [
    { code: 'x', name: '甲区' },
    { code: 'y', name: '乙区' },
    { code: 'z', name: '丙区' },
  ],
  shareIndicators: new Set(['a1', 'a2', 'b1']),
};
/** The figures with a1 of the first subject moved. */
const shifted = (by: number): Table => ({
  uCode: iData.uCode,
  columns: { ...iData.columns, a1: iData.columns.a1!.map((x, row) => x! + (row === 0 ? by : 0)) },
});
const replayed = { specification, resamples: [shifted(-0.1), shifted(0), shifted(0.1), shifted(-0.4)] };
const compare = (...settings: string[]) =>
  compareVariant(replayed, variantOf(specification, readSettings(settings, settable)));
const scores = (...settings: string[]) => compare(...settings).rows.map(({ after }) => after.score!);
const refusal = (...settings: string[]): string => {
  try {
    compare(...settings);
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    return (error as UserError).text;
  }
  throw new Error('accepted');
};

test('nothing set changes nothing', () => {
  // x: A 60, B 20; y: 50, 50; z: 30, 90.
  expect(scores()).toEqual([40, 50, 60].map((score) => expect.closeTo(score, 10)));
  expect(compare().rows.map(({ gained }) => gained)).toEqual([0, 0, 0]);
});

test('a weight among siblings, and a part of the whole, move ranks as worked by hand', () => {
  // A weighs 4 of 5: x 52, y 50, z 42.
  const { rows } = compare('weight.A=4');
  expect(rows.map(({ after }) => after.score)).toEqual([52, 50, 42].map((score) => expect.closeTo(score, 10)));
  expect(rows.map(({ before, after, gained }) => [before.rank, after.rank, gained])).toEqual([
    [3, 1, 2],
    [2, 2, 0],
    [1, 3, -2],
  ]);
  // a1 half of the whole; a2 and b1, a quarter and a half before, keep their proportion: 1/6 and 2/3 of the rest.
  const { after } = compare('weight.a1=50%');
  const parts = effectiveWeights(after.tree);
  expect(parts.get('a1')).toBeCloseTo(0.5, 12);
  expect(parts.get('b1')! / parts.get('a2')!).toBeCloseTo(2, 12);
  expect(scores('weight.a1=50%')[2]).toBeCloseTo(60 / 6 + 90 / 3, 10);
  expect(scores('weight.a1=100%')).toEqual([90, 50, 0].map((score) => expect.closeTo(score, 10)));
  expect(scores('weight.a1=25%', 'weight.B=25%')[0]).toBeCloseTo(0.25 * 90 + 0.5 * 30 + 0.25 * 20, 10);
});

test('methods, goalposts, what is left out, and corrected figures', () => {
  expect(scores('remove=a2')).toEqual([55, 50, 45].map((score) => expect.closeTo(score, 10)));
  expect(scores('remove=B')).toEqual([60, 50, 30].map((score) => expect.closeTo(score, 10)));
  expect(scores('goalposts.a2=20%..60%')[0]).toBeCloseTo(((90 + 25) / 2 + 20) / 2, 10);
  expect(scores('value.b1.甲区=10%')[0]).toBeCloseTo((60 + 90) / 2, 10);
  expect(scores('weights=equal', 'weight.a2=3')[0]).toBeCloseTo(((90 + 3 * 30) / 4 + 20) / 2, 10);
  // z has 0 points in a1: from 1 to 100 it has 1, and a geometric mean.
  const [, , z] = scores('aggregation=a_gmean');
  const [a1, a2, b1] = [1, 1 + 0.99 * 60, 1 + 0.99 * 90];
  expect(z).toBeCloseTo(Math.sqrt(Math.sqrt(a1 * a2) * b1), 10);
});

test('ranks come with what chance in the data leaves open; a corrected figure keeps its spread', () => {
  const [x] = compare().rows;
  expect(x!.before).toMatchObject({ rank: 3, rank_high: 3 });
  const [lifted] = compare('value.b1.x=30%', 'value.a1.x=80%').rows;
  expect(lifted!.after.rank).toBe(1);
  expect(lifted!.after.rank_low).toBe(1);
  expect(lifted!.after.rank_high).toBeGreaterThan(1);
});

test.each([
  [['wieght.a1=2'], '--set wieght.a1', 'weight.NODE'],
  [['weight.c9=2'], 'c9 is not in the score', 'a1, a2, b1'],
  [['weight.a1=-1'], 'is no weight', '0 or more'],
  [['weight.a1=60%', 'weight.B=60%'], 'exceed 100%', ''],
  [['weight.a1=10%', 'weight.A=20%'], 'is a part of A', ''],
  [['weight.index=50%'], 'is the whole index', ''],
  [['aggregation=median'], 'no method median', 'a_amean'],
  [['normalisation=best'], 'no method best', 'n_minmax'],
  [['goalposts.a1=1..0'], 'no goalposts', ''],
  [['value.a1.x=92'], 'is no share', '92%'],
  [['value.a1.丁区=92%'], '丁区 is none of the ranked', '甲区'],
  [['value.A.x=92%'], 'A is no indicator', 'a1, a2, b1'],
  [['weight.a1=much'], 'is no number', ''],
  [['weight.a1'], 'KEY=VALUE', 'weight.NODE'],
  [['weights=pca'], 'needs 9 subjects', ''],
  [['remove=a1,a2,b1'], 'nothing is left', ''],
])('%j is refused, naming the key and what there is', (settings, what, fix) => {
  const text = refusal(...settings);
  expect(text).toContain(what);
  expect(text).toContain(fix);
});

test('the weight that moves ranks most comes first; an only child is no weight', () => {
  const rows = weightsThatMatter(specification);
  expect(rows.map(({ iCode }) => iCode).sort()).toEqual(['A', 'B', 'a1', 'a2']);
  expect(rows[0]!.doubled).toBeGreaterThan(0);
  expect(rows.find(({ iCode }) => iCode === 'a1')!.effective).toBeCloseTo(0.25, 12);
});

test('Sobol’ indices hold the data, the method and every weight by itself, and repeat', () => {
  const rows = sobolOfWeights(replayed, { N: 60, seed: 3 });
  expect(rows.map(({ Variable }) => Variable).sort()).toEqual(
    ['aggregation', 'data', 'normalisation', 'weight.A', 'weight.B', 'weight.a1', 'weight.a2'].sort(),
  );
  expect(sobolOfWeights(replayed, { N: 60, seed: 3 })).toEqual(rows);
});

test('uncertain weights of different elements go together, the same one twice does not', () => {
  const given = (w: Record<string, number>) => ({ weights: { method: 'given', w } as const });
  expect(joined([given({ a1: 2 }), given({ B: 3 })], ['one', 'two'])).toEqual(given({ a1: 2, B: 3 }));
  expect(() => joined([given({ a1: 2 }), given({ a1: 3 })], ['one', 'two'])).toThrow(/undo the other/);
  expect(build(specification).tree.element('a1').Weight).toBe(1);
});
