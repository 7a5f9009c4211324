import { expect, test } from 'vitest';
import {
  type AggregateOptions,
  aggregate,
  build,
  compareCoins,
  copelandScores,
  effectiveWeights,
  IndexTree,
  type Mean,
  means,
  normalise,
  outrankingMatrix,
  rankTable,
  regen,
  resultsOf,
  type Table,
} from '../index.ts';
import {
  asemMeta,
  asemTree,
  cells,
  type Golden,
  golden,
  type Json,
  miniTree,
  tableOf,
  unitColumn,
  weightsOf,
} from './golden.ts';
import { asemSpecification, miniSpecification } from './preprocess.ts';

const COPELAND_GAPS =
  'R’s Copeland depends on the order of rows where figures are missing; here only what both have is compared';

/** Keys of the aggregation files. */
const methods: Record<string, AggregateOptions> = {
  a_amean: { f_ag: 'a_amean' },
  a_gmean: { f_ag: 'a_gmean' },
  a_hmean: { f_ag: 'a_hmean' },
  a_genmean_p2: { f_ag: 'a_genmean', f_ag_para: { p: 2 } },
  a_genmean_pm1: { f_ag: 'a_genmean', f_ag_para: { p: -1 } },
  a_genmean_p05: { f_ag: 'a_genmean', f_ag_para: { p: 0.5 } },
  a_copeland_then_amean: { f_ag: ['a_copeland', 'a_amean', 'a_amean'] },
  a_copeland_all: { f_ag: 'a_copeland' },
};

const normalised = (): Table => tableOf(golden('norm_asem_minmax_1_100').at('expected/value'));

