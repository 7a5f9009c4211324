import type { Asset } from '../engine/asset.ts';
import { codeVersion } from '../engine/sql.ts';
import { insertRows } from '../warehouse/insert.ts';

const columns = 'region VARCHAR, year INTEGER, grp VARCHAR, people BIGINT';

/** Residents by region, year and group (全部, 老年人 …). From population.csv. */
export const population: Asset = {
  key: 'population',
  partitioning: 'all',
  tables: [{ name: 'population', columns }],
  reads: [],
  codeVersion: codeVersion(1),
  config: (site) => site.population,
  checks: [],
  async materialize({ site, warehouse }) {
    const rows = site.population.map(({ region, year, group, people }) => [region, year, group, people]);
    await insertRows(warehouse, 'population', columns, rows);
  },
};
