import { expect, test } from 'vitest';
import { trends } from './growth.ts';
import { imputePanel } from './impute-panel.ts';
import { interpolate } from './interpolate.ts';
import { type Panel, stacked, tablesByTime } from './panel.ts';
import { trendTable } from './trend-table.ts';

const panel: Panel = {
  uCode: ['s', 't', 's', 't', 's', 't'],
  Time: [2022, 2022, 2020, 2020, 2021, 2021],
  columns: { a: [9, null, 1, 5, null, 4] },
};

test('growth between the ends; nothing infinite', () => {
  expect(trends.CAGR([1, null, 4], [0, 1, 2])).toBe(1);
  expect(trends.CAGR([4, 1], [2, 0])).toBe(1);
  expect([trends.CAGR([0, 4], [0, 1]), trends.CAGR([-1, 4, 2], [0, 2, 1]), trends.CAGR([1], [0])]).toEqual([
    null,
    null,
    null,
  ]);
  expect(trends.prc_change([10, 20], [2000, 2005])).toBe(20);
  expect(trends.prc_change([10, 12, 14], [2000, 2001, 2002], { per: 5 })).toBeCloseTo(100, 9);
  expect([trends.prc_change([3, 3, 3], [0, 1, 2]), trends.prc_change([0, 4], [0, 1])]).toEqual([0, null]);
});

test('gaps between figures, and beyond the ends', () => {
  expect(interpolate([null, 2, null, 8, null], [0, 1, 2, 4, 5])).toEqual([2, 2, 4, 8, 8]);
  expect(interpolate([2, null, 8], [0, 1, 2], 'constant')).toEqual([2, 2, 8]);
  expect(interpolate([null], [0])).toEqual([null]);
});

test('a panel, filled by subject whatever the order of its rows', () => {
  expect(imputePanel(panel).columns.a).toEqual([9, 4, 1, 5, 1, 4]);
  expect(imputePanel(panel, { imp_type: 'linear' }).columns.a).toEqual([9, 4, 1, 5, 5, 4]);
  expect(() => imputePanel(panel, { imp_type: 'dream' as 'latest' })).toThrow(/no imputation of panels dream/);
});

test('a panel taken apart by time and put together again', () => {
  const tables = tablesByTime(panel);
  expect([...tables.keys()]).toEqual([2020, 2021, 2022]);
  expect(stacked(tables)).toEqual({
    uCode: ['s', 't', 's', 't', 's', 't'],
    Time: [2020, 2020, 2021, 2021, 2022, 2022],
    columns: { a: [1, 5, null, 4, 9, null] },
  });
  expect(() => stacked(new Map())).toThrow(/at least one time/);
});

test('trends by subject: availability, the latest part, times chosen', () => {
  const [s, t] = trendTable(panel, { f_trend: 'CAGR' });
  expect(s).toMatchObject({ uCode: 's', trend: 2, Avail: 2 / 3, t_first: 2020, t_latest: 2022 });
  expect(t!.trend).toBeCloseTo(-0.2, 12);
  const latest = trendTable(panel, { f_trend: 'CAGR', use_latest: 2, interp_at: 'all' })[0]!;
  expect(latest.trend).toBeCloseTo(9 / 5 - 1, 12);
  expect(latest.latest).toEqual({ Avail: 0.5, t_first: 2021, x: [2021, 2022], y: [null, 9] });
  expect(trendTable(panel, { f_trend: 'CAGR', Time: [2021, 2022] })[0]).toMatchObject({ trend: null, Avail: 0.5 });
  expect(trendTable(panel, { f_trend: 'CAGR', directions: { a: -1 } })[0]!.trend).toBe(-2);
  expect(() => trendTable(panel, { f_trend: 'vibe' as 'CAGR' })).toThrow(/no trend vibe/);
});
