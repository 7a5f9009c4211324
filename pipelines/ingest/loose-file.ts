import { createHash } from 'node:crypto';
import { createReadStream, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { DuckDBInstance } from 'duckdb';
import { siteConfig } from '../site/config.ts';
import type { Site } from '../site/site.ts';
import { nothingDecided } from '../site/topics-file.ts';
import { UserError } from '../user-error.ts';
import { withSettings } from '../warehouse/settings.ts';
import { Warehouse } from '../warehouse/warehouse.ts';
import { contractOf, contractSchema } from './contract.ts';
import { landFile, landingSettings } from './land.ts';
import { placeOf } from './source/place.ts';
import { landingTables } from './tables.ts';

export interface LooseColumns {
  /** One or two columns: title and body, or the text alone. */
  text: string[];
  id?: string | undefined;
  time?: string | undefined;
  resident?: string | undefined;
}

/** Rows of a file outside any site, in the file's order; texts are masked, residents hashed. */
export interface LooseRows {
  /** The id column, else the row's number among the data rows, from 1. */
  ids: string[];
  titles: string[];
  bodies: string[];
  times: (string | null)[];
  residents: (string | null)[];
  rejected: number;
}

/**
 * Reads text columns of a single file in any ingest format through the very same door as a site's exports: same
 * formats, same masking. Of an archive of several files, `archive.zip/name-in-it.csv` is read. Nothing is kept.
 * @throws UserError when the file or a column is missing, or nothing can be read.
 */
export async function readLooseFile(path: string, columns: LooseColumns): Promise<LooseRows> {
  const { file: onDisk } = await placeOf(path).catch(() => {
    throw new UserError('there is no such file', { where: path, fix: 'check the path' });
  });
  if (columns.text.length < 1 || columns.text.length > 2)
    throw new UserError('--text takes one or two columns', {
      where: '--text',
      fix: 'name the text, or title and body',
    });
  const scratch = mkdtempSync(join(tmpdir(), 'minqing-file-'));
  mkdirSync(join(scratch, 'spill'), { mode: 0o700 });
  const instance = await DuckDBInstance.create(':memory:', { temp_directory: join(scratch, 'spill') });
  const connection = await instance.connect();
  try {
    await connection.run("load icu; set TimeZone = 'UTC'");
    const warehouse = new Warehouse(connection, 'duckdb');
    for (const table of landingTables) await warehouse.run(`create table ${table.name} (${table.columns})`);
    const file = await sha256(onDisk);
    const contract = contractOf(contractSchema.parse(contractFor(columns)), {
      name: basename(path),
      file: 'the options',
    });
    const landing = { name: basename(path), path, file, bytes: statSync(onDisk).size, contract };
    const site = looseSite(scratch);
    const key = new Uint8Array(32);
    await withSettings(warehouse, landingSettings, () =>
      landFile({ site, warehouse, export: landing, key, scratch, progress() {} }),
    );
    return await rowsOf(warehouse, columns);
  } finally {
    connection.closeSync();
    instance.closeSync();
    rmSync(scratch, { recursive: true, force: true });
  }
}

function contractFor({ text: [title, body], id, time, resident }: LooseColumns): unknown {
  const header = [title, body, id, time, resident].filter((name) => name !== undefined);
  return {
    kind: 'orders',
    files: ['*'],
    header,
    empty: [''],
    columns: {
      order_id: { from: [id ?? title], required: id !== undefined }, // without an id column, the row's number stands in
      title: { from: [title], mask: 'text' },
      ...(body && { body: { from: [body], mask: 'text' } }),
      ...(time && { received_at: { from: [time], lenient: true } }),
      ...(resident && { resident: { from: [resident], hash: true } }),
    },
  };
}

const looseSite = (dir: string): Site => ({
  dir,
  config: siteConfig.parse({ id: 'loose', name: 'loose', demo: true }),
  exportsDir: dir,
  warehouse: '',
  regions: [],
  units: [],
  places: [],
  population: [],
  calendar: [],
  actions: [],
  topics: nothingDecided,
  dictionaryFile: undefined,
  stopwordsFile: undefined,
  synonymsFile: undefined,
  mapFile: undefined,
});

async function rowsOf(warehouse: Warehouse, columns: LooseColumns): Promise<LooseRows> {
  const found = await warehouse.columns(
    `select order_id, coalesce(title, '') as title, coalesce(body, '') as body, received_at::VARCHAR as at, resident
     from landed_orders order by row`,
  );
  const { rejected } = (await warehouse.row<{ rejected: number }>('select rejected from files'))!;
  const ids = found.order_id as string[];
  if (ids.length === 0)
    throw new UserError('no row could be read', {
      where: columns.text.join(','),
      fix: 'check the columns named by --text and --id',
    });
  return {
    ids: columns.id ? ids : ids.map((_, i) => String(i + 1)),
    titles: found.title as string[],
    bodies: found.body as string[],
    times: found.at as (string | null)[],
    residents: found.resident as (string | null)[],
    rejected,
  };
}

async function sha256(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
