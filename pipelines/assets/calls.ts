import type { Asset } from '../engine/asset.ts';
import { codeVersion, readSql } from '../engine/sql.ts';
import { quietDays, refusedShare } from '../ingest/guards.ts';

const sql = readSql('staging/calls');

/** The newest version of every call. One partition per month. */
export const calls: Asset = {
  key: 'calls',
  partitioning: 'month',
  tables: [
    {
      name: 'calls',
      columns: `"month" VARCHAR, call_id VARCHAR, in_at TIMESTAMP, requested BOOLEAN, answered BOOLEAN, wait_seconds INTEGER,
        caller VARCHAR, called_back_at TIMESTAMP, called_back BOOLEAN, talk_seconds INTEGER, order_id VARCHAR,
        menu_seconds INTEGER, waiting_from VARCHAR, short_hangup_seconds DOUBLE, file VARCHAR, "row" BIGINT`,
    },
  ],
  reads: [
    { asset: 'landed', mapping: 'touching' },
    { asset: 'calendar', mapping: 'all' },
  ],
  codeVersion: codeVersion(1, sql),
  checks: [
    { name: 'calls-once', blocking: true, sql: readSql('checks/calls-once') },
    refusedShare('calls'),
    quietDays('calls'),
  ],
  async materialize({ warehouse, partition }) {
    await warehouse.run(`insert into calls by name ${sql}`, { month: partition });
  },
};
