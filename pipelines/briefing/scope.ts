import type { Edition } from '../editions/editions.ts';
import { lastEdition } from '../editions/editions.ts';
import { frameworkOf } from '../scorecard/framework-of.ts';
import { lastMonthBefore, plusDays } from '../scorecard/moment.ts';
import { periodOf } from '../scorecard/reporting-period.ts';
import { lastEnded, type Period, type PeriodKind, periodAt, yearBefore } from '../site/periods.ts';
import type { Site } from '../site/site.ts';
import { UserError } from '../user-error.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';
import { type About, findAbout } from './about.ts';

export const briefingKinds = ['daily', 'weekly', 'monthly', 'special'] as const;
export type BriefingKind = (typeof briefingKinds)[number];

export interface BriefingRequest {
  kind: BriefingKind;
  /** An id such as `month:2024-03`; by default the newest one closed. */
  period?: string | undefined;
  /** `topic:T012`, `event:E…`, `unit:U07`, `district:D02`; codes or names. */
  about?: string | undefined;
}

/** What a briefing is about: which period, whose figures, frozen or not, and what they are compared with. */
export interface Scope {
  kind: BriefingKind;
  period: Period;
  previous: Period;
  /** The same weekday a week before (daily), else the same period a year before. */
  likewise: Period;
  /** How readers call the two: 上月, 上年同月. */
  against: { previous: string; likewise: string };
  /** Calendar month of the period's last moment. */
  month: string;
  /** Of the edition, or of the newest run. */
  asOf: string;
  edition: Edition | undefined;
  /** `id@version`. */
  framework: string;
  previousFramework: string;
  /** Whose figures are shown: the city, or the district or unit of a special report. */
  subject: { kind: 'city' | 'district' | 'unit'; code: string; name: string };
  about: About | undefined;
}

const allowed: Record<BriefingKind, PeriodKind[]> = {
  daily: ['day', 'assess_day'],
  weekly: ['week'],
  monthly: ['month', 'assess'],
  special: ['month', 'week', 'day', 'assess', 'assess_day'],
};

/**
 * Works out period, edition and subject of a briefing.
 * @throws UserError when nothing has run, the period is none, of another kind or has not ended, or `about` names nothing.
 */
export async function findScope(warehouse: Warehouse, site: Site, request: BriefingRequest): Promise<Scope> {
  const { kind } = request;
  if (kind === 'special' && !request.about)
    throw new UserError('a special report is about something', {
      where: '--about',
      fix: 'name one topic, event, unit or district, e.g. --about topic:T012 or --about unit:U07',
    });
  if (kind !== 'special' && request.about)
    throw new UserError(`a ${kind} briefing is about the whole city`, {
      where: '--about',
      fix: 'leave it out, or write --kind special',
    });
  const asOf = await newestAsOf(warehouse, site);
  const period = choosePeriod(site, kind, request.period, asOf);
  const month = lastMonthBefore(period.end);
  const about = request.about === undefined ? undefined : await findAbout(warehouse, request.about, { period, month });
  const edition = await lastEdition(warehouse, period.id);
  const previous = periodBefore(site, period);
  const own = about?.kind === 'district' || about?.kind === 'unit' ? about : undefined;
  const before = await lastEdition(warehouse, previous.id);
  return {
    kind,
    period,
    previous,
    likewise: likewisePeriod(site, period),
    against: againstWords[period.kind],
    month,
    asOf: edition?.as_of ?? asOf,
    edition,
    framework: edition?.framework ?? frameworkOf(site, period.id).key,
    previousFramework: before?.framework ?? frameworkOf(site, previous.id).key,
    subject: own
      ? { kind: own.kind as 'district' | 'unit', code: own.code, name: own.name }
      : { kind: 'city', code: await cityCode(warehouse), name: site.config.name },
    about,
  };
}

/** The period of the same kind that ends where this one begins. */
export const periodBefore = (site: Site, { kind, start }: Period): Period =>
  lastEnded(kind, site.config.assessment, start);

/** The same weekday a week before a day; of any other period the same one a year before. */
export const likewisePeriod = (site: Site, { id, kind, start }: Period): Period =>
  kind === 'day' || kind === 'assess_day'
    ? periodAt(kind, site.config.assessment, plusDays(start, -7))
    : periodOf(site, yearBefore(id));

/** How many units a table in the text lists: a day's paper is short. */
export const unitsListed = ({ kind }: Scope): number => (kind === 'daily' ? 8 : 15);

const againstWords: Record<PeriodKind, Scope['against']> = {
  day: { previous: '前一日', likewise: '上周同日' },
  assess_day: { previous: '前一考核日', likewise: '上周同日' },
  week: { previous: '上周', likewise: '上年同周' },
  month: { previous: '上月', likewise: '上年同月' },
  assess: { previous: '上一考核期', likewise: '上年同期' },
};

async function newestAsOf(warehouse: Warehouse, site: Site): Promise<string> {
  const row = await warehouse.row<{ as_of: string | null }>('select arg_max(as_of, started_at) as as_of from runs');
  if (!row?.as_of)
    throw new UserError('there are no figures yet', {
      where: site.warehouse,
      fix: `run \`minqing run ${site.dir}\` first`,
    });
  return row.as_of;
}

async function cityCode(warehouse: Warehouse): Promise<string> {
  const row = await warehouse.row<{ code: string | null }>(
    "select min(code) as code from subjects where kind = 'city'",
  );
  return row?.code ?? 'city';
}

function choosePeriod(site: Site, kind: BriefingKind, given: string | undefined, asOf: string): Period {
  if (given === undefined) {
    const usual = allowed[kind].find((each) => site.config.periods.includes(each)) ?? allowed[kind][0]!;
    return lastEnded(usual, site.config.assessment, asOf);
  }
  const period = periodNamed(site, given);
  if (!period)
    throw new UserError(`“${given}” is no period`, {
      where: '--period',
      fix: 'write e.g. month:2024-03, week:2024-W10 or day:2024-03-05',
    });
  if (!allowed[kind].includes(period.kind))
    throw new UserError(`a ${kind} briefing covers a ${allowed[kind].join(' or ')}, not ${given}`, {
      where: '--period',
      fix: `write a ${allowed[kind][0]}, or another --kind`,
    });
  if (period.end > asOf)
    throw new UserError(`${given} has not ended: it ends ${period.end}, the figures stand as of ${asOf}`, {
      where: '--period',
      fix: 'wait until it has ended and run again',
    });
  return period;
}

function periodNamed(site: Site, id: string): Period | undefined {
  try {
    const period = periodOf(site, id);
    return period.id === id ? period : undefined;
  } catch {
    return undefined; // a month 13 or a word instead of a date
  }
}
