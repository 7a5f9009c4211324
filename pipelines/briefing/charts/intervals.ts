import type { Drawing } from '../blocks.ts';
import { fixed, ink, line, middle, shortened, svg, text } from './canvas.ts';

const width = 1560;

export interface Interval {
  name: string;
  score: number;
  low: number | null;
  high: number | null;
}

/** Scores from 0 to 100 with their intervals, a row each; the city's as a dashed line where it is given. */
export function intervalChart(rows: readonly Interval[], city: number | null): Drawing {
  const row = 62;
  const [left, right, top] = [420, 60, 70];
  const height = top + rows.length * row + 20;
  const x = (score: number) => left + (score / 100) * (width - left - right);
  const parts = [0, 20, 40, 60, 80, 100].flatMap((score) => [
    `<line x1="${fixed(x(score))}" x2="${fixed(x(score))}" y1="${top - 10}" y2="${height - 14}" stroke="#ddd" stroke-width="2"/>`,
    text(x(score), top - 24, String(score), { anchor: 'middle', fill: '#444' }),
  ]);
  if (city !== null)
    parts.push(
      `<line x1="${fixed(x(city))}" x2="${fixed(x(city))}" y1="${top - 10}" y2="${height - 14}" stroke="${middle}" stroke-width="4" stroke-dasharray="14 8"/>`,
    );
  for (const [i, { name, score, low, high }] of rows.entries()) {
    const y = top + i * row + row / 2;
    parts.push(text(left - 24, y + 12, shortened(name, 11), { anchor: 'end' }));
    if (low !== null && high !== null)
      parts.push(
        `<line x1="${fixed(x(low))}" x2="${fixed(x(high))}" y1="${y}" y2="${y}" stroke="${line}" stroke-width="8" stroke-linecap="round"/>`,
      );
    parts.push(`<circle cx="${fixed(x(score))}" cy="${y}" r="13" fill="${ink}"/>`);
  }
  return { svg: svg(width, height, parts), width, height };
}

/** The course of a score over periods, each with its interval; a gap (null) breaks it. */
export function courseChart(
  points: readonly { label: string; score: number | null; low: number | null; high: number | null }[],
): Drawing {
  const height = 560;
  const [left, right, top, bottom] = [100, 60, 40, 70];
  const ends = points.flatMap(({ score, low, high }) => [low ?? score, high ?? score]).filter((end) => end !== null);
  const least = Math.max(0, Math.floor((Math.min(...ends) - 3) / 10) * 10);
  const most = Math.min(100, Math.ceil((Math.max(...ends) + 3) / 10) * 10);
  const y = (score: number) => height - bottom - ((score - least) / (most - least)) * (height - top - bottom);
  const x = (i: number) =>
    points.length === 1
      ? (left + width - right) / 2
      : left + 40 + (i / (points.length - 1)) * (width - left - right - 80);
  const parts: string[] = [];
  for (let score = least; score <= most; score += most - least > 40 ? 20 : 10)
    parts.push(
      `<line x1="${left}" x2="${width - right}" y1="${fixed(y(score))}" y2="${fixed(y(score))}" stroke="#ddd" stroke-width="2"/>`,
      text(left - 14, y(score) + 12, String(score), { anchor: 'end', fill: '#444' }),
    );
  for (const [i, { label, score, low, high }] of points.entries()) {
    parts.push(text(x(i), height - bottom + 48, label, { anchor: 'middle', fill: '#444' }));
    if (score === null) continue;
    const next = points[i + 1];
    if (next && next.score !== null)
      parts.push(
        `<line x1="${fixed(x(i))}" y1="${fixed(y(score))}" x2="${fixed(x(i + 1))}" y2="${fixed(y(next.score))}" stroke="${ink}" stroke-width="6"/>`,
      );
    if (low !== null && high !== null)
      parts.push(
        `<line x1="${fixed(x(i))}" x2="${fixed(x(i))}" y1="${fixed(y(low))}" y2="${fixed(y(high))}" stroke="${line}" stroke-width="8" stroke-linecap="round"/>`,
      );
    parts.push(`<circle cx="${fixed(x(i))}" cy="${fixed(y(score))}" r="13" fill="${ink}"/>`);
    // Above the interval, where neither the line nor the interval runs through it.
    parts.push(text(x(i), y(high ?? score) - 22, score.toFixed(1), { anchor: 'middle' }));
  }
  return { svg: svg(width, height, parts), width, height };
}
