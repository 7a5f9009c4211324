import type { Asset } from '../engine/asset.ts';
import { codeVersion } from '../engine/sql.ts';
import type { Place, Site } from '../site/site.ts';
import { insertRows } from '../warehouse/insert.ts';

const tables = {
  subjects: 'kind VARCHAR, code VARCHAR, name VARCHAR, parent VARCHAR, position INTEGER',
  region_names: 'name VARCHAR, code VARCHAR, level VARCHAR, parent VARCHAR',
  unit_names: 'name VARCHAR, code VARCHAR',
};

/** Who is scored (city, districts, streets, units), and every name they go by. From regions.csv and units.csv. */
export const subjects: Asset = {
  key: 'subjects',
  partitioning: 'all',
  tables: Object.entries(tables).map(([name, columns]) => ({ name, columns })),
  reads: [],
  codeVersion: codeVersion(1),
  config: (site) => [site.config.name, site.regions, site.units],
  checks: [],
  async materialize({ site, warehouse }) {
    await insertRows(warehouse, 'subjects', tables.subjects, subjectRows(site));
    await insertRows(
      warehouse,
      'region_names',
      tables.region_names,
      site.regions.flatMap((place) =>
        namesOf(place).map((name) => [name, place.code, place.parent ? 'street' : 'district', place.parent || null]),
      ),
    );
    await insertRows(
      warehouse,
      'unit_names',
      tables.unit_names,
      site.units.flatMap((unit) => namesOf(unit).map((name) => [name, unit.code])),
    );
  },
};

const namesOf = (place: Place): string[] => [...new Set([place.name, ...place.aliases])];

/** The official order is the order of the site's files. */
function subjectRows(site: Site): (string | number | null)[][] {
  const districts = site.regions.filter((place) => !place.parent);
  const streets = site.regions.filter((place) => place.parent);
  const kinds: [string, Place[]][] = [
    ['district', districts],
    ['street', streets],
    ['unit', site.units],
  ];
  return [
    ['city', 'city', site.config.name, null, 0],
    ...kinds.flatMap(([kind, places]) =>
      places.map((place, i) => [
        kind,
        place.code,
        place.name,
        kind === 'unit' ? place.parent || null : place.parent || 'city',
        i,
      ]),
    ),
  ];
}
