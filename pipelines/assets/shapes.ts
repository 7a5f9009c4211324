import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Asset } from '../engine/asset.ts';
import { codeVersion } from '../engine/sql.ts';
import { readRegionShapes } from '../site/region-shapes.ts';
import { insertRows } from '../warehouse/insert.ts';

const columns = 'code VARCHAR, path VARCHAR, x INTEGER, y INTEGER, height INTEGER';

/** The outlines of districts and streets on a plane 1,000 wide: regions.geojson of the site folder. Empty without one. */
export const shapes: Asset = {
  key: 'shapes',
  partitioning: 'all',
  tables: [{ name: 'shapes', columns }],
  reads: [],
  codeVersion: codeVersion(1),
  config: (site) => [
    site.mapFile ? createHash('sha256').update(readFileSync(site.mapFile)).digest('hex') : '',
    site.regions.map(({ code, name }) => [code, name]),
  ],
  checks: [],
  async materialize({ site, warehouse }) {
    await insertRows(
      warehouse,
      'shapes',
      columns,
      readRegionShapes(site).map(({ code, path, x, y, height }) => [code, path, x, y, height]),
    );
  },
};
