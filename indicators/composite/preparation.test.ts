import { expect, test } from 'vitest';
import { denominate } from './denominate.ts';
import { impute, imputeColumn } from './impute.ts';
import { screen } from './screen.ts';
import { type Cell, checkTable, type Table } from './table.ts';
import { transformations } from './transform.ts';
import { treat, treatColumn } from './treat.ts';
import { IndexTree } from './tree.ts';
import { winsorise } from './winsorise.ts';

const table = (columns: Record<string, Cell[]>): Table => ({
  uCode: Object.values(columns)[0]!.map((_, row) => `s${row}`),
  columns,
});
const tree = new IndexTree([
  { iCode: 'a', Level: 1, Parent: 'index' },
  { iCode: 'b', Level: 1, Parent: 'index', Direction: -1 },
  { iCode: 'index', Level: 2, Parent: null },
]);

test('denominate: per so many, matched by subject; nothing by 0', () => {
  const denoms = { uCode: ['s2', 's1', 's0', 'other'], columns: { people: [0, null, 2000, 7] } };
  const by = [{ iCode: 'a', Denominator: 'people', ScaleFactor: 1000 }];
  expect(denominate(table({ a: [10, 10, 10], b: [1, 2, 3] }), { denoms, denomby: by }).columns).toEqual({
    a: [5, null, null],
    b: [1, 2, 3],
  });
  expect(() => denominate(table({ a: [1, 2, 3, 4] }), { denoms, denomby: by })).toThrow(/no row for s3/);
  expect(() => denominate(table({ b: [1] }), { denoms, denomby: by })).toThrow(/denomby names a/);
  const unknown = [{ iCode: 'a', Denominator: 'area' }];
  expect(() => denominate(table({ a: [1] }), { denoms, denomby: unknown })).toThrow(/area of a is not there/);
});

test('impute: whole, by group, by row; what is there stays', () => {
  expect(imputeColumn([1, null, 3, 8], 'i_mean')).toEqual([1, 4, 3, 8]);
  expect(imputeColumn([1, null, 3, 8], 'i_median')).toEqual([1, 3, 3, 8]);
  const groups = ['x', 'x', 'y', null, 'z'];
  expect(imputeColumn([1, null, 3, null, null], 'i_mean_grp', groups)).toEqual([1, 1, 3, null, null]);
  expect(imputeColumn([null, null], 'i_mean')).toEqual([null, null]);
  // s2 is half-way on a (more is better), so half-way on b, where less is better.
  const byRow = impute(table({ a: [0, 10, 5], b: [4, 8, null] }), tree, { f_i: 'i_mean', impute_by: 'row' });
  expect(byRow.columns.b).toEqual([4, 8, 6]);
  expect(() => imputeColumn([1], 'i_mean_grp')).toThrow(/group of every subject/);
  expect(() => impute(table({ a: [1] }), tree, { f_i: 'i_guess' as 'i_mean' })).toThrow(/no imputation i_guess/);
});

test('screen: at the threshold a subject stays, a word of force decides', () => {
  const data = table({ a: [1, null, 0, null], b: [1, 2, 0, null] });
  const by = (options: object) => screen(data, { unit_screen: 'byNA', dat_thresh: 0.5, ...options });
  expect(by({}).RemovedUnits).toEqual(['s3']);
  expect(by({ dat_thresh: 0.6 }).ScreenedData.uCode).toEqual(['s0', 's2']);
  expect(by({ Force: [{ uCode: 's3', Include: true }] }).RemovedUnits).toEqual([]);
  expect(by({ unit_screen: 'byzeros' }).RemovedUnits).toEqual(['s2', 's3']);
  expect(() => by({ unit_screen: 'bymood' })).toThrow(/no screening bymood/);
  expect(() => by({ Force: [{ uCode: 's9', Include: true }] })).toThrow(/Force names s9/);
});

