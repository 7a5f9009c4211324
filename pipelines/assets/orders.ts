import type { Asset } from '../engine/asset.ts';
import { codeVersion, readSql } from '../engine/sql.ts';

const sql = readSql('staging/orders');

/** The newest version of every order, with codes for places and units. One partition per month. */
export const orders: Asset = {
  key: 'orders',
  partitioning: 'month',
  tables: [
    {
      name: 'orders',
      columns: `"month" VARCHAR, order_id VARCHAR, received_at TIMESTAMP, channel VARCHAR, kind VARCHAR, category1 VARCHAR,
        category2 VARCHAR, category3 VARCHAR, title VARCHAR, body VARCHAR, reply VARCHAR, place VARCHAR, district VARCHAR,
        street VARCHAR, unit VARCHAR, resident VARCHAR, resident_type VARCHAR, dispatched_at TIMESTAMP, signed_at TIMESTAMP,
        contacted_at TIMESTAMP, due_at TIMESTAMP, closed_at TIMESTAMP, on_time BOOLEAN, returns INTEGER, hops INTEGER,
        redo INTEGER, merged_into VARCHAR, merged_at TIMESTAMP, mark VARCHAR, marked_at TIMESTAMP, callback_at TIMESTAMP,
        callback_mode VARCHAR, callback_valid BOOLEAN, solved_resident VARCHAR, solved_unit VARCHAR, satisfaction VARCHAR,
        desk BOOLEAN, likes INTEGER, dislikes INTEGER, status VARCHAR, available_at TIMESTAMP, available_from VARCHAR,
        exported_at TIMESTAMP, file VARCHAR, "row" BIGINT, versions INTEGER`,
    },
  ],
  reads: [
    { asset: 'landed', mapping: 'touching' },
    { asset: 'subjects', mapping: 'all' },
  ],
  codeVersion: codeVersion(1, sql),
  checks: [
    { name: 'order-ids-present', blocking: true, sql: readSql('checks/order-ids-present') },
    { name: 'orders-once', blocking: true, sql: readSql('checks/orders-once') },
    { name: 'order-times-sane', blocking: false, sql: readSql('checks/order-times-sane') },
    { name: 'unassigned-share', blocking: false, sql: readSql('checks/unassigned-share') },
  ],
  async materialize({ warehouse, partition }) {
    await warehouse.run(`insert into orders by name ${sql}`, { month: partition });
  },
};
