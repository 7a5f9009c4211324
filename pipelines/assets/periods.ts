import type { Asset } from '../engine/asset.ts';
import { readExtent } from '../engine/extent.ts';
import { codeVersion } from '../engine/sql.ts';
import { insertRows } from '../warehouse/insert.ts';

const columns = 'period VARCHAR, kind VARCHAR, start_at TIMESTAMP, end_at TIMESTAMP, label VARCHAR';

/** The closed reporting periods, from the first month with an order up to `as_of`. */
export const periods: Asset = {
  key: 'periods',
  partitioning: 'all',
  tables: [{ name: 'periods', columns }],
  reads: [{ asset: 'landed', mapping: 'all' }],
  codeVersion: codeVersion(1),
  config: (site) => [site.config.periods, site.config.assessment],
  asOf: (_site, _partition, asOf) => asOf,
  checks: [],
  async materialize({ site, warehouse, asOf }) {
    const extent = await readExtent(warehouse, site, asOf);
    const rows = extent.periods.map(({ id, kind, start, end, label }) => [id, kind, start, end, label]);
    await insertRows(warehouse, 'periods', columns, rows);
  },
};
