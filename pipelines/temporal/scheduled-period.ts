import type { SiteConfig } from '../site/config.ts';
import { lastEnded, type PeriodKind } from '../site/periods.ts';

/**
 * What a schedule's run closes: the newest period of a kind that had ended when the run was due. It depends on the
 * time the schedule names, never on the clock, so a run that starts late, or is backfilled years later, closes the same.
 *
 * Time passes by the clock on the site's wall, as in the exports: where the clocks change, a period ends when the
 * wall first shows its end.
 * @returns `asOf`, the period's end, as `YYYY-MM-DD HH:MM:SS`, site-local, and the period's id
 */
export function closedAt(
  site: { config: Pick<SiteConfig, 'time_zone' | 'assessment'> },
  kind: PeriodKind,
  scheduled: Date,
): { asOf: string; period: string } {
  const { time_zone, assessment } = site.config;
  const { id, end } = lastEnded(kind, assessment, wallTime(time_zone, scheduled));
  return { asOf: end, period: id };
}

/** What the clock on a wall in this time zone shows: `YYYY-MM-DD HH:MM:SS`. */
export function wallTime(timeZone: string, instant: Date): string {
  const shown = Object.fromEntries(
    new Intl.DateTimeFormat('en-US', {
      timeZone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    })
      .formatToParts(instant)
      .map(({ type, value }) => [type, value]),
  );
  return `${shown.year}-${shown.month}-${shown.day} ${shown.hour}:${shown.minute}:${shown.second}`;
}
