import { expect, test } from 'vitest';
import {
  type Column,
  checkSkewKurt,
  denominate,
  impute,
  imputePanel,
  kurtosis,
  type Screened,
  screen,
  skewness,
  type Table,
  transformations,
  treat,
  winsorise,
} from '../index.ts';
import {
  asem,
  asemMeta,
  asemRaw,
  asemTree,
  cells,
  type Golden,
  golden,
  type Json,
  miniMeta,
  miniRaw,
  miniTree,
  tableOf,
  unitColumn,
} from './golden.ts';

const denominators = (input: 'inputs_asem' | 'inputs_mini_a', names: string[]): Table =>
  tableOf(golden(input).at('input/iData'), names);

export function preprocess(): void {
  test.each(['inputs_asem', 'inputs_mini_a'] as const)('%s: tree, raw data, weights', (name) => {
    const g = golden(name);
    const tree = name === 'inputs_asem' ? asemTree() : miniTree();
    g.vector('maxlev', [tree.maxLevel]);
    const lineage = g.at('expected/Lineage');
    const [first, ...above] = Object.keys(lineage);
    for (const [i, iCode] of lineage[first!].entries())
      for (const [level, column] of above.entries())
        expect(tree.ancestorAt(iCode, level + 2)?.iCode).toBe(lineage[column][i]);
    g.mark('Lineage');
    const raw = g.at('expected/Raw');
    const iCodes = Object.keys(raw).filter((key) => key !== 'uCode');
    g.table('Raw', tableOf(g.at('input/iData'), iCodes));
    for (const column of Object.keys(g.at('expected/UnitMeta')))
      if (column !== 'uCode')
        g.vector(`UnitMeta/${column}`, unitColumn(name, column, { uCode: raw.uCode, columns: {} }));
    g.mark('UnitMeta/uCode');
    const codes = g.at('expected/IndOrder').filter((code: string) => tree.elements.some(({ iCode }) => iCode === code));
    expect(codes.sort()).toEqual(tree.elements.map(({ iCode }) => iCode).sort());
    g.differs('IndOrder', 'sorted by locale in R; the order of iMeta here. The same elements');
    const weights = g.at('expected/WeightsOriginal');
    g.vector(
      'WeightsOriginal/Weight',
      weights.iCode.map((iCode: string) => tree.element(iCode).Weight),
    );
    g.vector(
      'WeightsOriginal/Level',
      weights.iCode.map((iCode: string) => tree.element(iCode).Level),
    );
    g.mark('WeightsOriginal/iCode');
    for (const [parent, children] of Object.entries<string[]>(g.at('expected/children')))
      expect(
        tree
          .childrenOf(parent)
          .map(({ iCode }) => iCode)
          .sort(),
      ).toEqual([...children].sort());
    g.mark('children');
  });

  test('denominate', () => {
    const g = golden('denominate_asem');
    const by = g.at('args/denomby');
    const denomby = by.iCode.map((iCode: string, i: number) => ({ iCode, Denominator: by.Denominator[i] }));
    const denoms = denominators('inputs_asem', ['Area', 'Energy', 'GDP', 'Population']);
    g.table('Denominated', denominate(asemRaw(), { denoms, denomby }));
    const edge = golden('denominate_edge');
    const own = edge.at('input/denomby');
    edge.table(
      'value',
      denominate(tableOf(edge.at('input/x')), {
        denoms: tableOf(edge.at('input/denoms')),
        denomby: own.iCode.map((iCode: string, i: number) => ({
          iCode,
          Denominator: own.Denominator[i],
          ScaleFactor: own.ScaleFactor[i],
        })),
      }),
    );
  });

  test('impute: by column and group', () => {
    const [denominated, g] = [asem('Denominated'), golden('impute_asem')];
    g.table('i_mean/value', impute(denominated, asemTree(), { f_i: 'i_mean' }));
    g.table('i_median/value', impute(denominated, asemTree(), { f_i: 'i_median' }));
    const use_group = unitColumn('inputs_asem', 'EurAsia_group', denominated);
    g.table('i_mean_grp_EurAsia/value', impute(denominated, asemTree(), { f_i: 'i_mean_grp', use_group }));
    const [raw, mini, tree] = [miniRaw(), golden('impute_mini_a'), miniTree()];
    const groups = unitColumn('inputs_mini_a', 'Grp', raw);
    for (const f_i of ['i_mean', 'i_median'] as const) {
      mini.table(`${f_i}/value`, impute(raw, tree, { f_i }));
      mini.table(`${f_i}_grp/value`, impute(raw, tree, { f_i: `${f_i}_grp`, use_group: groups }));
    }
    mini.table('row_mean/value', impute(raw, tree, { f_i: 'i_mean', impute_by: 'row' }));
    mini.table('row_mean_nonorm/value', impute(raw, tree, { f_i: 'i_mean', impute_by: 'row', normalise_first: false }));
    mini.rejects('none', () => impute(raw, tree, { f_i: 'none' as 'i_mean' }));
  });

  test.each([
    ['latest', 'latest', undefined],
    ['latest_max1', 'latest', 1],
    ['linear_constant', 'linear-constant', undefined],
    ['constant', 'constant', undefined],
    ['linear_u2only', 'linear', undefined],
  ] as const)('impute a panel: %s', (key, imp_type, max_time) => {
    const g = golden('impute_panel_edge');
    const input = g.at('input/iData');
    const panel = { ...tableOf(input), Time: input.Time };
    const result = imputePanel(panel, { imp_type, ...(max_time !== undefined && { max_time }) });
    const wanted = g.at(`expected/${key}/value`);
    const rows = wanted.uCode.map((code: string, i: number) =>
      input.uCode.findIndex((other: string, r: number) => other === code && input.Time[r] === wanted.Time[i]),
    );
    for (const iCode of ['v', 'w'])
      g.vector(
        `${key}/value/${iCode}`,
        rows.map((row: number) => result.columns[iCode]![row]),
      );
    g.mark(`${key}/value/uCode`);
    g.mark(`${key}/value/Time`);
  });

  test('screen', () => {
    const [g, raw] = [golden('screen_asem'), asemRaw()];
    checkScreen(g, 'byNA_066', screen(raw, { unit_screen: 'byNA', dat_thresh: 0.66 }));
    checkScreen(g, 'byNA_095', screen(raw, { unit_screen: 'byNA', dat_thresh: 0.95 }));
    checkScreen(g, 'byzeros_09', screen(raw, { unit_screen: 'byzeros', nonzero_thresh: 0.9 }));
    const both = { dat_thresh: 0.95, nonzero_thresh: 0.9 };
    checkScreen(g, 'byNAandzeros_095_09', screen(raw, { unit_screen: 'byNAandzeros', ...both }));
    const [m, mini] = [golden('screen_mini_a'), miniRaw()];
    const force = m.at('args/Force');
    const Force = force.uCode.map((uCode: string, i: number) => ({ uCode, Include: force.Include[i] }));
    checkScreen(m, 'byNA_default', screen(mini, { unit_screen: 'byNA' }));
    checkScreen(m, 'byNA_5of6_exact', screen(mini, { unit_screen: 'byNA', dat_thresh: 5 / 6 }));
    checkScreen(m, 'byNA_force', screen(mini, { unit_screen: 'byNA', Force }));
    const low = screen(mini, { unit_screen: 'byNAandzeros', dat_thresh: 0.5, nonzero_thresh: 0.8 });
    checkScreen(m, 'byNAandzeros', low);
    const zeros = screen(mini, { unit_screen: 'byzeros', nonzero_thresh: 0.8 });
    for (const name of ['ScreenedData/uCode', 'RemovedUnits'])
      m.differs(
        `byzeros_allNAunit/value/${name}`,
        'R emits a row NA for a unit without any figure; here it is left out',
      );
    expect(zeros.ScreenedData.uCode).toEqual(['A1', 'A4', 'A5', 'A6', 'A7']);
    expect(zeros.RemovedUnits).toEqual(['A2', 'A3', 'A8']);
    checkSummary(m, 'byzeros_allNAunit', zeros);
  });

  test('treat: tables', () => {
    const g = golden('treat_asem_default');
    checkTreated(g, 'Imputed', asem('Imputed'));
    checkTreated(g, 'Raw', asemRaw());
    const variants = golden('treat_asem_variants');
    checkTreated(variants, 'winmax1', asem('Imputed'), { f1_para: { winmax: 1 } });
    checkTreated(variants, 'winmax1_combine', asem('Imputed'), { f1_para: { winmax: 1 }, combine_treat: true });
    checkTreated(variants, 'nolimit_no_f2', asem('Imputed'), { f2: 'none' });
  });

  test('treat: vectors', () => {
    const g = golden('treat_vectors');
    for (const [name, own] of Object.entries<Json>(g.json.expected)) {
      const x = cells(own.x);
      g.mark(`${name}/x`);
      g.vector(`${name}/skew/value`, [skewness(x)]);
      g.vector(`${name}/kurt/value`, [kurtosis(x)]);
      const check = checkSkewKurt(x);
      for (const key of ['Pass', 'Skew', 'Kurt'] as const) g.vector(`${name}/check/value/${key}`, [check[key]]);
      for (const [key, winmax] of [
        ['winsorise', 5],
        ['winsorise_max2', 2],
        ['winsorise_nolimit', null],
      ] as const)
        if (own[key] === null) g.mark(`${name}/${key}`, 'R has no result for this vector without a limit');
        else if (own[key].error) g.rejects(`${name}/${key}`, () => winsorise(x, { winmax }));
        else {
          const result = winsorise(x, { winmax });
          g.vector(`${name}/${key}/value/x`, result.x);
          g.vector(`${name}/${key}/value/nwin`, [result.nwin]);
          g.vector(`${name}/${key}/value/treated`, result.treated);
        }
      g.vector(`${name}/log_CT/value`, transformations.log_CT(x).x);
      if (own.log_CT_plus.error) g.rejects(`${name}/log_CT_plus`, () => transformations.log_CT_plus(x));
      else {
        const plus = transformations.log_CT_plus(x);
        g.vector(`${name}/log_CT_plus/value/x`, plus.x);
        g.vector(`${name}/log_CT_plus/value/treated`, plus.treated);
      }
      g.vector(`${name}/log_CT_orig/value`, transformations.log_CT_orig(x).x);
      for (const [key, lambda] of [
        ['boxcox_0', 0],
        ['boxcox_05', 0.5],
        ['boxcox_m1', -1],
      ] as const)
        g.vector(`${name}/${key}/value`, transformations.boxcox(x, { lambda }).x);
      checkTreated(g, `${name}/Treat`, { uCode: x.map((_, i) => String(i)), columns: { x } });
    }
  });
}

