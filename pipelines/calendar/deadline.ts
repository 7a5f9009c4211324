import type { DeadlineRule, DeadlinesConfig } from '../site/deadlines-config.ts';
import { momentOn, secondsOfDay, type WorkingCalendar } from './working-calendar.ts';

/** What moves an order's deadline; moments are `YYYY-MM-DD HH:MM:SS`. */
export interface DeadlineFacts {
  /** When the clock starts. */
  start: string;
  /** 挂起: the clock stands still from here … */
  suspendedFrom?: string;
  /** … to here; while it is missing the order stays suspended. */
  suspendedTo?: string;
  /** 延期: granted until then; at midnight: until the end of that day. */
  extendedTo?: string;
}

type Terms = Pick<DeadlinesConfig, 'day_ends_at' | 'work'>;

/**
 * When an order is due by a rule. Days and working days are counted from the next one on and end at `day_ends_at`.
 * A suspension that begins before the deadline moves it by the time, days or working days it takes; an extension only
 * ever moves it later. `undefined` while the order is suspended. `sql/staging/deadlines.sql` says the same of whole
 * months of orders.
 * @throws UserError when the working calendar has no table for a year that is needed
 */
export function deadlineOf(
  { unit, amount }: Pick<DeadlineRule, 'unit' | 'amount'>,
  { start, suspendedFrom, suspendedTo, extendedTo }: DeadlineFacts,
  terms: Terms,
  calendar: WorkingCalendar,
): string | undefined {
  const after = counters(terms, calendar)[unit];
  const extended =
    extendedTo && (secondsOfDay(extendedTo) === 0 ? endOfDay(extendedTo.slice(0, 10), terms) : extendedTo);
  const base = after(start, amount);
  const paused = suspendedFrom !== undefined && suspendedFrom < start ? start : suspendedFrom;
  if (paused === undefined || paused > base || (suspendedTo !== undefined && suspendedTo <= paused))
    return latest(base, extended);
  if (suspendedTo === undefined) return extended;
  return latest(after(start, amount, { from: paused, to: suspendedTo }), extended);
}

type Counter = (start: string, amount: number, pause?: { from: string; to: string }) => string;

function counters(terms: Terms, calendar: WorkingCalendar): Record<DeadlineRule['unit'], Counter> {
  return {
    hours: (start, amount, pause) =>
      plusSeconds(start, Math.round(amount * 3600) + (pause ? secondsBetween(pause.from, pause.to) : 0)),
    working_hours: (start, amount, pause) =>
      calendar.plusWorkingSeconds(
        start,
        Math.round(amount * 3600) + (pause ? calendar.workingSecondsBetween(pause.from, pause.to, terms.work) : 0),
        terms.work,
      ),
    days: (start, amount, pause) => {
      const days = amount + (pause ? daysBetween(pause.from, pause.to) : 0);
      return endOfDay(plusSeconds(`${start.slice(0, 10)} 00:00:00`, days * 86_400).slice(0, 10), terms);
    },
    working_days: (start, amount, pause) => {
      const paused = pause ? calendar.workingDaysBetween(pause.from.slice(0, 10), pause.to.slice(0, 10)) : 0;
      return endOfDay(calendar.plusWorkingDays(start.slice(0, 10), amount + paused), terms);
    },
  };
}

/** A day that ends at midnight ends within itself: its deadline belongs to its own month. */
const endOfDay = (day: string, { day_ends_at: at }: Terms): string => momentOn(day, Math.min(at, 86_399));

const latest = (a: string, b: string | undefined): string => (b !== undefined && b > a ? b : a);

const plusSeconds = (moment: string, seconds: number): string =>
  momentOn(moment.slice(0, 10), secondsOfDay(moment) + seconds);

const secondsBetween = (from: string, to: string): number => (at(to) - at(from)) / 1000;

const daysBetween = (from: string, to: string): number =>
  (at(`${to.slice(0, 10)} `) - at(`${from.slice(0, 10)} `)) / 86_400_000;

const at = (moment: string): number => Date.parse(`${moment.slice(0, 10)}T${moment.slice(11) || '00:00:00'}Z`);
