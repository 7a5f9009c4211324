import chineseDays from 'chinese-days';
import { UserError } from '../user-error.ts';

/** A line of the site's `calendar.csv`: a day that is worked or not, whatever the built-in table says. */
export interface SiteDay {
  /** `YYYY-MM-DD` */
  date: string;
  kind: 'working' | 'holiday';
  note: string;
}

/** A day of the working calendar. */
export interface CalendarDay {
  day: string;
  working: boolean;
  /** How many working days there are up to and with this day. */
  number: number;
}

/** The part of a working day that is worked, in seconds from midnight: from `from` on, before `to`. */
export interface WorkingTime {
  from: number;
  to: number;
}

/** chinese-days treats a year it has no table for as plain weeks: those it knows have their 国庆 by name. */
const builtIn = (year: number): boolean => /国庆/.test(chineseDays.getDayDetail(`${year}-10-01`).name);

/** First and last year of the built-in table. */
export const builtInYears = ((): { first: number; last: number } => {
  const first = 2004;
  let last = first;
  while (builtIn(last + 1)) last++;
  return { first, last };
})();

/**
 * Working days with public holidays and moved working days (调休): the built-in table, changed and continued by the
 * site's days. A year beyond the table is known when the site lists at least one holiday of it.
 * Days are `YYYY-MM-DD`, moments `YYYY-MM-DD HH:MM:SS`.
 */
export class WorkingCalendar {
  /** Every known day, in order. */
  readonly days: readonly CalendarDay[];
  /** Index into `days` of the n-th working day, counted from 1. */
  readonly #places: readonly number[];
  readonly #first: number;

  constructor(siteDays: readonly SiteDay[] = []) {
    const listed = new Map(siteDays.map(({ date, kind }) => [date, kind]));
    const holidays = siteDays.filter(({ kind }) => kind === 'holiday').map(({ date }) => Number(date.slice(0, 4)));
    let { last } = builtInYears;
    while (holidays.includes(last + 1)) last++;
    const days: CalendarDay[] = [];
    const places = [-1];
    this.#first = dayNumber(`${builtInYears.first}-01-01`);
    for (let i = this.#first; i < dayNumber(`${last + 1}-01-01`); i++) {
      const day = dayName(i);
      const own = listed.get(day);
      const plain = Number(day.slice(0, 4)) > builtInYears.last ? !isWeekend(i) : chineseDays.isWorkday(day);
      const working = own === undefined ? plain : own === 'working';
      if (working) places.push(days.length);
      days.push({ day, working, number: places.length - 1 });
    }
    this.days = days;
    this.#places = places;
  }

  /** Whether the calendar knows the day. */
  knows(day: string): boolean {
    return this.days[dayNumber(day) - this.#first] !== undefined;
  }

  /** @throws UserError when the day's year has no table */
  isWorking(day: string): boolean {
    return this.#at(day).working;
  }

  /**
   * The `count`-th working day after a day; the day itself never counts (次日起算).
   * @throws UserError when the calendar ends before
   */
  plusWorkingDays(day: string, count: number): string {
    return this.#workingDay(this.#at(day).number + count);
  }

  /** How many working days there are after `from`, up to and with `to`. */
  workingDaysBetween(from: string, to: string): number {
    return this.#at(to).number - this.#at(from).number;
  }

  /**
   * The moment at which so much working time has passed since `moment`; what lies outside of it does not count.
   * @throws UserError when the calendar ends before
   */
  plusWorkingSeconds(moment: string, seconds: number, time: WorkingTime): string {
    const length = time.to - time.from;
    const target = this.#workedUntil(moment, time) + seconds;
    const nth = Math.max(1, Math.ceil(target / length));
    return momentOn(this.#workingDay(nth), time.from + target - (nth - 1) * length);
  }

  /** Working time between two moments, in seconds. */
  workingSecondsBetween(from: string, to: string, time: WorkingTime): number {
    return this.#workedUntil(to, time) - this.#workedUntil(from, time);
  }

  #workedUntil(moment: string, { from, to }: WorkingTime): number {
    const { working, number } = this.#at(moment.slice(0, 10));
    const today = working ? Math.min(Math.max(secondsOfDay(moment) - from, 0), to - from) : 0;
    return (number - Number(working)) * (to - from) + today;
  }

  #workingDay(number: number): string {
    const place = this.#places[number];
    if (place === undefined || place < 0) throw noTable(Number(this.days.at(-1)!.day.slice(0, 4)) + 1);
    return this.days[place]!.day;
  }

  #at(day: string): CalendarDay {
    const found = this.days[dayNumber(day) - this.#first];
    if (!found) throw noTable(Number(day.slice(0, 4)));
    return found;
  }
}

/** What is said where a figure needs a year that nobody has a table for. */
export const noTable = (year: number): UserError =>
  new UserError(`the working calendar has no table for ${year}`, {
    where: 'calendar.csv',
    fix: `list the public holidays and moved working days (调休) of ${year} in calendar.csv of the site folder, as date,kind,note with kind working or holiday; 国务院办公厅 publishes them in the November before`,
    exitCode: 1,
  });

const day = 86_400_000;
const dayNumber = (name: string): number => Math.round(Date.parse(`${name}T00:00:00Z`) / day);
const dayName = (number: number): string => new Date(number * day).toISOString().slice(0, 10);
const isWeekend = (number: number): boolean => [0, 6].includes(new Date(number * day).getUTCDay());

/** The moment so many seconds after the beginning of a day. */
export const momentOn = (name: string, seconds: number): string =>
  new Date(Date.parse(`${name}T00:00:00Z`) + seconds * 1000).toISOString().slice(0, 19).replace('T', ' ');

/** Seconds from midnight. */
export const secondsOfDay = (moment: string): number =>
  Number(moment.slice(11, 13)) * 3600 + Number(moment.slice(14, 16)) * 60 + Number(moment.slice(17, 19));
