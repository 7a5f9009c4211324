import chineseDays from 'chinese-days';
import type { Asset } from '../engine/asset.ts';
import { codeVersion } from '../engine/sql.ts';
import { insertRows } from '../warehouse/insert.ts';

const columns = 'day DATE, kind VARCHAR';

/** chinese-days treats years it has no table for as plain weeks, so only the years it knows are written. */
export const knownYears = { first: 2004, last: 2026 };

/** Every day as `working` or `rest`, with public holidays and moved working days (调休). */
export const calendar: Asset = {
  key: 'calendar',
  partitioning: 'all',
  tables: [{ name: 'calendar_days', columns }],
  reads: [],
  codeVersion: codeVersion(1),
  checks: [],
  async materialize({ warehouse }) {
    const rows: string[][] = [];
    const end = Date.UTC(knownYears.last + 1, 0, 1);
    for (let time = Date.UTC(knownYears.first, 0, 1); time < end; time += 86_400_000) {
      const day = new Date(time).toISOString().slice(0, 10);
      rows.push([day, chineseDays.isWorkday(day) ? 'working' : 'rest']);
    }
    await insertRows(warehouse, 'calendar_days', columns, rows);
  },
};
