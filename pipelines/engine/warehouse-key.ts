import { existsSync, renameSync, rmSync } from 'node:fs';
import { keyFile, keyFingerprint, keyIn, newKeyFile, oldKeyFile, residentKey } from '../site/resident-key.ts';
import type { Site } from '../site/site.ts';
import { UserError } from '../user-error.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';

const setting = 'resident_key';

/**
 * Sees to it that all residents of a warehouse are hashed with one key: the first one is remembered by its
 * fingerprint. A change of keys that was killed between its last two steps is completed.
 * @throws UserError when the key is another one, or missing
 */
export async function keepToKey(warehouse: Warehouse, site: Site): Promise<void> {
  const stored = await storedFingerprint(warehouse);
  if (stored === undefined) return storeFingerprint(warehouse, keyFingerprint(residentKey(site)));
  if (stored === keyFingerprint(residentKey(site))) return;
  if (existsSync(newKeyFile(site)) && keyFingerprint(keyIn(newKeyFile(site))) === stored) {
    renameSync(newKeyFile(site), keyFile(site));
    rmSync(oldKeyFile(site), { force: true });
    if (stored === keyFingerprint(residentKey(site))) return;
  }
  throw new UserError('the residents in the warehouse were hashed with another key: they would become other people', {
    where: process.env.MINQING_RESIDENT_KEY && !site.config.demo ? 'MINQING_RESIDENT_KEY' : keyFile(site),
    fix: `restore the key from its backup; to change keys on purpose run \`minqing rekey ${site.dir}\``,
  });
}

/** Fingerprint of the key the warehouse's residents were hashed with; undefined before anything has landed. */
export const storedFingerprint = async (warehouse: Warehouse): Promise<string | undefined> =>
  (await warehouse.row<{ value: string }>('select value from settings where name = $setting', { setting }))?.value;

/** Remembers a key by its fingerprint. */
export async function storeFingerprint(warehouse: Warehouse, value: string): Promise<void> {
  await warehouse.run('delete from settings where name = $setting', { setting });
  await warehouse.run('insert into settings values ($setting, $value)', { setting, value });
}
