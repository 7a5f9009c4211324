import type { Asset } from '../engine/asset.ts';
import { codeVersion, readSql } from '../engine/sql.ts';

const sql = readSql('staging/supply');

/** Which columns the data of a month supplies, and how far they are filled. */
export const supply: Asset = {
  key: 'supply',
  partitioning: 'month',
  tables: [
    { name: 'supply', columns: '"month" VARCHAR, kind VARCHAR, column_name VARCHAR, "rows" BIGINT, filled BIGINT' },
  ],
  reads: [
    { asset: 'landed', mapping: 'touching' },
    { asset: 'orders', mapping: 'same' },
    { asset: 'calls', mapping: 'same' },
  ],
  codeVersion: codeVersion(1, sql),
  checks: [],
  async materialize({ warehouse, partition }) {
    await warehouse.run(`insert into supply by name ${sql}`, { month: partition });
  },
};
