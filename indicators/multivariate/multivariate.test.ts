import { expect, test } from 'vitest';
import { aggregate } from '../composite/aggregate.ts';
import { optimisedWeights } from '../composite/optimised-weights.ts';
import type { Table } from '../composite/table.ts';
import { IndexTree } from '../composite/tree.ts';
import { availabilityByGroup, availabilityOf } from './availability.ts';
import { correlation, correlationPValue } from './correlation.ts';
import { correlationFlags, correlationTable, denominatorCorrelations } from './correlation-table.ts';
import { cronbachAlpha } from './cronbach.ts';
import { eigenOfSymmetric } from './eigen.ts';
import { requireEnoughSubjects } from './enough-subjects.ts';
import { checkSkewKurt, kurtosis, skewness } from './moments.ts';
import { nelderMead } from './nelder-mead.ts';
import { pcaWeights, principalComponents } from './pca.ts';
import { statisticsOf } from './statistics.ts';
import { strengthsAndWeaknesses, subjectSummary } from './strengths.ts';

const tree = new IndexTree([
  { iCode: 'a', Level: 1, Parent: 'index', iName: 'Alpha' },
  { iCode: 'b', Level: 1, Parent: 'index', Direction: -1 },
  { iCode: 'c', Level: 1, Parent: 'index' },
  { iCode: 'index', Level: 2, Parent: null },
]);
const table: Table = {
  uCode: ['r', 's', 't', 'u', 'v'],
  columns: { a: [1, 2, 3, 4, 5], b: [5, 4, 3, 2, 1], c: [2, 1, 2, 5, null] },
};

test('skewness and kurtosis with their corrections; null where they are not defined', () => {
  // Of 1, 2, 3, 10: mean 4, Σd² 50, Σd³ 180, Σd⁴ 1394.
  const x = [1, 2, null, 3, 10];
  expect(skewness(x)).toBeCloseTo((Math.sqrt(4) * 180 * Math.sqrt(12)) / (50 ** 1.5 * 2), 12);
  expect(kurtosis(x)).toBeCloseTo(((5 * ((4 * 1394) / 2500 - 3) + 6) * 3) / (2 * 1), 10);
  expect([skewness([1, 2]), kurtosis([1, 2, 9]), skewness([3, 3, 3])]).toEqual([null, null, null]);
  expect(checkSkewKurt([1, 2, 400])).toMatchObject({ Pass: true, Kurt: null });
  expect(checkSkewKurt([1, 1, 1]).Pass).toBeNull();
});

test('correlations over what both have', () => {
  expect(correlation(table.columns.a!, table.columns.b!)).toBeCloseTo(-1, 12);
  expect(correlation([1, 2, 3, null], [2, 4, 6, 0])).toBeCloseTo(1, 12);
  expect(correlation([1, 2, 3, 4], [1, 100, 101, 1000], 'spearman')).toBeCloseTo(1, 12);
  expect(correlation([1, 2, 2, 3], [1, 3, 2, 4], 'kendall')).toBeCloseTo(5 / Math.sqrt(5 * 6), 12);
  expect([correlation([1, 1], [1, 2]), correlation([1, null], [null, 2])]).toEqual([null, null]);
  // Of two degrees of freedom P(|T| > t) is 1 − t / √(2 + t²), which here is 1 − |r|.
  expect(correlationPValue([1, 2, 3, 4], [1, 3, 2, 4])).toBeCloseTo(0.2, 10);
  expect(correlationPValue([1, 2], [1, 2])).toBeNull();
});

test('tables of correlations: pairs, parents, flags', () => {
  const data = aggregate(table, tree);
  const pairs = correlationTable(data, tree, { Levels: [1] });
  expect(pairs).toHaveLength(9);
  expect(correlationTable(data, tree, { Levels: [1, 2], withparent: true }).map(({ Var1 }) => Var1)).toEqual(
    Array(3).fill('index'),
  );
  const blank = correlationTable(data, tree, { Levels: [1], pval: 0.05, iCodes: ['a', 'c'] });
  expect(blank.find(({ Var1, Var2 }) => Var1 === 'c' && Var2 === 'a')?.Correlation).toBeNull();
  expect(correlationFlags(data, tree, { thresh_type: 'low' })).toMatchObject([
    { Group: 'index', Ind1: 'a', Ind2: 'b' },
    { Ind1: 'b', Ind2: 'c' },
  ]);
  expect(correlationFlags(data, tree, { use_directions: true })).toMatchObject([
    { Ind1: 'a', Ind2: 'b', Corr: expect.closeTo(1, 12) },
  ]);
  const denoms = { uCode: ['v', 'u', 't', 's', 'r'], columns: { people: [50, 40, 30, 20, 10] } };
  expect(denominatorCorrelations(table, denoms, { cor_thresh: 0.9 }).map(({ Ind }) => Ind)).toEqual(['a', 'b']);
  expect(() => correlationTable(data, tree, { Levels: [7] })).toThrow(/no element stands at level 7/);
});

test('eigenvalues and eigenvectors of a symmetric matrix', () => {
  const { values, vectors } = eigenOfSymmetric([
    [2, 1],
    [1, 2],
  ]);
  expect(values.map((x) => Math.round(x * 1e12) / 1e12)).toEqual([3, 1]);
  for (const x of vectors[0]!) expect(x).toBeCloseTo(Math.SQRT1_2, 12);
});

