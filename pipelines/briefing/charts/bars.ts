import type { Drawing } from '../blocks.ts';
import { fixed, ink, line, pale, roundedUp, shortened, svg, text } from './canvas.ts';

const width = 1560;

/** Columns in time, the last one (this period) dark, with its number and that of the highest. */
export function barChart(bars: readonly { label: string; value: number }[]): Drawing {
  const height = 620;
  const [left, right, top, bottom] = [110, 20, 50, 70];
  const end = roundedUp(Math.max(...bars.map(({ value }) => value)));
  const step = (width - left - right) / bars.length;
  const y = (value: number) => height - bottom - (value / end) * (height - top - bottom);
  const parts = (end % 2 === 0 ? [0, 0.5, 1] : [0, 1]).flatMap((share) => [
    `<line x1="${left}" x2="${width - right}" y1="${fixed(y(share * end))}" y2="${fixed(y(share * end))}" stroke="${line}" stroke-width="${share === 0 ? 3 : 1}"/>`,
    text(left - 14, y(share * end) + 12, String(share * end), { anchor: 'end', fill: '#444' }),
  ]);
  const every = Math.ceil(bars.length / 14);
  const highest = bars.findIndex(({ value }) => value === Math.max(...bars.map((bar) => bar.value)));
  for (const [i, { label, value }] of bars.entries()) {
    const last = i === bars.length - 1;
    const x = left + i * step + step * 0.18;
    parts.push(
      `<rect x="${fixed(x)}" y="${fixed(y(value))}" width="${fixed(step * 0.64)}" height="${fixed(y(0) - y(value))}" fill="${last ? ink : pale}"/>`,
    );
    const middle = x + step * 0.32;
    if (last || i === highest || bars.length <= 12)
      parts.push(text(middle, y(value) - 12, String(value), { anchor: 'middle' }));
    if ((bars.length - 1 - i) % every === 0)
      parts.push(text(middle, height - bottom + 46, label, { anchor: 'middle', fill: '#444' }));
  }
  return { svg: svg(width, height, parts), width, height };
}

/** Rows of two bars, this period (dark) above the one before (pale; null: none), with names at the left. */
export function pairChart(
  rows: readonly { name: string; now: number; before: number | null }[],
  legend: [string, string],
): Drawing {
  const row = 74;
  const [left, right, top] = [470, 110, 66];
  const height = top + rows.length * row + 16;
  const end = Math.max(1, ...rows.flatMap(({ now, before }) => [now, before ?? 0]));
  const length = (value: number) => (value / end) * (width - left - right);
  const compared = rows.some(({ before }) => before !== null);
  const parts = compared
    ? [
        `<rect x="${left}" y="18" width="40" height="26" fill="${ink}"/>`,
        text(left + 52, 43, legend[0]),
        `<rect x="${left + 280}" y="18" width="40" height="26" fill="${pale}"/>`,
        text(left + 332, 43, legend[1]),
      ]
    : [];
  for (const [i, { name, now, before }] of rows.entries()) {
    const y = top + i * row;
    parts.push(text(left - 18, y + 44, shortened(name, 12), { anchor: 'end' }));
    parts.push(`<rect x="${left}" y="${y + 8}" width="${fixed(length(now))}" height="28" fill="${ink}"/>`);
    parts.push(text(left + length(now) + 12, y + 35, String(now)));
    if (before !== null)
      parts.push(`<rect x="${left}" y="${y + 38}" width="${fixed(length(before))}" height="18" fill="${pale}"/>`);
  }
  parts.push(`<line x1="${left}" x2="${left}" y1="${top}" y2="${height - 10}" stroke="${line}" stroke-width="3"/>`);
  return { svg: svg(width, height, parts), width, height };
}
