import type { CalendarSpec, CalendarSpecDescription, ScheduleDescription } from '@temporalio/client';
import { calendarOf } from './cron.ts';
import type { RunInput } from './names.ts';
import { type RunSchedule, siteAttribute } from './wanted-schedules.ts';

/** What a schedule says, field by field, in temporal.yaml's words; empty where it says nothing. */
export type ScheduleFields = Record<string, string>;

/** A field in which the server's schedule is not what temporal.yaml wants. */
export interface Change {
  field: string;
  from: string;
  to: string;
}

/** The fields in which two schedules differ. Whether one is paused is not among them: people pause, too. */
export function changes(from: ScheduleFields, to: ScheduleFields): Change[] {
  return [...new Set([...Object.keys(to), ...Object.keys(from)])]
    .map((field) => ({ field, from: from[field] ?? '', to: to[field] ?? '' }))
    .filter((change) => change.from !== change.to);
}

/** The fields of a schedule as wanted, or as the server describes it: everything that decides what runs when. */
export function fieldsOf({ spec, action, policies, ...rest }: RunSchedule | ScheduleDescription): ScheduleFields {
  const [input, ...more] = (action.args ?? []) as (Partial<RunInput> | undefined)[];
  const { protocol, site, closes, then, ...other } = input ?? {};
  const limit = rest.state && 'remainingActions' in rest.state ? rest.state.remainingActions : undefined;
  return {
    cron: (spec.calendars ?? []).map(cronText).join(' | '),
    every: (spec.intervals ?? [])
      .map(({ every, offset }) => `${durationText(Number(every))}${offset ? ` + ${durationText(Number(offset))}` : ''}`)
      .join(' | '),
    time_zone: spec.timezone ?? '',
    period: closes ?? '',
    then: (then ?? []).join(', '),
    overlap: (policies?.overlap ?? '').toLowerCase(),
    catch_up: durationText(Number(policies?.catchupWindow)),
    task_queue: action.taskQueue,
    site: site ?? '',
    protocol: String(protocol ?? ''),
    workflow: String(action.workflowType),
    workflow_id: action.workflowId ?? '',
    site_attribute: siteAttributeOf(action),
    // Nothing of what follows is ever asked for: it shows what was set by hand.
    input: JSON.stringify([other, ...more]).replace('[{}]', ''),
    jitter: spec.jitter ? durationText(Number(spec.jitter)) : '',
    skip: (spec.skip ?? []).map(cronText).join(' | '),
    start_at: spec.startAt?.toISOString() ?? '',
    end_at: spec.endAt?.toISOString() ?? '',
    pause_on_failure: policies?.pauseOnFailure ? 'true' : '',
    remaining_actions: limit === undefined ? '' : String(limit),
    run_timeout: action.workflowRunTimeout ? durationText(Number(action.workflowRunTimeout)) : '',
    execution_timeout: action.workflowExecutionTimeout ? durationText(Number(action.workflowExecutionTimeout)) : '',
    retry: action.retry ? JSON.stringify(action.retry) : '',
  };
}

function siteAttributeOf({ typedSearchAttributes }: RunSchedule['action'] | ScheduleDescription['action']): string {
  if (Array.isArray(typedSearchAttributes)) return typedSearchAttributes.map(({ value }) => String(value)).join(', ');
  return typedSearchAttributes?.get(siteAttribute) ?? '';
}

/** The cron line a calendar was made of, or one made of the calendar, when somebody has changed it by hand. */
function cronText(calendar: CalendarSpec | CalendarSpecDescription): string {
  const { comment } = calendar;
  if (comment && isThatOf(calendar, comment)) return comment;
  const { second, minute, hour, dayOfMonth, month, dayOfWeek, year } = calendar as CalendarSpecDescription;
  const text = [minute, hour, dayOfMonth, month, dayOfWeek].map(runsText).join(' ');
  const extra = [
    runsText(second) === '0' ? '' : `second ${runsText(second)}`,
    year?.length ? `year ${runsText(year)}` : '',
  ];
  return [text, ...extra.filter(Boolean)].join(', ');
}

function isThatOf(calendar: CalendarSpec | CalendarSpecDescription, comment: string): boolean {
  try {
    const { year, ...wanted } = { year: [], ...calendarOf(comment) };
    const { year: own = [], ...rest } = calendar;
    return sorted(rest) === sorted(wanted) && JSON.stringify(own) === JSON.stringify(year);
  } catch {
    return false;
  }
}

const sorted = (value: object): string => JSON.stringify(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));

const wholes = ['0-59', '0-23', '1-31', 'JANUARY-DECEMBER', 'SUNDAY-SATURDAY'];

function runsText(runs: readonly { start: unknown; end: unknown; step: number }[] = []): string {
  const text = runs
    .map(({ start, end, step }) => `${start === end ? start : `${start}-${end}`}${step > 1 ? `/${step}` : ''}`)
    .join(',');
  return wholes.includes(text) ? '*' : text;
}

/** 90000 is `90s`, 172800000 `2d`: as temporal.yaml has it. */
export function durationText(ms: number): string {
  for (const [unit, size] of [
    ['d', 86_400_000],
    ['h', 3_600_000],
    ['m', 60_000],
    ['s', 1000],
  ] as const)
    if (ms >= size && ms % size === 0) return `${ms / size}${unit}`;
  return `${ms}ms`;
}