test('principal components: two columns that say the same are one', () => {
  const { sdev, explained, wts, n } = principalComponents(table, ['a', 'b']);
  expect(sdev[0]).toBeCloseTo(Math.SQRT2, 9);
  expect(explained[0]).toBeCloseTo(1, 12);
  expect(Math.abs(wts[0]! + wts[1]!)).toBeLessThan(1e-12);
  expect(n).toBe(5);
  const { w } = pcaWeights(aggregate(table, tree), tree, { Level: 1 });
  expect(w.index).toBe(1);
  expect(w.a! ** 2 + w.b! ** 2 + w.c! ** 2).toBeCloseTo(1, 12);
  expect(() => principalComponents(table, ['a'])).toThrow(/too few for PCA/);
  const flat = { uCode: ['r', 's'], columns: { a: [1, 2], k: [3, 3] } };
  expect(() => principalComponents(flat, ['a', 'k'])).toThrow(/all figures of k are equal/);
});

test('alpha: 1 for the same column twice, null where a covariance is missing', () => {
  const twice = { uCode: ['r', 's', 't'], columns: { a: [1, 2, 4], b: [1, 2, 4], k: [null, null, 1] } };
  expect(cronbachAlpha(twice, ['a', 'b'])).toBeCloseTo(1, 12);
  expect(cronbachAlpha(twice, ['a', 'k'])).toBeNull();
  expect(() => cronbachAlpha(twice, ['a'])).toThrow(/at least two columns/);
});

test('on a site’s data PCA, alpha and optimised weights need 3 subjects per indicator', () => {
  expect(() => requireEnoughSubjects('PCA', 12, 4)).not.toThrow();
  expect(() => requireEnoughSubjects('PCA', 11, 4)).toThrow(/PCA of 4 indicators needs 12 subjects, and there are 11/);
});

test('statistics of a column with gaps, and of nothing', () => {
  const [c] = statisticsOf({ uCode: table.uCode, columns: { c: table.columns.c! } });
  expect(c).toMatchObject({ Min: 1, Max: 5, Median: 2, 'N.Avail': 4, 'N.Unique': 3, 'N.Same': 2, 'Frc.Avail': 0.8 });
  const [none] = statisticsOf({ uCode: ['r'], columns: { c: [null] } });
  expect(none).toMatchObject({ Mean: null, Std: null, 'N.Same': 0, 'Frc.Unique': null, 'Flag.Avail': 'LOW' });
  const [rounded] = statisticsOf({ uCode: ['r', 's'], columns: { c: [9.205, 123_456] } }, { nsignif: 3 });
  expect([rounded!.Min, rounded!.Max]).toEqual([9.2, 123_000]);
});

test('availability: gaps, zeros, and by aggregate', () => {
  const zeros = { uCode: ['r', 's'], columns: { a: [0, null], b: [1, null], c: [null, null] } };
  expect(availabilityOf(zeros)).toMatchObject([
    { N_missing: 1, N_zero: 1, Non_Zero: 0.5 },
    { Dat_Avail: 0, Non_Zero: null },
  ]);
  expect(availabilityByGroup(zeros, tree).index).toEqual([2 / 3, 0]);
});

test('strengths and weaknesses of a subject', () => {
  const { Strengths, Weaknesses } = strengthsAndWeaknesses(table, tree, { usel: 'u', topN: 1, adjust_direction: true });
  expect(Strengths).toMatchObject([{ Code: 'c', Rank: 1, Value: 5 }]);
  expect(Weaknesses.map(({ Code, Rank }) => [Code, Rank])).toEqual([
    ['c', 1],
    ['a', 2],
    ['b', 2],
  ]);
  expect(strengthsAndWeaknesses(table, tree, { usel: 'r' }).Weaknesses.map(({ Code }) => Code)).toEqual(['b', 'c']);
  expect(subjectSummary(aggregate(table, tree), tree, { usel: 'v', Levels: [2] })).toEqual([
    { Code: 'index', Name: 'index', Score: 3, Rank: 2 },
  ]);
  expect(() => strengthsAndWeaknesses(table, tree, { usel: 'z' })).toThrow(/z is no subject/);
});

test('Nelder and Mead find the bottom of a curved valley', () => {
  const rosenbrock = ([x, y]: readonly number[]) => (1 - x!) ** 2 + 100 * (y! - x! ** 2) ** 2;
  const { x, value, converged } = nelderMead(rosenbrock, [-1.2, 1], { tolerance: 1e-10, most: 2000 });
  expect(converged).toBe(true);
  expect(value).toBeLessThan(1e-6);
  for (const coordinate of x) expect(coordinate).toBeCloseTo(1, 2);
});

test('optimised weights balance what equal weights do not', () => {
  const uCode = Array.from({ length: 30 }, (_, i) => `s${i}`);
  const wave = (speed: number) => uCode.map((_, i) => Math.sin(i * speed));
  const [a, c] = [wave(1), wave(2.3)];
  const columns = { a, b: a.map((x, i) => x + 0.3 * Math.sin(i * 5)), c };
  const found = optimisedWeights(aggregate({ uCode, columns }, tree), tree, { Level: 1, toler: 1e-6, maxiter: 2000 });
  const r = Object.values(found.correlations) as number[];
  expect(Math.max(...r) - Math.min(...r)).toBeLessThan(1e-3);
  expect(found.w.c).toBeGreaterThan(found.w.a!);
  const data = aggregate({ uCode, columns }, tree);
  expect(() => optimisedWeights(data, tree, { Level: 2 })).toThrow(/level 2 has 1 elements/);
  expect(() => optimisedWeights(data, tree, { Level: 1, itarg: { a: 1, b: 1 } })).toThrow(/itarg/);
});
