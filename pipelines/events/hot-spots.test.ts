import { expect, test } from 'vitest';
import { type HotSpotFacts, hotSpotsOf } from './hot-spots.ts';

const rule = {
  common_residents: 10,
  seasonal_orders: 10,
  seasonal_ratio: 1.5,
  risk_residents: 2,
  rising_residents: 5,
  rising_ratio: 2,
};
const quiet: HotSpotFacts = {
  type: '多人同诉',
  orders_30: 4,
  people_30: 3,
  residents_7: 1,
  residents_7_before: 1,
  risk_residents: 0,
  risk_orders: 0,
  risks: [],
  same_weeks: true,
  topic_orders: 12,
  topic_orders_year_ago: 11,
  topic_orders_usual: 11,
};
const judged = (facts: Partial<HotSpotFacts>) => hotSpotsOf({ ...quiet, ...facts }, rule);

test('an event that is nothing special is no hot spot, but says how the season was compared', () => {
  expect(judged({})).toEqual({
    kinds: [],
    evidence: [],
    season: '同一话题近30日 12 件，上年同期 11 件，全年平均每30日 11.0 件',
  });
  expect(judged({ topic_orders: null, topic_orders_year_ago: null, topic_orders_usual: null }).season).toBeNull();
});

test('many residents within 30 days: 高频共性', () =>
  expect(judged({ people_30: 10, orders_30: 14 })).toMatchObject({
    kinds: ['高频共性'],
    evidence: ['近30日诉求人 10 人、工单 14 件'],
  }));

test('high in the same weeks of both years: 季节性周期性; high only now, or few, is not', () => {
  expect(judged({ topic_orders: 30, topic_orders_year_ago: 28 }).kinds).toEqual(['季节性周期性']);
  expect(judged({ topic_orders: 30, topic_orders_year_ago: 12 }).kinds).toEqual([]);
  expect(judged({ topic_orders: 12, topic_orders_year_ago: 28 }).kinds).toEqual([]);
  expect(judged({ topic_orders: 9, topic_orders_year_ago: 9, topic_orders_usual: 1 }).kinds).toEqual([]);
});

test('without the same weeks of an earlier year nothing is guessed', () =>
  expect(judged({ topic_orders: 30, topic_orders_year_ago: 0, same_weeks: false })).toMatchObject({
    kinds: [],
    season: '无同期可比',
  }));

test('words of risk from two residents, or residents that double: 风险性苗头性, with each reason', () => {
  expect(judged({ risk_residents: 2, risk_orders: 3, risks: ['安全风险', '紧急'] }).evidence).toEqual([
    '2 人 3 件提到安全风险、紧急',
  ]);
  expect(judged({ residents_7: 5, residents_7_before: 3 }).kinds).toEqual([]);
  expect(
    judged({ residents_7: 6, residents_7_before: 3, risk_residents: 2, risk_orders: 2, risks: ['扬言升级'] }),
  ).toMatchObject({
    kinds: ['风险性苗头性'],
    evidence: ['2 人 2 件提到扬言升级；近7日新增诉求人 6 人，前7日 3 人'],
  });
});

test('an event may be of several kinds; what one person repeats is of none', () => {
  const everything = { people_30: 20, topic_orders: 30, topic_orders_year_ago: 30, residents_7: 9 };
  expect(judged(everything).kinds).toEqual(['高频共性', '季节性周期性', '风险性苗头性']);
  for (const type of ['催办', '办结后重复诉求', null] as const)
    expect(judged({ ...everything, type }).kinds).toEqual([]);
});
