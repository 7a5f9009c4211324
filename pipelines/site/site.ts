import { existsSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import { builtInYears, type SiteDay } from '../calendar/working-calendar.ts';
import { UserError } from '../user-error.ts';
import { type SiteConfig, siteConfig } from './config.ts';
import { readSiteActions, type SiteAction } from './site-actions.ts';
import { readSiteCalendar } from './site-calendar.ts';
import { readTable } from './table.ts';
import { nothingDecided, type TopicsFile, topicsFileSchema } from './topics-file.ts';
import { readYaml } from './yaml.ts';

/** A district (no parent) or street (parent: its district), or a handling unit. */
export interface Place {
  code: string;
  name: string;
  aliases: string[];
  /** Code of the district a street lies in, or of the group a unit belongs to; empty at the top. */
  parent: string;
}

/** A road, estate, school or company known to the site; `street` is a code of regions.csv, or empty. */
export interface NamedPlace {
  name: string;
  kind: string;
  street: string;
}

/** Everything a deployment configures; read once, never changed. */
export interface Site {
  dir: string;
  config: SiteConfig;
  /** Absolute. */
  exportsDir: string;
  /** Absolute path of the DuckDB file, or `ducklake:` with the absolute path of the catalogue. */
  warehouse: string;
  regions: Place[];
  units: Place[];
  places: NamedPlace[];
  population: { region: string; year: number; group: string; people: number }[];
  /** Days that this city works or rests, and years the built-in calendar does not hold yet. */
  calendar: SiteDay[];
  /** What was done about alarms, events and orders. */
  actions: SiteAction[];
  /** What an analyst has decided about topics. */
  topics: TopicsFile;
  /** Text files for the segmenter, absolute, when present. */
  dictionaryFile: string | undefined;
  stopwordsFile: string | undefined;
  /** A framework that a run computes all of history by, instead of the one valid then. */
  frameworkOnPurpose?: string;
  synonymsFile: string | undefined;
  /** `regions.geojson`, absolute, when present: read by `readRegionShapes`. */
  mapFile: string | undefined;
}

/**
 * Loads and validates a site folder.
 * @throws UserError naming file, line and fix.
 */
export function loadSite(folder: string): Site {
  const dir = resolve(folder);
  const file = join(dir, 'site.yaml');
  if (!existsSync(file))
    throw new UserError('this is not a site folder: it has no site.yaml', {
      where: dir,
      fix: 'name the site folder, or make one with `minqing init DIR`',
    });
  const config = readYaml(file, siteConfig);
  const regions = readPlaces(join(dir, 'regions.csv'));
  const units = readPlaces(join(dir, 'units.csv'));
  const inside = (path: string) => (isAbsolute(path) ? path : join(dir, path));
  const present = (name: string) => (existsSync(join(dir, name)) ? join(dir, name) : undefined);
  return {
    dir,
    config,
    exportsDir: inside(config.exports),
    warehouse: config.warehouse.startsWith('ducklake:')
      ? `ducklake:${inside(config.warehouse.slice('ducklake:'.length))}`
      : inside(config.warehouse),
    regions,
    units,
    places: readTable(join(dir, 'places.csv'), ['name', 'kind', 'street'], { optional: true }),
    population: readPopulation(join(dir, 'population.csv')),
    calendar: readSiteCalendar(join(dir, 'calendar.csv'), builtInYears.last),
    actions: readSiteActions(join(dir, 'actions.csv')),
    topics: present('topics.yaml') ? readYaml(join(dir, 'topics.yaml'), topicsFileSchema) : nothingDecided,
    dictionaryFile: present('dictionary.txt'),
    stopwordsFile: present('stopwords.txt'),
    synonymsFile: present('synonyms.txt'),
    mapFile: present('regions.geojson'),
  };
}

function readPlaces(file: string): Place[] {
  const places = readTable(file, ['code', 'name', 'aliases', 'parent'], { optional: true }).map((row, i) => {
    if (!row.code || !row.name)
      throw new UserError('code and name must not be empty', { where: `${file}:${i + 2}`, fix: 'fill both in' });
    return { code: row.code, name: row.name, aliases: row.aliases.split('|').filter(Boolean), parent: row.parent };
  });
  const seen = new Map<string, number>();
  for (const [i, place] of places.entries()) {
    const first = seen.get(place.code);
    if (first !== undefined)
      throw new UserError(`code ${place.code} stands twice (also in line ${first})`, {
        where: `${file}:${i + 2}`,
        fix: 'give every row its own code',
      });
    seen.set(place.code, i + 2);
  }
  for (const [i, place] of places.entries())
    if (place.parent && file.endsWith('regions.csv') && !seen.has(place.parent))
      throw new UserError(`parent ${place.parent} is not a code of this file`, {
        where: `${file}:${i + 2}`,
        fix: "write the code of the street's district, or leave parent empty for a district",
      });
  return places;
}

function readPopulation(file: string): Site['population'] {
  return readTable(file, ['code', 'year', 'group', 'people'], { optional: true }).map((row, i) => {
    const people = Number(row.people);
    const year = Number(row.year);
    if (!(people >= 0) || !Number.isInteger(year))
      throw new UserError('year and people must be numbers', {
        where: `${file}:${i + 2}`,
        fix: 'write e.g. 2024 and 53000',
      });
    return { region: row.code, year, group: row.group, people };
  });
}
