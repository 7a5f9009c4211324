import { expect, test } from 'vitest';
import {
  type Element,
  IndexTree,
  type NormaliseOptions,
  type NormaliseParameters,
  type Normaliser,
  normalise,
  normalisers,
} from '../index.ts';
import { asem, asemMeta, cells, golden, type Json, miniRaw, miniTree, unboxed } from './golden.ts';

/** Arguments of each key of norm_vectors. */
const vectorCalls: Record<string, [Normaliser, NormaliseParameters]> = {
  n_minmax: ['n_minmax', {}],
  n_minmax_1_100: ['n_minmax', { l_u: [1, 100] }],
  n_minmax_inverted: ['n_minmax', { l_u: [10, 0] }],
  n_zscore: ['n_zscore', {}],
  n_zscore_50_10: ['n_zscore', { m_sd: [50, 10] }],
  n_rank: ['n_rank', {}],
  n_rank_average: ['n_rank', { 'ties.method': 'average' }],
  n_rank_max: ['n_rank', { 'ties.method': 'max' }],
  n_rank_first: ['n_rank', { 'ties.method': 'first' }],
  n_prank: ['n_prank', {}],
  n_borda: ['n_borda', {}],
  n_dist2max: ['n_dist2max', {}],
  n_dist2ref_1: ['n_dist2ref', { iref: 1 }],
  n_dist2ref_2cap: ['n_dist2ref', { iref: 2, cap_max: true }],
  n_dist2targ_3: ['n_dist2targ', { targ: 3 }],
  n_dist2targ_3cap: ['n_dist2targ', { targ: 3, cap_max: true }],
  n_dist2targ_m2_dirneg: ['n_dist2targ', { targ: -2, direction: -1, cap_max: true }],
  n_goalposts: ['n_goalposts', { gposts: [0, 8, 100] }],
  n_goalposts_notrunc: ['n_goalposts', { gposts: [0, 8, 100], trunc2posts: false }],
  n_goalposts_dirneg: ['n_goalposts', { gposts: [-2, 5, 10], direction: -1 }],
  n_fracmax: ['n_fracmax', {}],
  n_scaled: ['n_scaled', { npara: [1, 5], scale_factor: 10 }],
};

const tables = [
  'borda',
  'dist2max',
  'dist2ref',
  'dist2targ',
  'fracmax',
  'goalposts',
  'indiv_specs',
  'minmax_0_100',
  'minmax_1_100',
  'prank',
  'rank',
  'scaled',
  'zscore_0_1',
];

/** iMeta with the parameters that a case carries beside it. */
function withParameters(json: Json): Element[] {
  const { paraTable } = json;
  if (!paraTable) return asemMeta();
  const rows = new Map<string, number>(paraTable.iCode.map((iCode: string, i: number) => [iCode, i]));
  return asemMeta().map((element) => {
    const i = rows.get(element.iCode);
    if (i === undefined) return element;
    return {
      ...element,
      Target: paraTable.Target[i],
      dist2targ_cap_max: unboxed(json.cap_max) ?? false,
      goalpost_lower: paraTable.goalpost_lower[i],
      goalpost_upper: paraTable.goalpost_upper[i],
      goalpost_scale: unboxed(json.scale) ?? 100,
      goalpost_trunc2posts: unboxed(json.trunc2posts) ?? true,
    };
  });
}

export function normalising(): void {
  test.each(tables)('normalise the example: %s', (name) => {
    const g = golden(`norm_asem_${name}`);
    const { global_specs, global, indiv } = unboxed(g.json.args);
    const options: NormaliseOptions = { global_specs: global_specs ?? global, ...(indiv && { indiv_specs: indiv }) };
    g.table('value', normalise(asem('Treated'), new IndexTree(withParameters(g.json)), options));
  });

  test('normalise the small set, with gaps, ties and a constant column', () => {
    const g = golden('norm_mini_a');
    for (const [key, spec] of Object.entries<Json>(unboxed(g.json.args)))
      g.table(`${key}/value`, normalise(miniRaw(), miniTree(), { global_specs: spec }));
  });

  test('normalise vectors', () => {
    const g = golden('norm_vectors');
    for (const [name, own] of Object.entries<Json>(g.json.expected)) {
      const x = cells(own.x);
      g.mark(`${name}/x`);
      for (const key of Object.keys(own).filter((key) => key !== 'x')) {
        expect(vectorCalls, key).toHaveProperty([key]);
        const [f_n, parameters] = vectorCalls[key]!;
        if (own[key].error) g.rejects(`${name}/${key}`, () => normalisers[f_n](x, parameters));
        else g.vector(`${name}/${key}/value`, normalisers[f_n](x, parameters));
      }
    }
  });
}
