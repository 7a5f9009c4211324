/** How figures are written for readers: one way, everywhere in the terminal. Unknown is a dash, never 0. */

export const points = (score: number | null): string => (score === null ? '—' : score.toFixed(1));

/** A difference with its sign, a true minus; none where nothing is left of it when written. */
export function signed(difference: number, write: (size: number) => string): string {
  const text = write(Math.abs(difference));
  return /[1-9]/.test(text) ? `${difference > 0 ? '+' : '−'}${text}` : text;
}

/** A value in the indicator's own measure: rates as percent, differences in 个百分点. */
export function measured(value: number | null, measure: string): string {
  if (value === null) return '—';
  if (measure === '%') return `${(value * 100).toFixed(1)}%`;
  if (measure === 'pp') return `${(value * 100).toFixed(1)}个百分点`;
  return value.toFixed(2);
}

export const interval = (low: number | null, high: number | null, write: (x: number | null) => string): string =>
  low === null || high === null ? '' : `${write(low)}–${write(high)}`;

/** The states of indicators.md rule 4, in the field's words; nothing for an ordinary value. */
export const stateWord = (state: string): string =>
  ({
    small: '样本不足',
    unsupported: '数据暂不支持',
    inapplicable: '不适用',
    coverage: '覆盖不足，不计分',
    suppressed: '件数过少，不予公布',
  })[state] ?? '';
