import { deadlineParameters } from '../calendar/deadline-parameters.ts';
import type { Asset } from '../engine/asset.ts';
import { codeVersion, readSql } from '../engine/sql.ts';
import { quietDays, refusedShare } from '../ingest/guards.ts';

/** Temporary tables the others are made from, in this order. */
const preparations = ['order_landings', 'newest_orders', 'deadline_macros', 'order_deadlines'].map((name) =>
  readSql(`staging/${name}`),
);
/** In the order in which they are made: orders read call-backs and units. */
const tables = ['callbacks', 'order_units', 'order_versions', 'orders'].map((name) => ({
  name,
  sql: readSql(`staging/${name}`),
}));

/**
 * The newest version of every order, with codes for places and units, joined from every export that says something of
 * it; its call-backs, its units, its history. One partition per month.
 */
export const orders: Asset = {
  key: 'orders',
  partitioning: 'month',
  tables: [
    {
      name: 'orders',
      columns: `"month" VARCHAR, order_id VARCHAR, received_at TIMESTAMP, channel VARCHAR, kind VARCHAR, category1 VARCHAR,
        category2 VARCHAR, category3 VARCHAR, title VARCHAR, body VARCHAR, reply VARCHAR, place VARCHAR, district VARCHAR,
        street VARCHAR, unit VARCHAR, resident VARCHAR, resident_type VARCHAR, dispatched_at TIMESTAMP, signed_at TIMESTAMP,
        contacted_at TIMESTAMP, due_at TIMESTAMP, due_from VARCHAR, due_rule TIMESTAMP, closed_at TIMESTAMP, on_time BOOLEAN, returns INTEGER, hops INTEGER,
        redo INTEGER, merged_into VARCHAR, merged_at TIMESTAMP, mark VARCHAR, marked_at TIMESTAMP, callback_at TIMESTAMP,
        callback_mode VARCHAR, callback_by VARCHAR, callback_valid BOOLEAN, solved_resident VARCHAR, solved_unit VARCHAR, satisfaction VARCHAR,
        desk BOOLEAN, likes INTEGER, dislikes INTEGER, status VARCHAR, available_at TIMESTAMP, available_from VARCHAR,
        callback_final_at TIMESTAMP, solved_resident_final VARCHAR, satisfaction_final VARCHAR, dissatisfaction VARCHAR,
        callback_count INTEGER, appeals INTEGER, exported_at TIMESTAMP, file VARCHAR, "row" BIGINT, versions INTEGER,
        joined VARCHAR[]`,
    },
    {
      name: 'callbacks',
      columns: `"month" VARCHAR, order_id VARCHAR, round INTEGER, callback_at TIMESTAMP, callback_mode VARCHAR,
        callback_by VARCHAR, callback_valid BOOLEAN, solved_resident VARCHAR, satisfaction VARCHAR, dissatisfaction VARCHAR, source VARCHAR,
        file VARCHAR, "row" BIGINT`,
    },
    {
      name: 'order_units',
      columns: `"month" VARCHAR, order_id VARCHAR, unit VARCHAR, unit_name VARCHAR, role VARCHAR, dispatched_at TIMESTAMP,
        signed_at TIMESTAMP, closed_at TIMESTAMP, file VARCHAR, "row" BIGINT`,
    },
    {
      name: 'order_versions',
      columns: `"month" VARCHAR, order_id VARCHAR, version INTEGER, exported_at TIMESTAMP, changed VARCHAR[],
        contradicts BOOLEAN, file VARCHAR, "row" BIGINT`,
    },
  ],
  reads: [
    { asset: 'landed', mapping: 'touching' },
    { asset: 'subjects', mapping: 'all' },
    { asset: 'calendar', mapping: 'all' },
  ],
  config: (site) => site.config.deadlines ?? null,
  codeVersion: codeVersion(2, ...preparations, ...tables.map(({ sql }) => sql)),
  checks: [
    { name: 'order-ids-present', blocking: true, sql: readSql('checks/order-ids-present') },
    { name: 'orders-once', blocking: true, sql: readSql('checks/orders-once') },
    { name: 'order-times-sane', blocking: false, sql: readSql('checks/order-times-sane') },
    { name: 'unassigned-share', blocking: false, sql: readSql('checks/unassigned-share') },
    { name: 'contradicting-versions', blocking: false, sql: readSql('checks/contradicting-versions') },
    { name: 'deadlines-differ', blocking: false, sql: readSql('checks/deadlines-differ') },
    refusedShare('orders', 'callbacks', 'assists'),
    quietDays('orders'),
  ],
  async materialize({ site, warehouse, partition }) {
    const deadlines = deadlineParameters(site.config.deadlines);
    for (const sql of preparations) await warehouse.run(sql, { month: partition, ...deadlines });
    for (const { name, sql } of tables) await warehouse.run(`insert into ${name} by name ${sql}`, { month: partition });
  },
};
