import { DuckDBTimestampValue } from 'duckdb';

/** Times are `YYYY-MM-DD HH:MM:SS`, site-local, without zone. */
const epoch = (time: string): number => Date.parse(`${time.replace(' ', 'T')}Z`);

const written = (milliseconds: number): string => new Date(milliseconds).toISOString().slice(0, 19).replace('T', ' ');

export const plusDays = (time: string, days: number): string => written(epoch(time) + days * 86_400_000);

/** The same time some months earlier; the last day where that month is shorter. */
export function minusMonths(time: string, months: number): string {
  const date = new Date(epoch(time));
  const day = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() - months);
  const days = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  date.setUTCDate(Math.min(day, days));
  return written(date.getTime());
}

export const earlier = (a: string, b: string): string => (a < b ? a : b);

export const asTimestamp = (time: string): DuckDBTimestampValue =>
  new DuckDBTimestampValue(BigInt(epoch(time)) * 1000n);

/** The calendar month that holds the last moment before `end`. */
export const lastMonthBefore = (end: string): string => written(epoch(end) - 1000).slice(0, 7);
