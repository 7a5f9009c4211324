import type { Asset } from '../engine/asset.ts';
import { codeVersion, readSql } from '../engine/sql.ts';
import { materializeEvents } from '../events/month.ts';

const queries = ['event_window', 'event_births', 'event_known_members', 'events', 'event_course'].map((name) =>
  readSql(`marts/${name}`),
);

/**
 * What several orders tell of one matter: `event_members` holds the orders that a month put into events, `events` the
 * state of each at the end of the month, `event_course` how it runs (what is new, units, hot spots), `event_ids`
 * (durable) the births and merges of ids.
 */
export const events: Asset = {
  key: 'events',
  partitioning: 'month',
  tables: [
    {
      name: 'events',
      columns: `"month" VARCHAR, event VARCHAR, alias_of VARCHAR, type VARCHAR, label VARCHAR, place VARCHAR,
        district VARCHAR, street VARCHAR, topic VARCHAR, first_at TIMESTAMP, last_at TIMESTAMP, orders BIGINT,
        residents BIGINT, open_orders BIGINT`,
    },
    {
      name: 'event_course',
      columns: `"month" VARCHAR, event VARCHAR, "until" TIMESTAMP, orders_7 BIGINT, orders_7_before BIGINT,
        residents_7 BIGINT, residents_7_before BIGINT, orders_30 BIGINT, orders_30_before BIGINT, residents_30 BIGINT,
        residents_30_before BIGINT, units VARCHAR[], state VARCHAR, hot_spots VARCHAR[], evidence VARCHAR[],
        season VARCHAR`,
    },
    { name: 'event_members', columns: '"month" VARCHAR, order_id VARCHAR, event VARCHAR' },
    { name: 'event_ids', columns: '"month" VARCHAR, event VARCHAR, order_id VARCHAR, alias_of VARCHAR', durable: true },
  ],
  // The window reaches into the two months before, and the state of an event over all its orders.
  reads: [
    { asset: 'subjects', mapping: 'all' },
    { asset: 'orders', mapping: 'until' },
    { asset: 'supply', mapping: 'until' },
    { asset: 'tokens', mapping: 'until' },
    { asset: 'order_topics', mapping: 'until' },
    { asset: 'signals', mapping: 'until' },
    { asset: 'events', mapping: 'until' },
  ],
  codeVersion: codeVersion(6, ...queries),
  config: (site) => [site.config.events, site.places, site.regions],
  checks: [],
  materialize: materializeEvents,
};
