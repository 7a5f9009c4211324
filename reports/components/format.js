/** Number formats of the site, in one place. `null` and missing values are a dash. */

const dash = '—';
const missing = (value) => value === null || value === undefined || !Number.isFinite(Number(value));

/** 1234567 → `1,234,567` */
export const count = (value) =>
  missing(value) ? dash : String(Math.round(Number(value))).replace(/\B(?=(\d{3})+$)/g, ',');

/** A score from 0 to 100: `78.1` */
export const points = (value) => (missing(value) ? dash : Number(value).toFixed(1));

/** A share from 0 to 1 as `87.3%` */
export const percent = (value, digits = 1) => (missing(value) ? dash : `${(Number(value) * 100).toFixed(digits)}%`);

const isRate = (measure) => measure === '%';
const isDifference = (measure) => measure === 'pp';

/** An indicator's value in its measure: `87.3%`, `1.2 个百分点`, `0.84` */
export function figure(value, measure) {
  if (missing(value)) return dash;
  if (isRate(measure)) return percent(value);
  if (isDifference(measure)) return `${(Number(value) * 100).toFixed(1)} 个百分点`;
  return Number(value).toFixed(2);
}

/** `86.1–88.4%` */
export function interval(low, high, measure) {
  if (missing(low) || missing(high)) return '';
  if (isRate(measure)) return `${(low * 100).toFixed(1)}–${(high * 100).toFixed(1)}%`;
  if (isDifference(measure)) return `${signed(low * 100)} ～ ${signed(high * 100)}`;
  return measure === 'points'
    ? `${points(low)}–${points(high)}`
    : `${Number(low).toFixed(2)}–${Number(high).toFixed(2)}`;
}

/** `+1.2`, `−0.8`, `0.0`: with a true minus sign */
export function signed(value, digits = 1) {
  if (missing(value)) return dash;
  const text = Math.abs(Number(value)).toFixed(digits);
  return Number(text) === 0 ? text : `${value < 0 ? '−' : '+'}${text}`;
}

/** `第 2–4 位`, `第 3 位` */
export const places = (low, high) => (low === high ? `第 ${low} 位` : `第 ${low}–${high} 位`);

/** The change of an indicator's value: rates always in 个百分点 */
export function change(difference, measure) {
  if (missing(difference)) return dash;
  return isRate(measure) || isDifference(measure) ? `${signed(difference * 100)} 个百分点` : signed(difference, 2);
}

/** `−0.4 ～ +2.1`, in the measure's own unit */
export function changeInterval(low, high, measure) {
  if (missing(low) || missing(high)) return '';
  const inPoints = isRate(measure) || isDifference(measure);
  return inPoints ? `${signed(low * 100)} ～ ${signed(high * 100)}` : `${signed(low, 2)} ～ ${signed(high, 2)}`;
}

/** The change of a count: `+12.3%`; from a base of nothing there is no percentage */
export function growth(now, before) {
  if (missing(now) || missing(before)) return dash;
  if (Number(before) === 0) return Number(now) === 0 ? '0.0%' : '基数为 0';
  return `${signed(((now - before) / before) * 100)}%`;
}

/** `month:2024-03` → `2024-03` */
export const shortPeriod = (period) => String(period).replace(/^\w+:/, '');

/** Whether the newest period's figures are frozen (定稿), and whether they have moved since. `about`: the row of `site`. */
export function editionText(about) {
  if (!about?.period) return '';
  if (missing(about.finalised)) return '最新值，未定稿';
  return about.revised > 0 ? `最新值，定稿第 ${about.finalised} 版后有修订` : `定稿第 ${about.finalised} 版`;
}
