import type { SiteConfig } from '../site/config.ts';
import { lastEnded, type PeriodKind } from '../site/periods.ts';
import { wallTime } from '../site/wall-time.ts';

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
