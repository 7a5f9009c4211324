import { type Period, type PeriodKind, periodAt } from '../site/periods.ts';
import type { Site } from '../site/site.ts';
import { earlier, plusDays } from './moment.ts';

/** The period of an id such as `month:2024-03`, from its name alone. */
export function periodOf(site: Site, id: string): Period {
  const [kind, name] = id.split(':') as [PeriodKind, string];
  return periodAt(kind, site.config.assessment, dayWithin(kind, name));
}

/** What a period's figures can know of a run's `as_of`: nothing later than when all of them are complete. */
export const asOfThatMatters = (site: Site, id: string, asOf: string, maturity: number): string =>
  earlier(asOf, plusDays(periodOf(site, id).end, maturity));

function dayWithin(kind: PeriodKind, name: string): string {
  if (kind === 'day' || kind === 'assess_day') return `${name} 00:00:00`;
  if (kind !== 'week') return `${name}-01 00:00:00`;
  // The 4th of January lies in the first ISO week.
  const [year, week] = name.split('-W').map(Number) as [number, number];
  return plusDays(`${year}-01-04 00:00:00`, 7 * (week - 1));
}