test('winsorise: the extreme joins the next until the shape is bearable', () => {
  expect(winsorise([1, 2, 3, 4, 5, 6, 7, 900, null])).toMatchObject({ x: [1, 2, 3, 4, 5, 6, 7, 7, null], nwin: 1 });
  expect(winsorise([-900, 2, 3, 4, 5, 6, 7, 8]).treated[0]).toBe('winlo');
  expect(winsorise([1, 2, 3, 4, 5, 6, 7, 8]).nwin).toBe(0);
  expect(winsorise([1, 2, 3, 4], { force_win: true, winmax: 1 }).nwin).toBe(1);
  // Each outlier ten times the one before: five join, unless more may.
  const outliers = [...Array.from({ length: 60 }, (_, i) => i), ...Array.from({ length: 8 }, (_, i) => 10 ** (i + 3))];
  expect(winsorise(outliers).nwin).toBe(5);
  expect(winsorise(outliers, { winmax: null }).nwin).toBeGreaterThan(5);
  expect(() => winsorise([3, 3, 3, 3])).toThrow(/too few or too alike/);
});

test('treat: what passes stays; what winsorising does not mend is transformed', () => {
  const steep = [...Array.from({ length: 20 }, (_, i) => i + 1), 1e3, 1e5, 1e7, null];
  const { x, treated, details } = treatColumn(steep, { f1_para: { winmax: 1 } });
  expect(details).toMatchObject({ before: { Pass: false }, nwin: 1, afterF1: { Pass: false } });
  expect(treated[22]).toBe('winhi+log_CT');
  expect(x[0]).toBeCloseTo(Math.log(0.01 * (1e7 - 1)), 12);
  expect(x[23]).toBeNull();
  expect(treatColumn([1, 2, 3, 4, 5]).x).toEqual([1, 2, 3, 4, 5]);
  expect(treatColumn([7, 7, 7, 7]).details.untreated).toMatch(/too few/);
  expect(treatColumn([0, 0, 0, 0, 0, 0, 0, 0, 0, 1])).toMatchObject({ details: { untreated: /winsorise/ } });
  expect(treatColumn(steep, { f2: 'none', f1_para: { winmax: 1 } }).treated[0]).toBe('');
  expect(treat({ uCode: ['s'], columns: { a: [1] } }, { indiv_specs: { a: 'none' } }).x_treat.columns.a).toEqual([1]);
  expect(() => treat(table({ a: [1] }), { indiv_specs: { z: 'none' } })).toThrow(/names z/);
  expect(() => treatColumn([1], { f2: 'sqrt' as 'none' })).toThrow(/no transformation sqrt/);
});

test('transformations keep gaps and never reach infinity', () => {
  for (const [name, transform] of Object.entries(transformations))
    if (name !== 'log_CT_plus') expect(transform([5, 5, null]).x[2]).toBeNull();
  expect(transformations.log_CT([5, 5, null]).x).toEqual([null, null, null]);
  expect(transformations.boxcox([1, 5], { lambda: 0.5 }).x).toEqual([0, (Math.sqrt(5) - 1) * 2]);
  const left = [-900, 2, 3, 4];
  expect(transformations.log_CT_plus(left).treated[0]).toBe('log_CT_neg');
  const mirrored = transformations.log_CT_plus(left).x as number[];
  expect([...mirrored].sort((a, b) => a - b)).toEqual(mirrored);
});

test.each<[string, Table, RegExp]>([
  ['no subjects', { uCode: [], columns: {} }, /no subjects/],
  ['a subject twice', { uCode: ['s', 's'], columns: {} }, /s stands twice/],
  ['a short column', { uCode: ['s', 't'], columns: { a: [1] } }, /a has 1 cells for 2 subjects/],
  ['NaN', { uCode: ['s'], columns: { a: [Number.NaN] } }, /a of s is NaN/],
  ['an infinity', { uCode: ['s'], columns: { a: [Number.POSITIVE_INFINITY] } }, /a of s is Infinity/],
])('%s is refused by name', (_, data, message) => {
  expect(() => checkTable(data)).toThrow(message);
});
