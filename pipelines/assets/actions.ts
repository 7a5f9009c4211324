import type { Asset } from '../engine/asset.ts';
import { codeVersion } from '../engine/sql.ts';
import { insertRows } from '../warehouse/insert.ts';

const columns = 'line INTEGER, day DATE, kind VARCHAR, target VARCHAR, outcome VARCHAR';

/** What the city did about alarms, events and orders, and what came of it: actions.csv of the site folder. */
export const actions: Asset = {
  key: 'actions',
  partitioning: 'all',
  tables: [{ name: 'actions', columns }],
  reads: [],
  codeVersion: codeVersion(1),
  config: (site) => site.actions,
  checks: [],
  async materialize({ site, warehouse }) {
    await insertRows(
      warehouse,
      'actions',
      columns,
      site.actions.map(({ line, date, kind, target, outcome }) => [line, date, kind, target, outcome]),
    );
  },
};
