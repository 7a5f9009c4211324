import type { Asset } from '../engine/asset.ts';
import { codeVersion, readSql } from '../engine/sql.ts';
import { refusedShare } from '../ingest/guards.ts';

const sql = readSql('staging/exclusions');

/** The ledger of exclusions, entry by entry. One partition per month of the orders. */
export const exclusions: Asset = {
  key: 'exclusions',
  partitioning: 'month',
  tables: [
    {
      name: 'exclusions',
      columns: `"month" VARCHAR, order_id VARCHAR, matter VARCHAR, reason VARCHAR, proposer VARCHAR, proposed_at TIMESTAMP,
        approver VARCHAR, approved_at TIMESTAMP, decision VARCHAR, source VARCHAR, exported_at TIMESTAMP, file VARCHAR,
        "row" BIGINT`,
    },
  ],
  reads: [
    { asset: 'landed', mapping: 'touching' },
    { asset: 'orders', mapping: 'same' },
  ],
  codeVersion: codeVersion(1, sql),
  checks: [refusedShare('exclusions')],
  async materialize({ warehouse, partition }) {
    await warehouse.run(`insert into exclusions by name ${sql}`, { month: partition });
  },
};
