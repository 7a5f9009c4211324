/**
 * How figures are written in a briefing (GB/T 15835: Arabic digits; commas from five digits on; ～ between the ends of a
 * range). Unknown is a dash, never 0.
 */

const dash = '—';

/** `838`, `12,345` */
export const count = (value: number | null): string => {
  if (value === null) return dash;
  const digits = String(Math.round(value));
  return Math.abs(value) < 10_000 ? digits : digits.replace(/\B(?=(\d{3})+$)/g, ',');
};

/** A number without a trailing `-0.0`. */
export const decimal = (value: number, digits: number): string => {
  const text = value.toFixed(digits);
  return Number(text) === 0 ? text.replace('-', '') : text;
};

/** A score from 0 to 100: `78.1` */
export const points = (value: number | null): string => (value === null ? dash : decimal(value, 1));

/** A share from 0 to 1: `87.3%` */
export const percent = (value: number | null): string => (value === null ? dash : `${decimal(value * 100, 1)}%`);

/** The measures of indicators: `%`, `pp` (a difference of shares), `ratio`, `number`. */
export function figure(value: number | null, measure: string): string {
  if (value === null) return dash;
  if (measure === '%') return percent(value);
  if (measure === 'pp') return `${decimal(value * 100, 1)}个百分点`;
  return decimal(value, 2);
}

/** How far a figure has moved, without a sign: rates always in 个百分点. */
export const distance = (difference: number, measure: string): string =>
  measure === '%' || measure === 'pp'
    ? `${decimal(Math.abs(difference) * 100, 1)}个百分点`
    : decimal(Math.abs(difference), 2);

/** `48.4～56.5`, `86.1%～88.4%`; empty where an end is unknown. */
export const range = (low: number | null, high: number | null, write: (value: number) => string): string =>
  low === null || high === null ? '' : `${write(low)}～${write(high)}`;

/** `2026年1月5日` of `2026-01-05 …` */
export const fullDate = (time: string): string =>
  `${Number(time.slice(0, 4))}年${Number(time.slice(5, 7))}月${Number(time.slice(8, 10))}日`;

/** `1月5日` */
export const shortDate = (time: string): string => `${Number(time.slice(5, 7))}月${Number(time.slice(8, 10))}日`;

/** `1月5日9时20分`; the end of a day as `1月5日24时`. `date` writes the day. */
export function moment(time: string, date: (time: string) => string = shortDate): string {
  const [hour, minute] = [Number(time.slice(11, 13)), Number(time.slice(14, 16))];
  if (hour === 0 && minute === 0) return `${date(dayBefore(time))}24时`;
  return `${date(time)}${hour}时${minute === 0 ? '' : `${minute}分`}`;
}

/** The day before, `YYYY-MM-DD`. */
export const dayBefore = (time: string): string =>
  new Date(Date.parse(`${time.slice(0, 10)}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);

/** 一, 二, … 十, 十一, … 九十九: the numbers of headings. */
export function chineseNumber(value: number): string {
  const digits = ['', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
  const [tens, ones] = [Math.floor(value / 10), value % 10];
  return `${tens > 1 ? digits[tens] : ''}${tens > 0 ? '十' : ''}${digits[ones]}`;
}
