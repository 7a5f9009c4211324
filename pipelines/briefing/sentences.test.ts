import { expect, test } from 'vitest';
import { countChange } from './count-change.ts';
import {
  type Compared,
  claim,
  countPhrase,
  indicatorSentence,
  type Measured,
  named,
  noScore,
  scoreSentence,
  unsupported,
} from './sentences.ts';

const index = { name: '民情综合指数', score: 53.04, low: 48.4, high: 56.5, state: 'ok', provisional: false };
const better: Compared = { verdict: '提升', difference: 2.06, low: 0.3, high: 3.9 };
const worse: Compared = { verdict: '回落', difference: -2.06, low: -3.9, high: -0.3 };
const same: Compared = { verdict: '基本持平', difference: 2.06, low: -1, high: 5 };
const none: Compared = { verdict: null, why: 'no earlier period' };

test.each<[string, Compared, string]>([
  ['up', better, '较上月提升2.1分（95%区间0.3～3.9分）'],
  ['down, without a sign and the smaller end first', worse, '较上月回落2.1分（95%区间0.3～3.9分）'],
  ['no clear change, and no number beside it', same, '与上月相比基本持平（未超出正常波动）'],
  ['no earlier period', none, '上月无数据，不作比较'],
  ['a break of the framework', { verdict: null, why: 'other framework' }, '评估框架已更换，与上月不可比'],
  ['another set of indicators', { verdict: null, why: 'not comparable' }, '与上月纳入的指标不同，不作比较'],
])('a score: %s', (_, compared, said) => {
  expect(scoreSentence(index, compared, '上月')).toBe(`民情综合指数53.0分（95%区间48.4～56.5分），${said}。`);
});

test('a score that is not there says why, and never a number', () => {
  const absent = { ...index, score: null, low: null, high: null };
  expect(scoreSentence({ ...absent, state: 'coverage' }, none, '上月')).toBe('民情综合指数因指标覆盖不足六成不计分。');
  expect(scoreSentence({ ...absent, state: 'unsupported' }, none, '上月')).toBe('民情综合指数数据暂不支持。');
  expect(noScore('inapplicable')).toBe('不适用');
  expect(noScore('suppressed')).toBe('件数过少，不予公布');
});

test('初步数 and 样本不足 are said beside the interval', () => {
  expect(scoreSentence({ ...index, state: 'small', provisional: true }, same, '上月')).toContain(
    '（95%区间48.4～56.5分，样本不足，初步数）',
  );
});

test('a verdict whose interval holds no change makes no claim', () => {
  expect(claim({ verdict: '提升', difference: 1, low: -0.1, high: 2.1 })).toBe('基本持平');
  expect(claim({ verdict: '回落', difference: -1, low: -2, high: 0 })).toBe('基本持平');
  expect(claim(better)).toBe('提升');
  expect(claim(none)).toBeNull();
});

const solved: Measured = {
  name: '解决率',
  value: 0.601,
  low: 0.55,
  high: 0.65,
  n: 370,
  measure: '%',
  direction: '+',
  state: 'ok',
  provisional: false,
};
const rise: Compared = { verdict: '提升', difference: 0.0669, low: 0.0086, high: 0.1252 };

test('rates move in 个百分点', () => {
  expect(indicatorSentence(solved, rise, '上月')).toBe(
    '解决率60.1%（95%区间55.0%～65.0%），较上月提升6.7个百分点（95%区间0.9～12.5个百分点）。',
  );
});

test('where less is better the level falls and the performance rises', () => {
  const returned = { ...solved, name: '退单率', direction: '-' };
  const fall: Compared = { verdict: '提升', difference: -0.02, low: -0.03, high: -0.01 };
  expect(indicatorSentence(returned, fall, '上周')).toContain(
    '较上周下降2.0个百分点（95%区间1.0～3.0个百分点），表现提升。',
  );
  const climb: Compared = { verdict: '回落', difference: 0.02, low: 0.01, high: 0.03 };
  expect(indicatorSentence(returned, climb, '上周')).toContain(
    '较上周上升2.0个百分点（95%区间1.0～3.0个百分点），表现回落。',
  );
});

test('a ratio has no unit; a small sample says its n; what is not available has no number', () => {
  const ratio = { ...solved, name: '时限使用中位数', measure: 'ratio', value: 0.4567, low: 0.4, high: 0.5 };
  const up: Compared = { verdict: '提升', difference: 0.05, low: 0.02, high: 0.08 };
  expect(indicatorSentence(ratio, up, '上月')).toBe(
    '时限使用中位数0.46（95%区间0.40～0.50），较上月提升0.05（95%区间0.02～0.08）。',
  );
  expect(indicatorSentence({ ...solved, state: 'small', n: 12 }, none, '上月')).toContain('样本不足，n＝12');
  expect(indicatorSentence({ ...solved, value: null, state: 'unsupported' }, none, '上月')).toBe(
    '解决率数据暂不支持。',
  );
  expect(unsupported('解决率', ['回访是否有效', '诉求人认定是否解决'])).toBe(
    '解决率数据暂不支持：导出文件未提供回访是否有效、诉求人认定是否解决。',
  );
  expect(unsupported('解决率', [])).toBe('解决率数据暂不支持：缺少计算所需的数据。');
});

test.each<[string, number, number | null, number, string]>([
  ['up', 1200, 1000, 1, '较上月的1000件上升200件（升幅20.0%）'],
  ['down', 12_000, 15_000, 1, '较上月的15,000件下降3000件（降幅20.0%）'],
  ['within what is usual', 838, 805, 1, '与上月的805件基本持平（未超出正常波动）'],
  ['within what is usual when residents ask often', 1200, 1000, 9, '与上月的1000件基本持平（未超出正常波动）'],
  ['from nothing, without a percentage', 40, 0, 1, '较上月的0件上升40件'],
  ['no earlier period', 40, null, 1, '上月无可比数据，不作比较'],
  ['nothing then and now', 0, 0, 1, '与上月的0件基本持平（未超出正常波动）'],
])('a count: %s', (_, now, before, dispersion, said) => {
  expect(countPhrase(countChange(now, before, dispersion), '件', '上月')).toBe(said);
});

test('the more counts are compared, the further one must have moved', () => {
  expect(countChange(130, 95, 1).verdict).toBe('上升');
  expect(countChange(130, 95, 1, 20).verdict).toBe('基本持平');
});

test('equal counts are called risen or fallen in no more than one of 20 cases', () => {
  // Pairs of Poisson counts with mean 50, by their exact probabilities.
  const probability = [Math.exp(-50)];
  for (let k = 1; k < 150; k++) probability.push((probability[k - 1]! * 50) / k);
  let claimed = 0;
  for (let a = 0; a < 150; a++)
    for (let b = 0; b < 150; b++)
      if (countChange(a, b, 1).verdict !== '基本持平') claimed += probability[a]! * probability[b]!;
  expect(claimed).toBeLessThan(0.05);
  expect(claimed).toBeGreaterThan(0.02);
});

test('long lists are cut with their number', () => {
  expect(named(['甲', '乙'], '个区')).toBe('甲、乙');
  expect(named(['甲', '乙', '丙', '丁', '戊', '己'], '个区')).toBe('甲、乙、丙、丁、戊等6个区');
});
