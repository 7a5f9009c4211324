import type { CountChange } from './count-change.ts';
import { count, decimal, distance, figure, percent, points, range } from './numbers.ts';

/** Every wording of a briefing that says how something stands or has changed. Pure: numbers in, a sentence out. */

/** The standing note of every scorecard. */
export const standingNote = '本期数为全量统计；区间表示同样工作水平下，因件数有限可能出现的波动。';

/** How a score or an indicator compares with an earlier period. */
export type Compared =
  | { verdict: '提升' | '回落' | '基本持平'; difference: number; low: number | null; high: number | null }
  | { verdict: null; why: 'no earlier period' | 'other framework' | 'not comparable' };

export interface Scored {
  name: string;
  score: number | null;
  low: number | null;
  high: number | null;
  state: string;
  provisional: boolean;
}

export interface Measured {
  name: string;
  value: number | null;
  low: number | null;
  high: number | null;
  n: number | null;
  measure: string;
  /** `-`: the lower the better. */
  direction: string;
  state: string;
  provisional: boolean;
}

/** `受理工单838件，较上月的717件上升16.9%`; from a base of nothing there is no percentage. */
export function countPhrase({ now, before, verdict }: CountChange, unit: string, against: string): string {
  if (before === null) return `${against}无可比数据，不作比较`;
  if (verdict === '基本持平') return `与${against}的${count(before)}${unit}基本持平（未超出正常波动）`;
  const by = Math.abs(now - before);
  const share = before === 0 ? '' : `（${verdict === '上升' ? '升幅' : '降幅'}${percent(by / before)}）`;
  return `较${against}的${count(before)}${unit}${verdict}${count(by)}${unit}${share}`;
}

/** What a comparison carries: a claim only where the verdict makes one and the interval leaves out no change. */
export function claim(compared: Compared): '提升' | '回落' | '基本持平' | null {
  if (compared.verdict === null || compared.verdict === '基本持平') return compared.verdict;
  const { low, high } = compared;
  return low !== null && high !== null && low <= 0 && high >= 0 ? '基本持平' : compared.verdict;
}

const notCompared = {
  'no earlier period': (against: string) => `${against}无数据，不作比较`,
  'other framework': (against: string) => `评估框架已更换，与${against}不可比`,
  'not comparable': (against: string) => `与${against}纳入的指标不同，不作比较`,
};

/** `综合指数53.0分（95%区间48.4～56.5分），较上期提升2.1分（95%区间0.3～3.9分）` */
export function scoreSentence(scored: Scored, compared: Compared, against: string): string {
  if (scored.score === null) return `${scored.name}${noScore(scored.state)}。`;
  const marks = [
    scored.low === null || scored.high === null ? '' : `95%区间${range(scored.low, scored.high, points)}分`,
    scored.state === 'small' ? '样本不足' : '',
    scored.provisional ? '初步数' : '',
  ].filter(Boolean);
  const head = `${scored.name}${points(scored.score)}分${marks.length > 0 ? `（${marks.join('，')}）` : ''}`;
  return `${head}，${scoreChange(compared, against)}。`;
}

function scoreChange(compared: Compared, against: string): string {
  if (compared.verdict === null) return notCompared[compared.why](against);
  const said = claim(compared);
  if (said === '基本持平') return `与${against}相比基本持平（未超出正常波动）`;
  return `较${against}${said}${points(Math.abs(compared.difference))}分${extent(compared, (value) => points(value), '分')}`;
}

/** `解决率60.1%（95%区间55.0%～65.0%），较上期提升6.7个百分点`; where less is better, the level and what it means. */
export function indicatorSentence(measured: Measured, compared: Compared, against: string): string {
  const { name, value, low, high, measure, provisional, state } = measured;
  if (value === null) return `${name}${noScore(state)}。`;
  const marks = [
    low === null || high === null ? '' : `95%区间${range(low, high, (end) => figure(end, measure))}`,
    state === 'small' ? `样本不足，n＝${count(measured.n)}` : '',
    provisional ? '初步数' : '',
  ].filter(Boolean);
  const head = `${name}${figure(value, measure)}${marks.length > 0 ? `（${marks.join('，')}）` : ''}`;
  return `${head}，${indicatorChange(measured, compared, against)}。`;
}

function indicatorChange({ measure, direction }: Measured, compared: Compared, against: string): string {
  if (compared.verdict === null) return notCompared[compared.why](against);
  const said = claim(compared);
  if (said === '基本持平') return `与${against}相比基本持平（未超出正常波动）`;
  const by = distance(compared.difference, measure);
  const inMeasure = (value: number) =>
    measure === '%' || measure === 'pp' ? decimal(value * 100, 1) : decimal(value, 2);
  const interval = extent(compared, inMeasure, measure === '%' || measure === 'pp' ? '个百分点' : '');
  if (isBetterLow(direction))
    return `较${against}${compared.difference < 0 ? '下降' : '上升'}${by}${interval}，表现${said}`;
  return `较${against}${said}${by}${interval}`;
}

const isBetterLow = (direction: string): boolean => ['-', '−', 'lower', 'down'].includes(direction);

/** The interval of a change without its sign, the smaller end first. */
function extent(compared: Compared, write: (value: number) => string, unit: string): string {
  if (compared.verdict === null || compared.low === null || compared.high === null) return '';
  const [a, b] = [Math.abs(compared.low), Math.abs(compared.high)].sort((x, y) => x - y) as [number, number];
  return `（95%区间${write(a)}～${write(b)}${unit}）`;
}

/** Why there is no number, in the field's four words. */
export const noScore = (state: string): string =>
  ({
    unsupported: '数据暂不支持',
    inapplicable: '不适用',
    coverage: '因指标覆盖不足六成不计分',
    small: '样本不足，不计分',
    suppressed: '件数过少，不予公布',
  })[state] ?? '数据暂不支持';

/** `数据暂不支持：导出文件未提供回访时间、满意度评价。` */
export const unsupported = (what: string, missing: readonly string[]): string =>
  `${what}数据暂不支持：${missing.length > 0 ? `导出文件未提供${missing.join('、')}` : '缺少计算所需的数据'}。`;

/** Several names as one list with its number: `甲、乙、丙等5个`; all of them where few. */
export function named(names: readonly string[], measure: string, most = 5): string {
  if (names.length <= most) return names.join('、');
  return `${names.slice(0, most).join('、')}等${count(names.length)}${measure}`;
}
