import { weekday } from './calendar-days.ts';

/** What kind of day people call on; `调休` is a day of a weekend that is worked. */
export const dayKinds = ['工作日', '周末', '节假日', '调休工作日'] as const;

export type DayKind = (typeof dayKinds)[number];

/** Worked or not: what kinds are taken together where one alone has too few days. */
export const isWorked = (kind: DayKind): boolean => kind === '工作日' || kind === '调休工作日';

/**
 * The kind of each of the days `first` … `last` (day numbers). Rest days in a row are a holiday when a Monday to Friday is
 * among them, else a weekend. `working` knows the days of the calendar; a day it does not know counts by its weekday.
 */
export function kindsOfDays(first: number, last: number, working: ReadonlyMap<number, boolean>): DayKind[] {
  const worked = (day: number): boolean => working.get(day) ?? weekday(day) < 5;
  const kinds: DayKind[] = [];
  for (let day = first; day <= last; day++)
    kinds.push(worked(day) ? (weekday(day) < 5 ? '工作日' : '调休工作日') : inHoliday(day, worked) ? '节假日' : '周末');
  return kinds;
}

function inHoliday(day: number, worked: (day: number) => boolean): boolean {
  let [from, to] = [day, day];
  while (!worked(from - 1)) from--;
  while (!worked(to + 1)) to++;
  for (let rest = from; rest <= to; rest++) if (weekday(rest) < 5) return true;
  return false;
}
