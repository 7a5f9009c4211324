import { UserError } from '../../pipelines/user-error.ts';
import { checkSkewKurt, type SkewKurtThresholds } from '../multivariate/moments.ts';
import { type Column, present } from './table.ts';

export interface WinsoriseOptions extends SkewKurtThresholds {
  /** Most points that are moved; null: any number. 5 */
  readonly winmax?: number | null;
  /** Go on to `winmax` even where skewness and kurtosis are within their thresholds. */
  readonly force_win?: boolean;
}

/** What happened to a cell: '' nothing, `winhi` brought down, `winlo` brought up, or the name of a transformation. */
export type Treatment = string;

export interface Winsorised {
  readonly x: Column;
  /** Points moved in the end: the latest highest and lowest together. */
  readonly nwin: number;
  readonly treated: readonly Treatment[];
}

/**
 * COINr's winsorise: while skewness and kurtosis are beyond their thresholds, all points at the extreme end become the
 * next one: the highest when skewness is 0 or more, else the lowest. Points moved before move along.
 * @throws UserError when the figures are too few or too alike for skewness and kurtosis.
 */
export function winsorise(
  column: Column,
  { winmax = 5, force_win = false, ...thresholds }: WinsoriseOptions = {},
): Winsorised {
  const limit = winmax ?? column.length;
  const x = [...column];
  const treated: Treatment[] = column.map(() => '');
  let moved = { high: 0, low: 0 };
  for (;;) {
    const { Pass, Skew } = checkSkewKurt(x, thresholds);
    if (Pass === null || Skew === null)
      throw new UserError('winsorising needs skewness and kurtosis, and these figures are too few or too alike', {
        where: 'winsorise',
        fix: 'leave this indicator untreated',
      });
    if ((Pass && !force_win) || moved.high + moved.low >= limit) break;
    moved = moveExtreme(x, treated, Skew >= 0, moved);
  }
  return { x, nwin: moved.high + moved.low, treated };
}

function moveExtreme(
  x: (number | null)[],
  treated: Treatment[],
  high: boolean,
  moved: { high: number; low: number },
): { high: number; low: number } {
  const numbers = present(x);
  const extreme = high ? Math.max(...numbers) : Math.min(...numbers);
  const others = numbers.filter((number) => number !== extreme);
  const next = high ? Math.max(...others) : Math.min(...others);
  let count = 0;
  for (const [row, cell] of x.entries()) {
    if (cell !== extreme) continue;
    x[row] = next;
    treated[row] = high ? 'winhi' : 'winlo';
    count++;
  }
  return high ? { ...moved, high: count } : { ...moved, low: count };
}
