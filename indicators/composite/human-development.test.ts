import { expect, test } from 'vitest';
import { build } from './regen.ts';
import type { Element } from './tree.ts';

/** UNDP, Human Development Report 2021/22, technical note 1: goalposts 20–85, 0–18, 0–15 years and $100–75,000 (ln). */
const indicator = (iCode: string, Parent: string, goalpost_lower: number, goalpost_upper: number): Element => ({
  iCode,
  Level: 1,
  Parent,
  goalpost_lower,
  goalpost_upper,
  goalpost_scale: 1,
});

const iMeta: Element[] = [
  indicator('life expectancy', 'health', 20, 85),
  indicator('expected schooling', 'education', 0, 18),
  indicator('mean schooling', 'education', 0, 15),
  indicator('ln GNI per capita', 'income', Math.log(100), Math.log(75_000)),
  ...['health', 'education', 'income'].map((iCode): Element => ({ iCode, Level: 2, Parent: 'HDI' })),
  { iCode: 'HDI', Level: 3, Parent: null },
];

const hdi = (life: number, expected: number, mean: number, gni: number) =>
  build({
    iData: {
      uCode: ['country'],
      columns: {
        'life expectancy': [life],
        'expected schooling': [expected],
        'mean schooling': [mean],
        'ln GNI per capita': [Math.log(gni)],
      },
    },
    iMeta,
    normalise: { global_specs: { f_n: 'n_goalposts', f_n_para: 'use_iMeta' } },
    aggregate: { f_ag: ['a_amean', 'a_gmean'] },
  }).dsets.Aggregated.columns;

test('the Human Development Index of Switzerland 2021 is 0.962', () => {
  const { health, education, income, HDI } = hdi(83.987, 16.5, 13.86, 66_933);
  expect(HDI![0]!.toFixed(3)).toBe('0.962');
  expect(health![0]).toBeCloseTo((83.987 - 20) / 65, 12);
  expect(education![0]).toBeCloseTo((16.5 / 18 + 13.86 / 15) / 2, 12);
  expect(income![0]).toBeCloseTo(Math.log(669.33) / Math.log(750), 12);
});

test('what lies beyond a goalpost counts as it: income over 75,000, schooling over 18 years', () => {
  expect(hdi(83.987, 21, 13.86, 90_000).HDI).toEqual(hdi(83.987, 18, 13.86, 75_000).HDI);
});
