import { median, sampleStandardDeviation } from 'simple-statistics';
import { expect, test } from 'vitest';
import {
  availabilityByGroup,
  availabilityOf,
  type Correlated,
  correlationFlags,
  correlationTable,
  cronbachAlpha,
  denominatorCorrelations,
  optimisedWeights,
  pcaWeights,
  quantileOfSorted,
  type RankedIndicator,
  statisticsOf,
  strengthsAndWeaknesses,
  subjectSummary,
} from '../index.ts';
import {
  asem,
  asemRaw,
  asemTree,
  cells,
  type Golden,
  golden,
  type Json,
  miniRaw,
  miniTree,
  tableOf,
  unitColumn,
} from './golden.ts';

export function analysing(): void {
  test('statistics of columns', () => {
    const g = golden('stats_asem');
    checkRows(g, 'Raw', statisticsOf(asemRaw()));
    checkRows(g, 'Raw_signif3', statisticsOf(asemRaw(), { nsignif: 3 }));
    checkRows(g, 'Aggregated', statisticsOf(asem('Aggregated')));
    checkRows(golden('stats_mini_a'), 'stats/value', statisticsOf(miniRaw()));
  });

  test('data availability', () => {
    const g = golden('stats_data_avail_asem');
    checkRows(g, 'Summary', availabilityOf(asemRaw()));
    const raw = asemRaw();
    g.table('ByGroup', { uCode: raw.uCode, columns: availabilityByGroup(raw, asemTree()) });
    const [mini, m] = [miniRaw(), golden('stats_mini_a')];
    checkRows(m, 'data_avail/value/Summary', availabilityOf(mini));
    m.table('data_avail/value/ByGroup', { uCode: mini.uCode, columns: availabilityByGroup(mini, miniTree()) });
  });

  test('quantiles, median, standard deviation', () => {
    const g = golden('stats_quantile');
    const x = cells(g.at('input/x')).filter((cell) => cell !== null);
    const sorted = [...x].sort((a, b) => a - b);
    const p: number[] = g.at('expected/p');
    g.mark('p');
    g.vector(
      'q',
      p.map((share) => quantileOfSorted(sorted, share)),
    );
    expect(median(x)).toBe(g.at('expected/median'));
    expect(sampleStandardDeviation(x)).toBeCloseTo(g.at('expected/sd'), 12);
    g.mark('median');
    g.mark('sd');
  });

  test('correlations', () => {
    const [g, data, tree] = [golden('stats_corr_asem'), asem('Aggregated'), asemTree()];
    const check = (key: string, found: Correlated[]): void => {
      const wanted = g.at(`expected/${key}/value`);
      const by = new Map(found.map(({ Var1, Var2, Correlation }) => [`${Var1} ${Var2}`, Correlation]));
      expect(by.size, key).toBe(wanted.Var1.length);
      g.vector(
        `${key}/value/Correlation`,
        wanted.Var1.map((one: string, i: number) => by.get(`${one} ${wanted.Var2[i]}`)),
      );
      g.mark(`${key}/value`);
    };
    check('L2_L2_p0', correlationTable(data, tree, { Levels: [2] }));
    check('L2_L2_p05', correlationTable(data, tree, { Levels: [2], pval: 0.05 }));
    check('L1_L2_parent', correlationTable(data, tree, { Levels: [1, 2], withparent: true }));
    check('L1_L2_parent_p05', correlationTable(data, tree, { Levels: [1, 2], withparent: true, pval: 0.05 }));
    check('L2_L3', correlationTable(data, tree, { Levels: [2, 3] }));
    check('L2_L4', correlationTable(data, tree, { Levels: [4, 2] }));
    check('L2_L2_spearman', correlationTable(data, tree, { Levels: [2], cortype: 'spearman' }));
    check('L3_L3_kendall', correlationTable(data, tree, { Levels: [3], cortype: 'kendall' }));
    const iCodes = tree.childrenOf('Physical').map(({ iCode }) => iCode);
    check('L1_Physical', correlationTable(data, tree, { Levels: [1], iCodes }));
    const names = ['', 'Indicator', 'Pillar', 'Sub-index', 'Index'];
    const family = correlationTable(data, tree, { Levels: [1], withparent: 'family' });
    check(
      'L1_family',
      family.map((row) => ({ ...row, Var1: names[tree.element(row.Var1).Level]! })),
    );
  });

  test('conspicuous correlations', () => {
    const [g, tree] = [golden('stats_corr_asem'), asemTree()];
    const pairs = (rows: readonly { Group: string; Ind1: string; Ind2: string; Corr: number }[]) =>
      new Map(rows.map(({ Group, Ind1, Ind2, Corr }) => [`${Group} ${[Ind1, Ind2].sort().join(' ')}`, Corr]));
    for (const [key, options] of Object.entries({
      flags_high: { thresh_type: 'high', cor_thresh: 0.75, grouplev: 2 },
      flags_low: { thresh_type: 'low', cor_thresh: -0.2, grouplev: 3 },
    } as const)) {
      const wanted = g.at(`expected/${key}`);
      const rows = wanted.Group.map((Group: string, i: number) => ({
        Group,
        Ind1: wanted.Ind1[i],
        Ind2: wanted.Ind2[i],
        Corr: wanted.Corr[i],
      }));
      const found = pairs(correlationFlags(asem('Normalised'), tree, options));
      const expected = pairs(rows);
      expect([...found.keys()].sort(), key).toEqual([...expected.keys()].sort());
      for (const [pair, corr] of expected) expect(found.get(pair), pair).toBeCloseTo(corr, 9);
      g.mark(key);
    }
    const denoms = tableOf(golden('inputs_asem').at('input/iData'), ['Area', 'Energy', 'GDP', 'Population']);
    const found = denominatorCorrelations(asemRaw(), denoms, { cor_thresh: 0.7 });
    const wanted = g.at('expected/denom');
    const by = new Map(found.map(({ Ind, Denom, Corr }) => [`${Ind} ${Denom}`, Corr]));
    expect([...by.keys()].sort()).toEqual(
      wanted.Ind.map((ind: string, i: number) => `${ind} ${wanted.Denom[i]}`).sort(),
    );
    g.vector(
      'denom/Corr',
      wanted.Ind.map((ind: string, i: number) => by.get(`${ind} ${wanted.Denom[i]}`)),
    );
    g.mark('denom');
  });

  test('Cronbach’s alpha', () => {
    const [g, tree] = [golden('stats_cronbach'), asemTree()];
    for (const pillar of Object.keys(g.at('expected/Normalised_by_pillar'))) {
      const iCodes = tree.childrenOf(pillar).map(({ iCode }) => iCode);
      g.vector(`Normalised_by_pillar/${pillar}/value`, [cronbachAlpha(asem('Normalised'), iCodes)]);
    }
    const level2 = tree.atLevel(2).map(({ iCode }) => iCode);
    const conn = tree.childrenOf('Conn').map(({ iCode }) => iCode);
    g.vector('Aggregated_L2_Conn/value', [cronbachAlpha(asem('Aggregated'), conn)]);
    g.vector('Aggregated_L2_all/value', [cronbachAlpha(asem('Aggregated'), level2)]);
  });

  test('strengths and weaknesses', () => {
    const [g, tree, raw, normalised] = [golden('stats_strweak'), asemTree(), asemRaw(), asem('Normalised')];
    const check = (key: string, { Strengths, Weaknesses }: Record<string, RankedIndicator[]>): void => {
      for (const [part, rows] of Object.entries({ Strengths, Weaknesses })) {
        const names = {
          Code: 'Code',
          Name: 'Name',
          Pillar: 'Group',
          Rank: 'Rank',
          Value: 'Value',
          Unit: 'Unit',
        } as const;
        for (const [name, own] of Object.entries(names))
          g.vector(
            `${key}/value/${part}/${name}`,
            rows!.map((row) => row[own]),
          );
      }
    };
    check('AUT_Raw', strengthsAndWeaknesses(raw, tree, { usel: 'AUT', adjust_direction: true }));
    check('IND_Raw', strengthsAndWeaknesses(raw, tree, { usel: 'IND', adjust_direction: true }));
    check('AUT_Norm', strengthsAndWeaknesses(normalised, tree, { usel: 'AUT' }));
    const use_group = unitColumn('inputs_asem', 'GDP_group', normalised);
    check('IND_Norm_grp', strengthsAndWeaknesses(normalised, tree, { usel: 'IND', use_group, topN: 3, bottomN: 3 }));
    const unique = { usel: 'AUT', adjust_direction: true, unq_discard: 0.5 };
    check('AUT_unq', strengthsAndWeaknesses(raw, tree, unique));
  });

  test('a subject’s summary', () => {
    const g = golden('stats_unit_summary');
    for (const usel of ['AUT', 'IND'])
      checkRows(
        g,
        `${usel}/value`,
        subjectSummary(asem('Aggregated'), asemTree(), { usel, Levels: [4, 3, 2], nround: 6 }),
        'Code',
      );
  });

  test('weights by principal components', () => {
    const [g, tree] = [golden('weights_pca_asem'), asemTree()];
    for (const Level of [1, 2]) {
      const { w, groups } = pcaWeights(asem('Aggregated'), tree, { Level });
      const wanted = g.at(`expected/Level${Level}/value`);
      expect(Object.keys(groups).sort()).toEqual(Object.keys(wanted.groups).sort());
      const signs = new Map<string, number>();
      for (const [parent, own] of Object.entries<Json>(wanted.groups)) {
        const { iCodes, sdev, rotation, n } = groups[parent]!;
        const path = `Level${Level}/value/groups/${parent}`;
        const rows: number[] = own.iCodes.map((iCode: string) => iCodes.indexOf(iCode));
        g.vector(`${path}/sdev`, sdev, 1e-6);
        g.vector(`${path}/n`, [n]);
        for (let k = 0; k < sdev.length; k++) {
          const [mine, theirs] = [
            rows.map((row) => rotation[row]![k]!),
            own.rotation.data.map((row: number[]) => row[k]),
          ];
          const sign = Math.sign(mine.reduce((sum, x, i) => sum + x * theirs[i], 0));
          for (const [i, x] of mine.entries())
            expect(Math.abs(sign * x - theirs[i]), `${path} ${k}`).toBeLessThan(1e-6);
          if (k === 0) for (const iCode of own.iCodes) signs.set(iCode, sign);
        }
        g.mark(path);
      }
      const { iCode, Weight } = wanted.Weights;
      for (const [i, code] of iCode.entries())
        expect(Math.abs(w[code]! * (signs.get(code) ?? 1) - Weight[i]), code).toBeLessThan(1e-6);
      g.mark(`Level${Level}/value/Weights`);
    }
  });

  test.each([
    ['L3_equal', 3, 1e-6, 500],
    ['L2_equal_default', 2, 0.1, 500],
    ['L2_equal_tight', 2, 1e-4, 1500],
  ] as const)('optimised weights: %s', (key, Level, toler, maxiter) => {
    const g = golden('weights_opt_asem');
    const found = optimisedWeights(asem('Aggregated'), asemTree(), { Level, toler, maxiter });
    const wanted = g.at(`expected/${key}/value`);
    expect(found.objective).toBeLessThanOrEqual(wanted.objective[0] + 1e-6);
    const spread = (r: readonly number[]): number => Math.max(...r) - Math.min(...r);
    const mine = Object.values(found.correlations) as number[];
    expect(spread(mine)).toBeLessThanOrEqual(spread(wanted.correlationsAtOptimum.Correlation) + 1e-6);
    expect(Object.values(found.w).reduce((sum, x) => sum + x, 0)).toBeCloseTo(1, 9);
    g.mark(`${key}/value`);
    if (key === 'L2_equal_default')
      // Too coarse a tolerance to leave the first simplex: the very vertex.
      g.vector(
        `${key}/value/WeightsAtLevel/Weight`,
        wanted.WeightsAtLevel.iCode.map((iCode: string) => found.w[iCode]),
      );
    g.differs(
      `${key}/value/CorrResultsNorm`,
      'of R’s last evaluation, not of its best, and in another order than its weights',
    );
    g.differs(`${key}/value/counts`, 'how often R’s own optimiser looked');
  });
}

/** Rows of objects against a data frame of the same columns, in the order of the frame's `uCode`, `iCode` or `Code`. */
function checkRows(g: Golden, path: string, rows: readonly object[], key?: string): void {
  const frame = g.at(`expected/${path}`);
  const id = key ?? ('uCode' in frame ? 'uCode' : 'iCode');
  const by = new Map(rows.map((row) => [(row as Json)[id], row as Json]));
  expect(rows.length).toBe(frame[id].length);
  for (const name of Object.keys(frame))
    g.vector(
      `${path}/${name}`,
      frame[id].map((code: string) => by.get(code)[name]),
    );
}
