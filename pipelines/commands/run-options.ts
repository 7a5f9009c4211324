import { UserError } from '../user-error.ts';
import { periodId } from './session.ts';

/** `--period P`, or `--from P --to P`; both ends are needed, so that a range is never open by accident. */
export function periodRange(options: {
  period?: string;
  from?: string;
  to?: string;
}): { from: string; to: string } | undefined {
  const { period, from, to } = options;
  if (period && (from || to))
    throw new UserError('--period stands alone', { where: '--period', fix: 'use either --period, or --from and --to' });
  if (period) return { from: periodId(period), to: periodId(period) };
  if (!from && !to) return undefined;
  if (!from || !to)
    throw new UserError('a range needs both ends', { where: '--from/--to', fix: 'give --from and --to' });
  const range = { from: periodId(from), to: periodId(to) };
  if (range.from.split(':')[0] !== range.to.split(':')[0] || range.from > range.to)
    throw new UserError('the range runs backwards or mixes kinds of period', {
      where: '--from/--to',
      fix: 'give two periods of one kind, the earlier first',
    });
  return range;
}

/**
 * The month from which `--refit topics` makes models anew: `--from`, a month.
 * @throws UserError for any other period, and beside options it does not go with
 */
export function refitFrom(options: {
  period?: string;
  from?: string;
  to?: string;
  engine: string;
  dryRun?: boolean;
}): string {
  const month = options.from && /^(?:month:)?(\d{4}-\d{2})$/.exec(options.from)?.[1];
  if (!month)
    throw new UserError('--refit topics needs the month to begin with', {
      where: '--from',
      fix: 'write e.g. --refit topics --from 2024-03',
    });
  if (options.period || options.to || options.dryRun || options.engine !== 'embedded')
    throw new UserError('--refit goes with --from alone: all later months follow, at once and here', {
      where: '--refit',
      fix: 'leave out --period, --to, --dry-run and --engine',
    });
  return month;
}

/** A moment as `YYYY-MM-DD HH:MM:SS`, site-local. A day alone means its beginning. */
export function asOfTime(given: string): string {
  const match = /^(\d{4}-\d{2}-\d{2})(?:[ T](\d{2}:\d{2})(:\d{2})?)?$/.exec(given);
  const time = match && `${match[1]} ${match[2] ?? '00:00'}${match[3] ?? ':00'}`;
  const parsed = time ? new Date(`${time.replace(' ', 'T')}Z`) : undefined;
  if (
    !time ||
    !parsed ||
    Number.isNaN(parsed.getTime()) ||
    parsed.toISOString().slice(0, 19).replace('T', ' ') !== time
  )
    throw new UserError(`“${given}” is no moment`, {
      where: '--as-of',
      fix: 'write e.g. 2024-03-01 or "2024-03-01 12:00:00"',
    });
  return time;
}