export function aggregating(): void {
  test('aggregate the example: all means, weights of iMeta, given weights, one mean per level', () => {
    const [data, tree] = [normalised(), asemTree()];
    for (const [key, options] of Object.entries(methods)) {
      golden('agg_asem_default').table(`${key}/value`, aggregate(data, tree, options));
      const g = golden('agg_asem_weights');
      g.table(`${key}/value`, aggregate(data, tree, { ...options, w: weightsOf(g.at('input/w')) }));
    }
    const g = golden('agg_asem_bylevel');
    const w = weightsOf(g.at('input/w'));
    g.table('value', aggregate(data, tree, { f_ag: ['a_amean', 'a_gmean', 'a_hmean'], w }));
    const none = golden('agg_asem_equal_none');
    for (const f_ag of ['a_gmean', 'a_hmean'] as const)
      none.table(`${f_ag}/value`, aggregate(data, tree, { f_ag, w: 'none' }));
    none.rejects('a_amean', () => aggregate(data, tree, { f_ag: 'a_amean', w: 'none' }));
  });

  test('aggregate data with holes', () => {
    const g = golden('agg_asem_holes');
    const [data, tree, w] = [tableOf(g.at('input/data')), asemTree(), weightsOf(g.at('input/w'))];
    for (const [key, options] of Object.entries(methods))
      for (const [part, dat_thresh] of [
        ['no_thresh', undefined],
        ['thresh05', 0.5],
      ] as const)
        if (key.startsWith('a_copeland')) g.differs(`${part}/${key}`, COPELAND_GAPS);
        else
          g.table(
            `${part}/${key}/value`,
            aggregate(data, tree, { ...options, w, ...(dat_thresh !== undefined && { dat_thresh }) }),
          );
    g.table('thresh_bylevel_amean/value', aggregate(data, tree, { w, dat_thresh: [0.7, 0.5, 1] }));
    g.table('thresh05_equal/value', aggregate(data, tree, { w: 'equal', dat_thresh: 0.5 }));
    orderDoesNotMatter(data, tree, { f_ag: 'a_copeland', w });
  });

  test('aggregate the small set and a single subject', () => {
    const [g, tree] = [golden('agg_mini_a'), miniTree()];
    const data = tableOf(g.at('input/data'));
    const calls: Record<string, AggregateOptions> = {
      a_amean: {},
      a_amean_t05: { dat_thresh: 0.5 },
      a_amean_t067: { dat_thresh: 0.67 },
      a_amean_t_2over3: { dat_thresh: 2 / 3 },
      a_gmean_t05: { f_ag: 'a_gmean', dat_thresh: 0.5 },
      a_hmean: { f_ag: 'a_hmean' },
      a_genmean_p3: { f_ag: 'a_genmean', f_ag_para: { p: 3 } },
    };
    for (const [key, options] of Object.entries(calls)) g.table(`${key}/value`, aggregate(data, tree, options));
    g.differs('copeland_then_amean', COPELAND_GAPS);
    orderDoesNotMatter(data, tree, { f_ag: ['a_copeland', 'a_amean'] });
    const one = golden('agg_single_unit');
    for (const f_ag of ['a_amean', 'a_gmean'] as const)
      one.table(`${f_ag}/value`, aggregate(tableOf(one.at('input/data')), tree, { f_ag }));
    for (const name of ['minmax', 'zscore', 'rank', 'prank'] as const)
      one.table(`${name}/value`, normalise(tableOf(one.at('input/Raw')), tree, { global_specs: { f_n: `n_${name}` } }));
  });

  test('aggregate vectors', () => {
    const g = golden('agg_vectors');
    const calls: [string, Mean, number | undefined][] = [
      ['a_amean', 'a_amean', undefined],
      ['a_gmean', 'a_gmean', undefined],
      ['a_hmean', 'a_hmean', undefined],
      ['a_genmean_p2', 'a_genmean', 2],
      ['a_genmean_pm2', 'a_genmean', -2],
      ['a_genmean_p0', 'a_genmean', 0],
    ];
    for (const [i, own] of (g.json.expected.cases as Json[]).entries()) {
      const children = cells(own.x).map((x) => [x]);
      g.mark(`cases/${i}/x`);
      g.mark(`cases/${i}/w`);
      for (const [key, mean, p] of calls) {
        const call = () => means[mean](children, own.w, p === undefined ? {} : { p });
        if (!own[key].error) g.vector(`cases/${i}/${key}/value`, call());
        else if (children.every(([x]) => x === null) && key === 'a_amean') {
          expect(call()).toEqual([null]);
          g.differs(
            `cases/${i}/${key}/error`,
            'R has no number to test the type of; nothing is null here as in the other means',
          );
        } else g.rejects(`cases/${i}/${key}`, call);
      }
    }
  });

  test('outranking', () => {
    const g = golden('agg_outrank');
    const X = g.at('input/X');
    const [children, w] = [Object.keys(X).map((key) => cells(X[key])), g.at('input/w')];
    const matrix = outrankingMatrix(children, w);
    const wanted = g.at('expected/value/OutRankMatrix/data');
    // The fifth subject has a gap.
    for (let i = 0; i < 4; i++) for (let j = 0; j < 4; j++) expect(matrix[i]![j]).toBeCloseTo(wanted[i][j], 12);
    g.differs('value/OutRankMatrix/data', `${COPELAND_GAPS}: rows 1–4 equal, the fifth has a gap`);
    for (const part of ['rows', 'cols']) g.mark(`value/OutRankMatrix/${part}`);
    expect(matrix.slice(0, 4).flatMap((row) => row.slice(0, 4))).not.toContain(1);
    for (const part of ['nDominant', 'fracDominant']) g.differs(`value/${part}`, COPELAND_GAPS);
    const four = children.map((child) => child.slice(0, 4));
    expect(copelandScores(four, w)).toEqual(copelandWithoutFifth(wanted));
    g.differs('value/copeland', COPELAND_GAPS);
    g.differs('value/copeland_equal', COPELAND_GAPS);
  });

  test('the example from raw data to the top, every step', () => {
    const coin = build(asemSpecification());
    const g = golden('pipe_asem_dsets');
    for (const step of ['Denominated', 'Imputed', 'Screened', 'Treated', 'Normalised', 'Aggregated'] as const)
      g.table(step, coin.dsets[step]!);
    const ranks = golden('full_asem_ranks');
    ranks.table('ranks_all', rankTable(coin.dsets.Aggregated));
    ranks.table('ranks_aggregates', rankTable(coin.dsets.Aggregated));
    const use_group = unitColumn('inputs_asem', 'GDP_group', coin.dsets.Aggregated);
    checkResults(ranks, 'Summ', resultsOf(coin));
    checkResults(ranks, 'Aggs', resultsOf(coin, { tab_type: 'Aggs' }));
    checkResults(ranks, 'AggsRanks', resultsOf(coin, { tab_type: 'Aggs', use: 'ranks' }));
    const groups = resultsOf(coin, { tab_type: 'Aggs', use: 'ranks', use_group });
    checkResults(ranks, 'GroupRanks', groups, unitColumn('inputs_asem', 'GDP_group', groups));
  });

  test('the small set from raw data to the top', () => {
    const coin = build(miniSpecification());
    const g = golden('full_mini_a');
    for (const step of ['Imputed', 'Normalised', 'Aggregated'] as const) g.table(step, coin.dsets[step]!);
    g.table('ranks', rankTable(coin.dsets.Aggregated));
  });

  test('two coins compared', () => {
    const one = build(asemSpecification());
    const other = regen(one.specification, {
      normalise: { global_specs: { f_n: 'n_minmax', f_n_para: { l_u: [1, 100] } } },
      aggregate: { f_ag: 'a_gmean' },
    });
    const g = golden('compare_coins');
    for (const compare_by of ['ranks', 'scores'] as const) {
      const rows = compareCoins(one, other, { compare_by });
      const uCode = rows.map((row) => row.uCode);
      const columns = Object.fromEntries(
        (['coin.1', 'coin.2', 'Diff', 'Abs.diff'] as const).map((name) => [name, rows.map((row) => row[name])]),
      );
      g.table(compare_by, { uCode, columns });
    }
  });

  test('effective weights', () => {
    const g = golden('weights_effective');
    const trees = {
      default: asemTree(),
      custom: new IndexTree(asemMeta()).withWeights(weightsOf(g.at('input/custom'))),
      mini_a: miniTree(),
    };
    for (const [name, tree] of Object.entries(trees)) {
      const parts = effectiveWeights(tree);
      const codes: string[] = g.at(`expected/${name}/iCode`);
      g.vector(
        `${name}/EffWeight`,
        codes.map((iCode) => parts.get(iCode)),
      );
      g.vector(
        `${name}/Weight`,
        codes.map((iCode) => tree.element(iCode).Weight),
      );
      g.vector(
        `${name}/Level`,
        codes.map((iCode) => tree.element(iCode).Level),
      );
      g.mark(`${name}/iCode`);
    }
  });

  test('ranks of a data frame, whole and by group', () => {
    const g = golden('stats_rank_df');
    const df = g.at('input/df');
    const table = tableOf({ ...df, uCode: df.id }, ['a', 'b', 'c', 'd']);
    for (const [key, ranks] of [
      ['all', rankTable(table)],
      ['bygroup', rankTable(table, df.g)],
    ] as const) {
      for (const iCode of ['a', 'b', 'c', 'd']) g.vector(`${key}/${iCode}`, ranks.columns[iCode]!);
      g.mark(`${key}/id`);
      g.mark(`${key}/g`);
    }
  });
}

