import { builtInYears, WorkingCalendar } from '../calendar/working-calendar.ts';
import type { Asset } from '../engine/asset.ts';
import { codeVersion } from '../engine/sql.ts';
import { insertRows } from '../warehouse/insert.ts';

const columns = 'day DATE, kind VARCHAR, number INTEGER';

/**
 * Every known day as `working` or `rest`, with public holidays and moved working days (调休) and what the site's
 * calendar.csv says; `number` counts working days up to and with it. A day that is missing has no table.
 */
export const calendar: Asset = {
  key: 'calendar',
  partitioning: 'all',
  tables: [{ name: 'calendar_days', columns }],
  reads: [],
  codeVersion: codeVersion(2),
  config: (site) => [builtInYears, site.calendar],
  checks: [],
  async materialize({ site, warehouse }) {
    const { days } = new WorkingCalendar(site.calendar);
    await insertRows(
      warehouse,
      'calendar_days',
      columns,
      days.map(({ day, working, number }) => [day, working ? 'working' : 'rest', number]),
    );
  },
};