function checkScreen(g: Golden, key: string, { ScreenedData, RemovedUnits, ...rest }: Screened): void {
  g.vector(`${key}/value/ScreenedData/uCode`, ScreenedData.uCode);
  g.vector(`${key}/value/RemovedUnits`, RemovedUnits);
  checkSummary(g, key, { ScreenedData, RemovedUnits, ...rest });
}

function checkSummary(g: Golden, key: string, { DataSummary }: Screened): void {
  for (const name of Object.keys(g.at(`expected/${key}/value/DataSummary`)))
    g.vector(
      `${key}/value/DataSummary/${name}`,
      DataSummary.map((subject) => subject[name as keyof typeof subject]),
    );
}

function checkTreated(g: Golden, key: string, table: Table, global_specs = {}): void {
  const result = treat(table, { global_specs });
  const wanted = g.at(`expected/${key}/value`);
  for (const iCode of Object.keys(wanted.x_treat))
    g.vector(`${key}/value/x_treat/${iCode}`, result.x_treat.columns[iCode] as Column);
  g.mark(`${key}/value/uCode`);
  const details = wanted.Dets_Table.iCode.map((iCode: string) => result.Dets_Table.find((row) => row.iCode === iCode));
  g.mark(`${key}/value/Dets_Table/iCode`);
  for (const name of Object.keys(wanted.Dets_Table).filter((name) => name !== 'iCode')) {
    const [test, part] = name.split('.') as [string, 'Pass' | 'Skew' | 'Kurt'];
    const of = { check_SkewKurt0: 'before', check_SkewKurt1: 'afterF1', check_SkewKurt2: 'afterF2' } as const;
    g.vector(
      `${key}/value/Dets_Table/${name}`,
      details.map((row: Json) =>
        test === 'winsorise' ? (row.nwin ?? null) : (row[of[test as keyof typeof of]]?.[part] ?? null),
      ),
    );
  }
  if (wanted.Treated_Points === null) g.mark(`${key}/value/Treated_Points`);
  for (const iCode of Object.keys(wanted.Treated_Points ?? {}))
    g.vector(`${key}/value/Treated_Points/${iCode}`, result.Treated_Points[iCode]!);
}

