import type { CalendarSpec, DayOfWeek, Month } from '@temporalio/client';

type Runs<Unit> = { start: Unit; end: Unit; step: 1 }[];

/**
 * A cron line of five fields (minute, hour, day of month, month, day of week) as the calendar Temporal keeps of it:
 * each field as runs of consecutive values. Temporal would take the line itself, but tells back only calendars, so
 * nobody could see whether a schedule on the server still is what was asked for. The line stands in `comment`.
 * @throws RangeError saying which field is wrong and how.
 */
export function calendarOf(cron: string): CalendarSpec & { comment: string } {
  const fields = cron.trim().split(/\s+/);
  if (fields.length !== 5)
    throw new RangeError(
      `“${cron}” has ${fields.length} fields; write five: minute hour day-of-month month day-of-week`,
    );
  const [minute, hour, dayOfMonth, month, weekday] = fields.map((text, i) => valuesOf(text, kinds[i]!)) as [
    number[],
    number[],
    number[],
    number[],
    number[],
  ];
  if (dayOfMonth.length < 31 && weekday.length < 7)
    throw new RangeError(
      `“${cron}” names both a day of the month and a day of the week: give a list of two cron lines, one for each`,
    );
  if (!month.some((each) => dayOfMonth[0]! <= longestMonth[each - 1]!))
    throw new RangeError(`“${cron}” is never due: no such month has a ${dayOfMonth[0]}th day`);
  return {
    second: [{ start: 0, end: 0, step: 1 }],
    minute: runs(minute, Number),
    hour: runs(hour, Number),
    dayOfMonth: runs(dayOfMonth, Number),
    month: runs(month, (each) => monthNames[each - 1]!),
    dayOfWeek: runs(weekday, (each) => dayNames[each]!),
    comment: fields.join(' '),
  };
}

interface Field {
  name: string;
  from: number;
  to: number;
  /** Short names, in the order of their numbers from `from` on. */
  words?: string[];
}

const kinds: Field[] = [
  { name: 'minute', from: 0, to: 59 },
  { name: 'hour', from: 0, to: 23 },
  { name: 'day of month', from: 1, to: 31 },
  {
    name: 'month',
    from: 1,
    to: 12,
    words: ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'],
  },
  // 7 is Sunday too, as in every cron.
  { name: 'day of week', from: 0, to: 7, words: ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] },
];

const longestMonth = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

const monthNames: Month[] = [
  'JANUARY',
  'FEBRUARY',
  'MARCH',
  'APRIL',
  'MAY',
  'JUNE',
  'JULY',
  'AUGUST',
  'SEPTEMBER',
  'OCTOBER',
  'NOVEMBER',
  'DECEMBER',
];
const dayNames: DayOfWeek[] = ['SUNDAY', 'MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY'];

// The values a field stands for, ascending: `*`, `5`, `1-5`, `*/15`, `8-18/2`, `mon-fri`, and lists of these.
function valuesOf(text: string, field: Field): number[] {
  const values = new Set<number>();
  for (const part of text.split(',')) {
    const [, range, step] = /^([^/]+)(?:\/(\d+))?$/.exec(part) ?? [];
    const [, first, last] = /^(\w+)(?:-(\w+))?$/.exec(range ?? '') ?? [];
    const every = step === undefined ? 1 : Number(step);
    const start = range === '*' ? field.from : numberOf(first, field);
    const end =
      range === '*' ? field.to : last !== undefined ? numberOf(last, field) : step === undefined ? start : field.to;
    if (start === undefined || end === undefined || end < start || every < 1)
      throw new RangeError(
        `“${part}” is no ${field.name}: write *, a number from ${field.from} to ${field.to}, a range such as ${field.from}-${field.to} or a step such as */2`,
      );
    for (let value = start; value <= end; value += every) values.add(field.to === 7 ? value % 7 : value);
  }
  return [...values].sort((a, b) => a - b);
}

function numberOf(text: string | undefined, { from, to, words }: Field): number | undefined {
  if (text === undefined) return undefined;
  const word = words?.indexOf(text.toLowerCase()) ?? -1;
  if (word >= 0) return from + word;
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  return value >= from && value <= to ? value : undefined;
}

function runs<Unit>(values: number[], unit: (value: number) => Unit): Runs<Unit> {
  const found: [number, number][] = [];
  for (const value of values) {
    const run = found.at(-1);
    if (run && run[1] === value - 1) run[1] = value;
    else found.push([value, value]);
  }
  return found.map(([start, end]) => ({ start: unit(start), end: unit(end), step: 1 }));
}
