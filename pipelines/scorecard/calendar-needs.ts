import type { Indicator } from '../../indicators/framework.ts';
import { noTable } from '../calendar/working-calendar.ts';
import { readSql } from '../engine/sql.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';

/** What is asked before a period's figures are made: part of the code version. */
export const missingYears = readSql('marts/values_missing_years');

/**
 * Looks whether the working calendar reaches as far as the period's indicators need (after `openPeriod`).
 * @throws UserError naming the year that has no table, and the fix
 */
export async function requireCalendar(warehouse: Warehouse, indicators: readonly Indicator[]): Promise<void> {
  const missing = await warehouse.rows<{ needed_by: 'calls' | 'deadlines' | 'alarms'; year: number }>(missingYears);
  const asks = { calls: /\bcalls\b.*calendar_days/s, deadlines: /due_at/, alarms: /\balarms\b.*calendar_days/s };
  const needed = missing.find(({ needed_by }) => indicators.some(({ sql }) => asks[needed_by].test(sql)));
  if (needed) throw noTable(needed.year);
}
