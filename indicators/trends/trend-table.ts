import { UserError } from '../../pipelines/user-error.ts';
import { type Cell, type Column, columnNamed } from '../composite/table.ts';
import { type Trend, type TrendParameters, trends } from './growth.ts';
import { interpolate } from './interpolate.ts';
import type { Panel } from './panel.ts';

export interface TrendOptions {
  readonly f_trend: Trend;
  readonly f_trend_para?: TrendParameters;
  /** All columns unless given. */
  readonly iCodes?: readonly string[];
  /** Only these times. (COINr takes the wrong figures when they do not start at the first.) */
  readonly Time?: readonly number[];
  /** Only the last so many times up to the latest figure, of which the first must not be the first time of all. */
  readonly use_latest?: number;
  /** Fill gaps between figures at these times first. */
  readonly interp_at?: 'all' | readonly number[];
  /** −1 turns a trend round: the indicator is better when it falls. */
  readonly directions?: Readonly<Record<string, 1 | -1>>;
}

export interface TrendRow {
  readonly uCode: string;
  readonly iCode: string;
  readonly trend: Cell;
  /** Share of times with a figure. */
  readonly Avail: number;
  /** First and latest time with a figure; null below two figures. */
  readonly t_first: Cell;
  readonly t_latest: Cell;
  /** With `use_latest`: its times and figures as they came; null where it does not fit in. */
  readonly latest?: LatestPart;
}

export interface LatestPart {
  readonly Avail: Cell;
  readonly t_first: Cell;
  readonly x: readonly Cell[];
  readonly y: readonly Cell[];
}

/** COINr's get_trends: a summary of every series of a panel, by indicator and subject. */
export function trendTable(panel: Panel, options: TrendOptions): TrendRow[] {
  const { f_trend, iCodes = Object.keys(panel.columns) } = options;
  if (!Object.hasOwn(trends, f_trend))
    throw new UserError(`there is no trend ${f_trend}`, {
      where: 'f_trend',
      fix: `use one of ${Object.keys(trends).join(', ')}`,
    });
  const times = [...new Set(panel.Time)].sort((a, b) => a - b).filter((t) => options.Time?.includes(t) ?? true);
  const place = new Map(times.map((time, i) => [time, i]));
  return iCodes.flatMap((iCode) => {
    const series = new Map<string, Cell[]>();
    for (const [row, cell] of columnNamed(panel, iCode).entries()) {
      const own = series.get(panel.uCode[row]!) ?? times.map((): Cell => null);
      series.set(panel.uCode[row]!, own);
      const i = place.get(panel.Time[row]!);
      if (i !== undefined) own[i] = cell;
    }
    return [...series].map(([uCode, y]) => ({ uCode, iCode, ...trendOf(y, times, iCode, options) }));
  });
}

function trendOf(
  y: Column,
  times: readonly number[],
  iCode: string,
  options: TrendOptions,
): Omit<TrendRow, 'uCode' | 'iCode'> {
  const { f_trend, f_trend_para = {}, use_latest, interp_at, directions = {} } = options;
  const known = y.flatMap((cell, i) => (cell === null ? [] : [i]));
  const enough = known.length > 1;
  const filled = interp_at === undefined ? y : between(y, times, interp_at);
  const last = known.at(-1) ?? -1;
  const start = use_latest === undefined ? 0 : last - use_latest + 1;
  const fits = enough && (use_latest === undefined || start > 0);
  const end = use_latest === undefined ? y.length : last + 1;
  const trend = fits ? trends[f_trend](filled.slice(start, end), times.slice(start, end), f_trend_para) : null;
  return {
    trend: trend === null || trend === 0 ? trend : trend * (directions[iCode] ?? 1),
    Avail: known.length / times.length,
    t_first: enough ? times[known[0]!]! : null,
    t_latest: enough ? times[last]! : null,
    ...(use_latest !== undefined && { latest: latestPart(fits, y, filled, times, start, use_latest) }),
  };
}

function latestPart(
  fits: boolean,
  y: Column,
  filled: Column,
  times: readonly number[],
  start: number,
  size: number,
): LatestPart {
  if (!fits) return { Avail: null, t_first: null, x: Array(size).fill(null), y: Array(size).fill(null) };
  const [window, used] = [y.slice(start, start + size), filled.slice(start, start + size)];
  const first = used.findIndex((cell) => cell !== null);
  return {
    Avail: window.filter((cell) => cell !== null).length / size,
    t_first: used.filter((cell) => cell !== null).length > 1 ? times[start + first]! : null,
    x: times.slice(start, start + size),
    y: window,
  };
}

/** Gaps between figures filled at some times; nothing before the first or after the latest figure. */
function between(y: Column, times: readonly number[], at: 'all' | readonly number[]): Column {
  const filled = interpolate(y, times);
  const [first, last] = [y.findIndex((cell) => cell !== null), y.findLastIndex((cell) => cell !== null)];
  return y.map((cell, i) => (i > first && i < last && (at === 'all' || at.includes(times[i]!)) ? filled[i]! : cell));
}
