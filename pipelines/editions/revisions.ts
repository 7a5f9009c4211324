import { frameworkOf } from '../scorecard/framework-of.ts';
import { asTimestamp, lastMonthBefore } from '../scorecard/moment.ts';
import type { Site } from '../site/site.ts';
import { columnsOf } from '../warehouse/digest.ts';
import type { Parameters, Warehouse } from '../warehouse/warehouse.ts';
import { type FrozenTable, tablesHeld } from './tables.ts';

/** How many rows of each table that the edition holds are not as they were frozen: other, new, or gone. */
export type Revised = Record<string, number>;

interface Frozen {
  period: string;
  edition: number;
  start_at: string;
  end_at: string;
}

/** The newest figures (最新值) against those of an edition; undefined when the period has no figures any more. */
export async function revisedRows(warehouse: Warehouse, site: Site, frozen: Frozen): Promise<Revised | undefined> {
  const here = await warehouse.row('select 1 from values where period = $period limit 1', { period: frozen.period });
  if (!here) return undefined;
  const revised: Revised = {};
  for (const table of await tablesHeld(warehouse, frozen))
    revised[table.name] = await revisedIn(warehouse, site, table, frozen);
  return revised;
}

/** True when the newest figures are those of the edition. */
export const unchanged = (revised: Revised | undefined): boolean =>
  revised !== undefined && Object.values(revised).every((rows) => rows === 0);

/** Parameters of `sql/editions`. */
export const frozenParameters = (
  site: Site,
  { period, start_at, end_at }: Pick<Frozen, 'period' | 'start_at' | 'end_at'>,
): Parameters => ({
  period,
  start: asTimestamp(start_at),
  month: lastMonthBefore(end_at),
  framework: frameworkOf(site, period).key,
});

async function revisedIn(
  warehouse: Warehouse,
  site: Site,
  { name, key, sql }: FrozenTable,
  frozen: Frozen,
): Promise<number> {
  const columns = (await columnsOf(warehouse, `edition_${name}`)).filter((column) => column !== 'edition');
  const list = columns.map((column) => `"${column}"`).join(', ');
  const found = await warehouse.row<{ rows: number }>(
    `with newest as (select ${list} from (${sql})),
     frozen as (select ${list} from edition_${name} where period = $period and edition = $edition)
     select count(*) as rows from frozen full join newest on ${key.map((column) => `frozen.${column} is not distinct from newest.${column}`).join(' and ')}
     where frozen is distinct from newest`,
    { ...frozenParameters(site, frozen), edition: frozen.edition },
  );
  return found!.rows;
}