/** The example index from raw data to the top, every step. */
export const asemSpecification = () => {
  const g = golden('denominate_asem').at('args/denomby');
  const iData = asemRaw();
  return {
    iData,
    iMeta: asemMeta(),
    denominate: {
      denoms: denominators('inputs_asem', ['Area', 'Energy', 'GDP', 'Population']),
      denomby: g.iCode.map((iCode: string, i: number) => ({ iCode, Denominator: g.Denominator[i] })),
    },
    impute: { f_i: 'i_mean_grp', use_group: unitColumn('inputs_asem', 'EurAsia_group', iData) },
    screen: { unit_screen: 'byNA', dat_thresh: 0.9 },
    treat: {},
    normalise: { global_specs: { f_n: 'n_minmax', f_n_para: { l_u: [0, 100] } } },
    aggregate: { f_ag: 'a_amean' },
  } as const;
};

export const miniSpecification = () =>
  ({
    iData: miniRaw(),
    iMeta: miniMeta(),
    denominate: {
      denoms: denominators('inputs_mini_a', ['Pop']),
      denomby: ['i1', 'i4'].map((iCode) => ({ iCode, Denominator: 'Pop' })),
    },
    impute: { f_i: 'i_median' },
    aggregate: { f_ag: 'a_amean', dat_thresh: 0.5 },
  }) as const;