/** get_results, rows in R's order, ties aside. */
function checkResults(g: Golden, key: string, table: Table, groups?: string[]): void {
  g.table(key, table, { except: ['GDP_group'] });
  const tops = (frame: Json): Json => frame.Index ?? frame.columns.Index;
  expect(tops(table)).toEqual(tops(g.at(`expected/${key}`)));
  const wanted: string[] = g.at(`expected/${key}/uCode`);
  if (groups)
    g.vector(
      `${key}/GDP_group`,
      wanted.map((code) => groups[table.uCode.indexOf(code)]),
    );
}

function orderDoesNotMatter(data: Table, tree: IndexTree, options: AggregateOptions): void {
  const backwards: Table = {
    uCode: [...data.uCode].reverse(),
    columns: Object.fromEntries(Object.entries(data.columns).map(([iCode, column]) => [iCode, [...column].reverse()])),
  };
  const [one, other] = [aggregate(data, tree, options), aggregate(backwards, tree, options)];
  for (const { iCode } of tree.elements.filter(({ Level }) => Level > 1))
    expect([...other.columns[iCode]!].reverse()).toEqual(one.columns[iCode]);
}

const copelandWithoutFifth = (matrix: number[][]): number[] =>
  [0, 1, 2, 3].map((i) =>
    [0, 1, 2, 3].filter((j) => j !== i).reduce((score, j) => score + Math.sign(matrix[i]![j]! - 0.5), 0),
  );
