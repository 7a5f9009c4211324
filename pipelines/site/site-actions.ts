import { UserError } from '../user-error.ts';
import { readTable } from './table.ts';

/** What the city did about something, as the site writes it down: a supervision, a transfer, a report, a check of an alarm. */
export interface SiteAction {
  /** Line of the file. */
  line: number;
  /** `YYYY-MM-DD` */
  date: string;
  kind: string;
  /** An alarm, an event, an order number, or a code of regions.csv or units.csv. */
  target: string;
  /** 属实, 误报 or 未核 of an alarm; else any words. */
  outcome: string;
}

/**
 * Reads `actions.csv` (date, kind, target, outcome), in the order of the file.
 * @throws UserError naming file and line for a date that is none and an empty kind or target
 */
export function readSiteActions(file: string): SiteAction[] {
  return readTable(file, ['date', 'kind', 'target', 'outcome'], { optional: true }).map((row, i) => {
    const { date, kind, target, outcome } = row;
    const where = `${file}:${i + 2}`;
    if (!isDate(date)) throw new UserError(`“${date}” is no date`, { where, fix: 'write it as 2026-01-31' });
    if (!kind || !target)
      throw new UserError('kind and target must not be empty', {
        where,
        fix: 'write what was done (such as 督办, 转办, 上报, 核实) and about what: an alarm, event or order number, or a code',
      });
    return { line: i + 2, date, kind, target, outcome };
  });
}

const isDate = (text: string): boolean =>
  /^\d{4}-\d\d-\d\d$/.test(text) &&
  !Number.isNaN(Date.parse(text)) &&
  new Date(`${text}T00:00:00Z`).toISOString().startsWith(text);
