import type { SiteDay } from '../calendar/working-calendar.ts';
import { UserError } from '../user-error.ts';
import { readTable } from './table.ts';

/**
 * Reads `calendar.csv` (date, kind, note), by date: days that this city works or rests, and years that the built-in
 * table does not hold yet.
 * @throws UserError naming file and line for a date, kind or day that cannot be, and for a year left out in between.
 */
export function readSiteCalendar(file: string, lastBuiltIn: number): SiteDay[] {
  const lines = new Map<string, number>();
  const wrong = (line: number, what: string, fix: string): UserError =>
    new UserError(what, { where: `${file}:${line}`, fix });
  const days = readTable(file, ['date', 'kind', 'note'], { optional: true }).map((row, i): SiteDay => {
    const { date, kind, note } = row;
    if (!/^\d{4}-\d\d-\d\d$/.test(date) || Number.isNaN(Date.parse(date)) || isOther(date))
      throw wrong(i + 2, `“${date}” is no date`, 'write it as 2027-01-01');
    if (kind !== 'working' && kind !== 'holiday')
      throw wrong(i + 2, `“${kind}” is no kind of day`, 'write working (also for a moved working day) or holiday');
    const before = lines.get(date);
    if (before !== undefined) throw wrong(i + 2, `${date} stands twice (also in line ${before})`, 'keep one of them');
    lines.set(date, i + 2);
    return { date, kind, note };
  });
  const years = [...new Set(days.map(({ date }) => Number(date.slice(0, 4))))].sort((a, b) => a - b);
  for (const year of years)
    if (year > lastBuiltIn + 1 && !years.includes(year - 1))
      throw new UserError(`it has days of ${year} but none of ${year - 1}`, {
        where: file,
        fix: `list the holidays of ${year - 1}, too: working days are counted through`,
      });
  return days.sort((a, b) => (a.date < b.date ? -1 : 1));
}

/** 2027-02-30 is read as the 2nd of March by some. */
const isOther = (date: string): boolean => new Date(`${date}T00:00:00Z`).toISOString().slice(0, 10) !== date;
