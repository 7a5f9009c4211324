import type { Asset } from '../engine/asset.ts';
import { codeVersion, readSql } from '../engine/sql.ts';

const counts = readSql('marts/daily_counts');
const facets = readSql('marts/daily_facets');

/** What alarms are looked for in: residents per day and week, by topic, category and district; how orders were counted. */
export const dailyCounts: Asset = {
  key: 'daily_counts',
  partitioning: 'month',
  tables: [
    {
      name: 'daily_counts',
      columns: `"month" VARCHAR, step VARCHAR, start DATE, level VARCHAR, topic VARCHAR, category VARCHAR,
        district VARCHAR,
        available_on DATE, dated BOOLEAN, people BIGINT`,
    },
    {
      name: 'daily_facets',
      columns:
        '"month" VARCHAR, day DATE, available_on DATE, dated BOOLEAN, facet VARCHAR, value VARCHAR, orders BIGINT',
    },
  ],
  reads: [
    { asset: 'orders', mapping: 'same' },
    { asset: 'order_topics', mapping: 'same' },
  ],
  codeVersion: codeVersion(1, counts, facets),
  checks: [],
  async materialize({ warehouse, partition: month }) {
    if (month === 'undated') return;
    await warehouse.run(`insert into daily_counts by name ${counts}`, { month });
    await warehouse.run(`insert into daily_facets by name ${facets}`, { month });
  },
};
