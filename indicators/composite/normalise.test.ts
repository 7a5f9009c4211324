import { expect, test } from 'vitest';
import { normalise } from './normalise.ts';
import { type Normaliser, normalisers, pointsByGoalposts } from './normalisers.ts';
import { type Element, IndexTree } from './tree.ts';

const x = [2, null, 6, 4];

test.each<[Normaliser, object, (number | null)[]]>([
  ['n_minmax', {}, [0, null, 100, 50]],
  ['n_minmax', { l_u: [1, 3] }, [1, null, 3, 2]],
  ['n_zscore', { m_sd: [50, 10] }, [40, null, 60, 50]],
  ['n_rank', {}, [1, null, 3, 2]],
  ['n_borda', {}, [0, null, 2, 1]],
  ['n_prank', {}, [0, null, 1, 0.5]],
  ['n_dist2max', {}, [0, null, 1, 0.5]],
  ['n_dist2ref', { iref: 4 }, [0, null, 2, 1]],
  ['n_dist2ref', { iref: 4, cap_max: true }, [0, null, 1, 1]],
  ['n_dist2ref', { iref: 2 }, [null, null, null, null]],
  ['n_dist2targ', { targ: 10 }, [0, null, 0.5, 0.25]],
  ['n_dist2targ', { targ: 2 }, [null, null, null, null]],
  ['n_goalposts', { gposts: [3, 5, 100] }, [0, null, 100, 50]],
  ['n_goalposts', { gposts: [3, 5, 10], direction: -1, trunc2posts: false }, [15, null, -5, 5]],
  ['n_fracmax', {}, [2 / 6, null, 1, 4 / 6]],
  ['n_scaled', { npara: [0, 8], scale_factor: 4 }, [1, null, 3, 2]],
])('%s %o', (f_n, parameters, expected) => {
  expect(normalisers[f_n](x, parameters)).toEqual(expected);
});

test('a constant column has no scale of its own, nor has one figure', () => {
  for (const f_n of ['n_minmax', 'n_zscore', 'n_dist2max', 'n_dist2ref'] as const)
    expect(normalisers[f_n]([7, 7, 7], {})).toEqual([null, null, null]);
  expect(normalisers.n_prank([7])).toEqual([null]);
  expect(normalisers.n_rank([7, 7], { 'ties.method': 'average' })).toEqual([1.5, 1.5]);
  expect(normalisers.n_minmax([null, null])).toEqual([null, null]);
});

test('points of the published score: linear between the goalposts, clipped outside, turned where less is better', () => {
  const column = Float64Array.of(0.7, 0.8, 0.9, 1);
  const posts = { low: 0.8, high: 1 };
  expect([...pointsByGoalposts(column, posts, 'higher')].map(Math.round)).toEqual([0, 0, 50, 100]);
  expect([...pointsByGoalposts(column, posts, 'lower')].map(Math.round)).toEqual([100, 100, 50, 0]);
});

const meta = (more: Partial<Element>): IndexTree =>
  new IndexTree([
    { iCode: 'a', Level: 1, Parent: 'index', ...more },
    { iCode: 'index', Level: 2, Parent: null },
  ]);
const table = { uCode: ['r', 's', 't', 'u'], columns: { a: x } };

test('directions turn figures first; parameters of iMeta turn with them', () => {
  const down = meta({ Direction: -1, goalpost_lower: 3, goalpost_upper: 5, Target: 2 });
  expect(normalise(table, down).columns.a).toEqual([100, null, 0, 50]);
  expect(normalise(table, down, { directions: { a: 1 } }).columns.a).toEqual([0, null, 100, 50]);
  const own = (f_n: Normaliser) => normalise(table, down, { global_specs: { f_n, f_n_para: 'use_iMeta' } }).columns.a;
  expect(own('n_goalposts')).toEqual([100, null, 0, 50]);
  expect(own('n_dist2targ')).toEqual([1, null, 0, 0.5]);
  expect(normalise(table, down, { indiv_specs: { a: { f_n: 'none' } } }).columns.a).toEqual([-2, null, -6, -4]);
});

test.each<[string, object, RegExp]>([
  ['an unknown method', { global_specs: { f_n: 'n_magic' } }, /no normalisation n_magic/],
  ['a target that is missing', { global_specs: { f_n: 'n_dist2targ' } }, /needs a target/],
  ['one that iMeta lacks', { global_specs: { f_n: 'n_dist2targ', f_n_para: 'use_iMeta' } }, /needs Target of a/],
  ['goalposts that are missing', { global_specs: { f_n: 'n_goalposts' } }, /needs its posts/],
  ['goalposts upside down', { global_specs: { f_n: 'n_goalposts', f_n_para: { gposts: [5, 3, 1] } } }, /not below/],
  ['a reference outside', { global_specs: { f_n: 'n_dist2ref', f_n_para: { iref: 9 } } }, /iref 9 is no row/],
  ['an unknown indicator', { indiv_specs: { z: { f_n: 'none' } } }, /z is no element/],
])('%s is refused by name', (_, options, message) => {
  expect(() => normalise(table, meta({}), options)).toThrow(message);
});
