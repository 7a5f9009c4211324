import type { People } from '../../indicators/statistics/statistic.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';

/** Which columns there is data for: in the months of a window, and file by file. */
export interface Supply {
  /** True when every required column (`a|b`: one of them) is supplied by some row of the months. */
  supports(columns: readonly string[], months: { first: string; last: string }): boolean;
  /** By number of the file: whether it maps every required column of its kind, or exports joined to its orders do. */
  filesSupporting(kind: 'orders' | 'calls', columns: readonly string[]): boolean[];
}

/** Reads what the exports supply (needs `file_numbers`); `people` stands for the columns `population` and `population.groups`,
 * actions.csv for `actions`. */
export async function readSupply(warehouse: Warehouse, people: People): Promise<Supply> {
  const rows = await warehouse.rows<{ month: string; name: string; rows: number }>(
    `select month, case kind when 'calls' then 'calls.' || column_name else column_name end as name, sum(rows)::bigint as rows
     from supply where rows > 0 group by all`,
  );
  const months = new Map<string, string[]>();
  for (const { name, month } of rows) months.set(name, [...(months.get(name) ?? []), month]);
  const done = await warehouse.row<{ actions: number }>('select count(*) as actions from actions');
  const files = await warehouse.rows<{ kind: string | null; supplied: string[] | null; joined: string }>(
    'select kind, supplied, joined from file_numbers left join files using (file) order by number',
  );
  const hasColumn = (name: string, first: string, last: string): boolean => {
    if (name === 'actions') return done!.actions > 0;
    if (name === 'population') return people.streets.length > 0;
    if (name === 'population.groups') return people.groupShares.size > 0;
    return (months.get(name) ?? []).some((month) => month >= first && month <= last);
  };
  return {
    supports: (columns, { first, last }) =>
      columns.every((alternatives) => alternatives.split('|').some((name) => hasColumn(name, first, last))),
    filesSupporting: (kind, columns) =>
      files.map((file) => {
        if (file.kind !== kind) return true;
        const supplied = new Set([...(file.supplied ?? []), ...file.joined.split(',')]);
        const inFile = (name: string) =>
          name.startsWith('population') ||
          name.startsWith('calls.') !== (kind === 'calls') ||
          supplied.has(name.replace('calls.', ''));
        return columns.every((alternatives) => alternatives.split('|').some(inFile));
      }),
  };
}
