import { dayName, dayNumber, weekday } from './calendar-days.ts';
import type { Steps } from './comparison.ts';
import { kindsOfDays } from './day-kinds.ts';

/** Days from `first` on (a day number), `length` of them. */
export function daysFrom(first: number, length: number, working: ReadonlyMap<number, boolean>): Steps {
  return {
    name: 'day',
    startOf: (position) => first + position,
    kinds: kindsOfDays(first, first + length - 1, working),
    perYear: 365.25,
    yearsBefore: (position, years) => sameDate(first + position, years) - first,
    halfWidth: 15,
    leftOut: 14,
  };
}

/** Weeks from the Monday `first` on. */
export function weeksFrom(first: number): Steps {
  return {
    name: 'week',
    startOf: (position) => first + 7 * position,
    kinds: undefined,
    perYear: 365.25 / 7,
    yearsBefore: (position, years) => Math.round((sameDate(first + 7 * position, years) - first) / 7),
    halfWidth: 3,
    leftOut: 4,
  };
}

/** The Monday of a day's week. */
export const mondayOf = (day: number): number => day - weekday(day);

/** The same date some years before; the 1st of March for a 29th of February that is not there. */
function sameDate(day: number, years: number): number {
  const [year, month, date] = dayName(day).split('-').map(Number) as [number, number, number];
  return dayNumber(new Date(Date.UTC(year - years, month - 1, date)).toISOString().slice(0, 10));
}
