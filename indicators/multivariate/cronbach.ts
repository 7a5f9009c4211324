import { sampleCovariance, sampleVariance } from 'simple-statistics';
import { UserError } from '../../pipelines/user-error.ts';
import { type Cell, columnNamed, finite, present, type Table } from '../composite/table.ts';
import { commonRows } from './correlation.ts';

/**
 * Cronbach's alpha of columns, from pairwise complete covariances (COINr's get_cronbach): k² × mean covariance of
 * different columns / sum of all covariances. It can be negative. Null where a covariance is undefined.
 */
export function cronbachAlpha(table: Table, iCodes: readonly string[]): Cell {
  const k = iCodes.length;
  if (k < 2)
    throw new UserError('alpha needs at least two columns', { where: iCodes.join(', '), fix: 'name two or more' });
  const columns = iCodes.map((iCode) => columnNamed(table, iCode));
  let [diagonal, others] = [0, 0];
  for (let i = 0; i < k; i++) {
    const own = present(columns[i]!);
    if (own.length < 2) return null;
    diagonal += sampleVariance(own);
    for (let j = i + 1; j < k; j++) {
      const rows = commonRows(columns[i]!, columns[j]!);
      if (rows.length < 2) return null;
      const [a, b] = [columns[i]!, columns[j]!].map((column) => rows.map((row) => column[row]!));
      others += 2 * sampleCovariance(a!, b!);
    }
  }
  return finite((k * k * (others / (k * (k - 1)))) / (diagonal + others));
}
