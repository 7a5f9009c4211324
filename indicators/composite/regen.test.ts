import { expect, test } from 'vitest';
import { UserError } from '../../pipelines/user-error.ts';
import { compareCoins } from './compare.ts';
import { Builder, build, regen } from './regen.ts';
import { resultsOf } from './results.ts';
import type { Change, Specification } from './specification.ts';

const specification: Specification = {
  iData: {
    uCode: ['r', 's', 't'],
    columns: { a: [0, 5, 10], b: [10, 0, 5], c: [4, 6, 8] },
  },
  iMeta: [
    { iCode: 'a', Level: 1, Parent: 'P' },
    { iCode: 'b', Level: 1, Parent: 'P', Direction: -1 },
    { iCode: 'c', Level: 1, Parent: 'Q' },
    { iCode: 'P', Level: 2, Parent: 'index' },
    { iCode: 'Q', Level: 2, Parent: 'index' },
    { iCode: 'index', Level: 3, Parent: null },
  ],
};
const indexOf = (change: Change) => regen(specification, change).dsets.Aggregated.columns.index;

test('a specification of data and tree alone: min-max and arithmetic means', () => {
  const { dsets } = build(specification);
  expect(dsets.Normalised.columns).toEqual({ a: [0, 50, 100], b: [0, 100, 50], c: [0, 50, 100] });
  expect(dsets.Aggregated.columns.index).toEqual([0, 62.5, 87.5]);
});

test('one thing changed: weights, method, figures, elements, a step taken away', () => {
  expect(indexOf({ weights: { method: 'given', w: { P: 3 } } })).toEqual([0, 68.75, 81.25]);
  expect(indexOf({ weights: { method: 'equal' } })).toEqual([0, 62.5, 87.5]);
  expect(indexOf({ normalise: { global_specs: { f_n: 'n_rank' } } })).toEqual([1, 2.25, 2.75]);
  expect(indexOf({ figures: { r: { c: 8 } } })).toEqual([50, 37.5, 87.5]);
  expect(indexOf({ remove: ['P'] })).toEqual([0, 50, 100]);
  expect(indexOf({ remove: ['c'] })).toEqual([0, 75, 75]);
  const screened = { ...specification, screen: { unit_screen: 'byNA' as const, dat_thresh: 1.1 } };
  expect(regen(screened, { screen: null }).dsets.Screened).toBeUndefined();
});

test('options that a change does not name stay', () => {
  const own: Specification = { ...specification, aggregate: { f_ag: 'a_amean', dat_thresh: 0.9 } };
  const gap = regen(own, { figures: { r: { a: null } }, aggregate: { f_ag: ['a_amean', 'a_amean'] } });
  expect(gap.dsets.Aggregated.columns.P![0]).toBeNull();
  const weighted = regen({ ...specification, weights: { method: 'given', w: { P: 3 } } }, { weights: { w: { Q: 3 } } });
  expect(weighted.dsets.Aggregated.columns.index).toEqual([0, 62.5, 87.5]);
});

test('every step leaves its table behind', () => {
  const { dsets, screened, treated } = build({
    ...specification,
    denominate: {
      denoms: { uCode: ['r', 's', 't'], columns: { people: [1, 1, 1] } },
      denomby: [{ iCode: 'a', Denominator: 'people' }],
    },
    impute: { f_i: 'i_mean' },
    screen: { unit_screen: 'byNA' },
    treat: {},
  });
  expect(Object.keys(dsets).sort()).toEqual(
    ['Aggregated', 'Denominated', 'Imputed', 'Normalised', 'Raw', 'Screened', 'Treated'].sort(),
  );
  expect([screened?.RemovedUnits, treated?.Dets_Table.length]).toEqual([[], 3]);
});

test('a builder takes a step once for the same figures and options', () => {
  const builder = new Builder();
  const [one, other] = [
    builder.build(specification),
    builder.build({ ...specification, weights: { method: 'equal' } }),
  ];
  expect(other.dsets.Normalised).toBe(one.dsets.Normalised);
  const scaled = { ...specification, normalise: { global_specs: { f_n: 'n_rank' as const } } };
  expect(builder.build(scaled).dsets.Normalised).not.toBe(one.dsets.Normalised);
});

test('two indices side by side, and a table to read', () => {
  const [one, other] = [build(specification), regen(specification, { remove: ['c'] })];
  expect(compareCoins(one, other)).toEqual([
    { uCode: 'r', 'coin.1': 3, 'coin.2': 3, Diff: 0, 'Abs.diff': 0 },
    { uCode: 's', 'coin.1': 2, 'coin.2': 1, Diff: 1, 'Abs.diff': 1 },
    { uCode: 't', 'coin.1': 1, 'coin.2': 1, Diff: 0, 'Abs.diff': 0 },
  ]);
  expect(resultsOf(one)).toEqual({ uCode: ['t', 's', 'r'], columns: { index: [87.5, 62.5, 0], Rank: [1, 2, 3] } });
  const grouped = resultsOf(one, { use: 'ranks', use_group: ['y', 'x', null] });
  expect(grouped).toEqual({ uCode: ['s', 'r'], columns: { index: [1, 1] } });
});

test('one subject and nothing but gaps: no figure, no NaN', () => {
  const alone = build({ ...specification, iData: { uCode: ['r'], columns: { a: [1], b: [2], c: [3] } } });
  expect(alone.dsets.Aggregated.columns.index).toEqual([null]);
  const empty = build({
    ...specification,
    iData: { uCode: ['r', 's'], columns: { a: [null, null], b: [null, null], c: [null, null] } },
  });
  expect(empty.dsets.Aggregated.columns.index).toEqual([null, null]);
});

test.each<[string, Change, RegExp]>([
  ['an unknown step', { normalize: {} } as Change, /no normalize/],
  ['an unknown subject', { figures: { z: { a: 1 } } }, /z is no subject/],
  ['an unknown indicator', { figures: { r: { z: 1 } } }, /no column z/],
  ['an element that is not there', { remove: ['z'] }, /z is no element/],
  ['everything removed', { remove: ['P', 'Q'] }, /nothing is left/],
  ['an unknown method of weights', { weights: { method: 'luck' as 'equal' } }, /no method of weights luck/],
  ['nobody left', { screen: { unit_screen: 'byNA', dat_thresh: 2 } }, /no subjects/],
])('%s is refused by name', (_, change, message) => {
  expect(() => regen(specification, change)).toThrow(UserError);
  expect(() => regen(specification, change)).toThrow(message);
});
