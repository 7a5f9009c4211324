import { createHash } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readSql } from '../engine/sql.ts';
import type { Site } from '../site/site.ts';
import type { Parameters, Warehouse } from '../warehouse/warehouse.ts';
import { arrowBytes, type Column } from './arrow-file.ts';
import type { Edition } from './edition.ts';
import { replaceFolder } from './replace-folder.ts';
import { forgetWithheld, suppressionSql, withhold } from './suppression/withheld.ts';

/** The published tables, each a file of `sql/report`, in an order in which later ones may read earlier ones as `published_<name>`. */
export const publishedTables = [
  'periods',
  'subjects',
  'nodes',
  'words',
  'goalposts',
  'scores',
  'ranks',
  'edition_scores',
  'revisions',
  'edition_causes',
  'editions',
  'site',
  'bands',
  'figures',
  'funnels',
  'shrunk',
  'shapes',
  'callback_bounds',
  'kept',
  'kept_figures',
  'explained',
  'drivers',
  'robustness_studies',
  'robustness_weights',
  'robustness_correlations',
  'robustness_groups',
  'robustness_removals',
  'robustness_ranks',
  'robustness_inputs',
  'whatif',
  'fairness_checks',
  'fairness_callbacks',
  'situation',
  'topic_months',
  'topics',
  'topic_districts',
  'events',
  'small_events',
  'event_counts',
  'alarms',
  'alarm_months',
  'attention',
  'files',
  'rejects',
  'supply',
  'checks',
  'assets',
] as const;

export interface PublishedTable {
  name: string;
  rows: number;
  sha256: string;
}

/** Tables that 公开版 makes anew from those of the internal edition; the others are the same in both. */
const publicTables: readonly string[] = publishedTables.filter(
  (name) => !['periods', 'subjects', 'nodes', 'shapes', 'words', 'small_events'].includes(name),
);

/** Where the published tables of a site are: all that its pages are made from. */
export const publishedFolder = (site: Pick<Site, 'dir'>, edition: Edition = 'internal'): string =>
  join(site.dir, '.build', edition === 'internal' ? 'data' : 'data-public');

/** Text of every SQL file that makes the published tables: part of the code version. */
export const reportSql = (): string[] => [
  ...['macros', ...publishedTables].map((name) => readSql(`report/${name}`)),
  ...['macros', ...publicTables].map((name) => readSql(`report/public/${name}`)),
  ...suppressionSql(),
];

/** A topic of the season, unless `events.hot_spots` of the site says otherwise. */
const seasonPresets: Parameters = { seasonal_orders: 10, seasonal_ratio: 1.5 };

/**
 * Writes every published table of 内部版 to `folder` as `<name>.arrow`, and of 公开版 to `publicFolder` if given, each by
 * way of a neighbouring folder, so that a reader sees the old set or the new one, never a mixture. `parameters`: `as_of`,
 * `site_name`, `demo`, `framework` (its key), `framework_name`. Returns the tables of 内部版, then those of 公开版 as `public/<name>`.
 * @throws Error when a table has a column that the site cannot read (times must be text).
 */
export async function publish(
  warehouse: Warehouse,
  folder: string,
  parameters: Parameters,
  publicFolder?: string,
): Promise<PublishedTable[]> {
  await warehouse.run(readSql('report/macros'));
  const all = { ...seasonPresets, ...parameters };
  for (const name of publishedTables) await make(warehouse, name, `report/${name}`, all);
  const published = await write(warehouse, folder);
  if (publicFolder) {
    await withhold(warehouse);
    await warehouse.run(readSql('report/public/macros'));
    for (const name of publicTables) await make(warehouse, `public_${name}`, `report/public/${name}`);
    const open = await write(warehouse, publicFolder, (name) =>
      publicTables.includes(name) ? `published_public_${name}` : `published_${name}`,
    );
    published.push(...open.map((table) => ({ ...table, name: `public/${table.name}` })));
    for (const name of publicTables) await warehouse.run(`drop table temp.published_public_${name}`);
    await forgetWithheld(warehouse);
  }
  for (const name of publishedTables) await warehouse.run(`drop table temp.published_${name}`);
  return published;
}

async function make(warehouse: Warehouse, name: string, sql: string, parameters: Parameters = {}): Promise<void> {
  const query = readSql(sql).replace(/;\s*$/, '');
  await warehouse.run(`create or replace temp table published_${name} as ${query}`, parameters);
}

async function write(
  warehouse: Warehouse,
  folder: string,
  tableOf = (name: string) => `published_${name}`,
): Promise<PublishedTable[]> {
  const incoming = `${folder}.incoming`;
  rmSync(incoming, { recursive: true, force: true });
  mkdirSync(incoming, { recursive: true });
  const published: PublishedTable[] = [];
  for (const name of publishedTables) {
    const columns = await readColumns(warehouse, tableOf(name));
    const bytes = arrowBytes(columns);
    writeFileSync(join(incoming, `${name}.arrow`), bytes);
    published.push({ name, rows: columns[0]!.values.length, sha256: createHash('sha256').update(bytes).digest('hex') });
  }
  replaceFolder(folder, incoming);
  return published;
}

async function readColumns(warehouse: Warehouse, table: string): Promise<Column[]> {
  const described = await warehouse.rows<{ column_name: string; column_type: string }>(`describe ${table}`);
  const values = await warehouse.columns(`select * from ${table}`);
  return described.map(({ column_name, column_type }) => ({
    name: column_name,
    type: columnType(column_type, `${table}.${column_name}`),
    values: values[column_name] ?? [],
  }));
}

function columnType(type: string, where: string): Column['type'] {
  if (type === 'VARCHAR') return 'text';
  if (type === 'BOOLEAN') return 'boolean';
  if (['DOUBLE', 'FLOAT', 'BIGINT', 'INTEGER'].includes(type)) return 'number';
  throw new Error(`${where} is ${type}: cast it to VARCHAR, DOUBLE, BIGINT or BOOLEAN in sql/report`);
}
