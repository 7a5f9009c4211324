import { constants, copyFileSync, existsSync, readdirSync, renameSync, rmSync, statfsSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { assets } from '../assets/index.ts';
import { findExports } from '../ingest/exports.ts';
import { keyFile, keyFingerprint, newKeyFile, oldKeyFile, residentKey, writeKey } from '../site/resident-key.ts';
import type { Site } from '../site/site.ts';
import { UserError } from '../user-error.ts';
import { migrate } from '../warehouse/migrations.ts';
import { type OpenOptions, openWarehouse, warehouseFile, withWarehouse } from '../warehouse/open.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';
import { type RunEvents, type RunReport, run } from './run.ts';
import { storedFingerprint, storeFingerprint } from './warehouse-key.ts';

export interface Rekeyed {
  files: number;
  /** Where the new key lies. */
  key: string;
  /** Fingerprints of the keys before and after. */
  before: string;
  after: string;
  /** Copies of the warehouse that still hold the old hashes. */
  backups: string[];
}

/**
 * Hashes every resident anew under a new key: lands all exports again and makes all that is made of them, in a copy of
 * the warehouse that takes its place by renaming once it is whole. Killed at any moment, the old warehouse and its key
 * stay, or the change is completed by the next run. Editions, topics and event ids stay as they are.
 * @throws UserError when the source of a landed export is gone, and when anything cannot be made again
 */
export async function rekey(
  site: Site,
  { scratch, onWait }: Pick<OpenOptions, 'scratch' | 'onWait'>,
  events: RunEvents,
): Promise<Rekeyed> {
  const fromEnvironment = Boolean(process.env.MINQING_RESIDENT_KEY);
  refuseUnsuited(site);
  const file = warehouseFile(site);
  const options = { purpose: 'rekey', scratch, ...(onWait && { onWait }) };
  // A reader makes no warehouse.
  await withWarehouse(site, { ...options, readOnly: true }, async () => undefined);
  const held = await openWarehouse(site, options);
  try {
    await migrate(held.warehouse, site);
    const before =
      (await storedFingerprint(held.warehouse)) ?? (fromEnvironment ? '' : keyFingerprint(residentKey(site)));
    const files = await refuseGoneSources(held.warehouse, site);
    const key = fromEnvironment ? 'MINQING_RESIDENT_KEY' : keyFile(site);
    if (!fromEnvironment) writeKey(newKeyFile(site));
    const copy = copyOf(site, fromEnvironment);
    const after = keyFingerprint(residentKey(copy));
    if (after === before)
      throw new UserError('this is the key the residents are hashed with already', {
        where: key,
        fix: 'set MINQING_RESIDENT_KEY to the new key, and run this again',
      });
    await copyWarehouse(held.warehouse, file, warehouseFile(copy));
    await makeAll(held.warehouse, copy, after, { scratch, ...(onWait && { onWait }) }, events);
    if (!fromEnvironment) copyFileSync(keyFile(site), oldKeyFile(site));
    renameSync(warehouseFile(copy), file);
    if (!fromEnvironment) {
      renameSync(newKeyFile(site), keyFile(site));
      rmSync(oldKeyFile(site));
    }
    return { files, key, before, after, backups: backupsOf(file) };
  } finally {
    held.close();
    removeCopy(`${file}${suffix}`);
  }
}

const suffix = '.rekey';

/** The site as it is with the new key, with its warehouse beside the old one. */
const copyOf = (site: Site, fromEnvironment: boolean): Site => ({
  ...site,
  warehouse: `${warehouseFile(site)}${suffix}`,
  config: fromEnvironment ? site.config : { ...site.config, resident_key_file: newKeyFile(site) },
});

function refuseUnsuited(site: Site): void {
  if (site.config.demo)
    throw new UserError('demo sites have a fixed, public key', {
      where: join(site.dir, 'site.yaml'),
      fix: 'nothing to do: there is nobody in it',
    });
  if (site.warehouse.startsWith('ducklake:'))
    throw new UserError('the keys of a DuckLake cannot be changed in place', {
      where: site.warehouse,
      fix: 'name a new warehouse in site.yaml, set the new key, and run: everything is landed anew; the old one keeps the editions',
    });
}

/** All exports must be there before anything is done. Returns how many. */
async function refuseGoneSources(warehouse: Warehouse, site: Site): Promise<number> {
  const landed = await warehouse.rows<{ file: string; name: string }>(
    'select file, name from files order by name, file',
  );
  const present = new Set((await findExports(site)).exports.map(({ file }) => file));
  const gone = landed.filter(({ file }) => !present.has(file));
  if (gone.length > 0)
    throw new UserError(
      `the sources of ${gone.length} landed exports are gone, or their bytes have changed: ${gone
        .slice(0, 5)
        .map(({ name }) => name)
        .join(', ')}${gone.length > 5 ? ` and ${gone.length - 5} more` : ''}`,
      {
        where: site.exportsDir,
        fix: 'copy them back: nobody in them can be hashed anew from what is stored; nothing was changed',
        exitCode: 1,
      },
    );
  return landed.length;
}

async function copyWarehouse(warehouse: Warehouse, from: string, to: string): Promise<void> {
  removeCopy(to);
  await warehouse.run('checkpoint wh');
  const { bavail, bsize } = statfsSync(dirname(from));
  const needed = 2 * statSync(from).size;
  if (bavail * bsize < needed)
    throw new UserError('there is no room for a copy of the warehouse', {
      where: dirname(from),
      fix: `free ${Math.ceil(needed / 2 ** 20)} MB; nothing was changed`,
      exitCode: 1,
    });
  copyFileSync(from, to, constants.COPYFILE_FICLONE);
}

/** Lands and makes everything in the copy, as the last run of the original did, but publishes nothing yet. */
async function makeAll(
  original: Warehouse,
  copy: Site,
  fingerprint: string,
  options: Pick<OpenOptions, 'scratch' | 'onWait'>,
  events: RunEvents,
): Promise<void> {
  await withWarehouse(copy, { purpose: 'rekey', ...options }, (warehouse) => storeFingerprint(warehouse, fingerprint));
  const last = await original.row<{ as_of: string | null }>('select arg_max(as_of, started_at) as as_of from runs');
  const only = assets.map(({ key }) => key).filter((key) => key !== 'published');
  const report = await run(copy, { only, ...(last?.as_of && { asOf: last.as_of }) }, options, events);
  const failed = [...report.outcomes].find(([, { status }]) => status === 'failed' || status === 'blocked');
  if (failed) throw notMade(failed, report);
}

const notMade = ([step, { message }]: [string, { message?: string }], { outcomes }: RunReport): UserError =>
  new UserError(
    `not everything could be made again (${step} of ${outcomes.size} steps: ${message ?? 'no reason given'})`,
    {
      fix: 'mend it with `minqing run` first; the warehouse and its key are as they were',
      exitCode: 1,
    },
  );

function removeCopy(file: string): void {
  for (const end of ['', '.wal', '.holder']) rmSync(`${file}${end}`, { force: true });
}

function backupsOf(file: string): string[] {
  const folder = dirname(file);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.startsWith(`${basename(file)}.`) && name.endsWith('.backup'))
    .sort()
    .map((name) => join(folder, name));
}
