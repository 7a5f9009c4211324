import type { SiteConfig } from './config.ts';

export type PeriodKind = SiteConfig['periods'][number];

/** A reporting period: half-open, `start ≤ time < end`; times as `YYYY-MM-DD HH:MM:SS`, site-local. */
export interface Period {
  id: string;
  kind: PeriodKind;
  start: string;
  end: string;
  /** For readers: `2024年3月`. */
  label: string;
}

/** All periods of a kind that hold a moment from `first` on and have ended by `asOf`, oldest first. */
export function closedPeriods(
  kind: PeriodKind,
  assessment: SiteConfig['assessment'],
  first: string,
  asOf: string,
): Period[] {
  const periods: Period[] = [];
  for (
    let period = periodAt(kind, assessment, first);
    period.end <= asOf;
    period = periodAt(kind, assessment, period.end)
  )
    periods.push(period);
  return periods;
}

/** The period of a kind that holds a moment. */
export function periodAt(kind: PeriodKind, assessment: SiteConfig['assessment'], moment: string): Period {
  const [year, month, day] = [Number(moment.slice(0, 4)), Number(moment.slice(5, 7)), Number(moment.slice(8, 10))];
  switch (kind) {
    case 'day': {
      const start = date(year, month, day);
      return {
        id: `day:${start}`,
        kind,
        ...span(start, date(year, month, day + 1)),
        label: `${year}年${month}月${day}日`,
      };
    }
    case 'week': {
      const monday = day - ((new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 6) % 7);
      const { isoYear, isoWeek } = isoWeekOf(year, month, monday);
      const id = `week:${isoYear}-W${String(isoWeek).padStart(2, '0')}`;
      return {
        id,
        kind,
        ...span(date(year, month, monday), date(year, month, monday + 7)),
        label: `${isoYear}年第${isoWeek}周`,
      };
    }
    case 'month':
      return {
        id: `month:${date(year, month, 1).slice(0, 7)}`,
        kind,
        ...span(date(year, month, 1), date(year, month + 1, 1)),
        label: `${year}年${month}月`,
      };
    case 'assess': {
      const { month_starts_on: startDay, day_starts_at: hour } = assessment;
      const calendarMonth = startDay === 1 && hour === 0;
      const begun = moment >= at(date(year, month, startDay), hour);
      // Named after the month it ends in: the 19th of February to the 18th of March is March's assessment.
      const endMonth = begun && !calendarMonth ? month + 1 : month;
      const [start, end] = calendarMonth
        ? [date(year, month, 1), date(year, month + 1, 1)]
        : [date(year, endMonth - 1, startDay), date(year, endMonth, startDay)];
      const name = date(year, endMonth, 1);
      return {
        id: `assess:${name.slice(0, 7)}`,
        kind,
        start: at(start, hour),
        end: at(end, hour),
        label: `${Number(name.slice(0, 4))}年${Number(name.slice(5, 7))}月考核期`,
      };
    }
    case 'assess_day': {
      const hour = assessment.day_starts_at;
      const begun = moment >= at(date(year, month, day), hour);
      // Named after the day it ends in: from noon on the 4th to noon on the 5th is the 5th's assessment day.
      const [start, name] = begun ? [day, hour === 0 ? day : day + 1] : [day - 1, day];
      const named = date(year, month, name);
      return {
        id: `assess_day:${named}`,
        kind,
        start: at(date(year, month, start), hour),
        end: at(date(year, month, start + 1), hour),
        label: `${Number(named.slice(0, 4))}年${Number(named.slice(5, 7))}月${Number(named.slice(8))}日考核日`,
      };
    }
  }
}

/** The newest period of a kind that had ended by a moment. */
export function lastEnded(kind: PeriodKind, assessment: SiteConfig['assessment'], moment: string): Period {
  const { start } = periodAt(kind, assessment, moment);
  return periodAt(kind, assessment, secondBefore(start));
}

/** The period one year before, by name: the same month, ISO week or day; where that year lacks it, the one before it. */
export function yearBefore(id: string): string {
  const [kind, name] = id.split(':') as [string, string];
  const rest = name.slice(4);
  return `${kind}:${Number(name.slice(0, 4)) - 1}${lackedTheYearBefore[rest] ?? rest}`;
}

/** No two years in a row have a leap day or a 53rd week. */
const lackedTheYearBefore: Record<string, string> = { '-02-29': '-02-28', '-W53': '-W52' };

const date = (year: number, month: number, day: number): string =>
  new Date(Date.UTC(year, month - 1, day)).toISOString().slice(0, 10);

const at = (day: string, hour: number): string => `${day} ${String(hour).padStart(2, '0')}:00:00`;

const secondBefore = (moment: string): string =>
  new Date(Date.parse(`${moment.replace(' ', 'T')}Z`) - 1000).toISOString().slice(0, 19).replace('T', ' ');

const span = (start: string, end: string) => ({ start: at(start, 0), end: at(end, 0) });

function isoWeekOf(year: number, month: number, monday: number): { isoYear: number; isoWeek: number } {
  const thursday = new Date(Date.UTC(year, month - 1, monday + 3));
  const isoYear = thursday.getUTCFullYear();
  return { isoYear, isoWeek: 1 + Math.floor((thursday.getTime() - Date.UTC(isoYear, 0, 1)) / (7 * 86_400_000)) };
}
