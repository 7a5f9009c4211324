import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { UserError } from '../user-error.ts';
import type { Site } from './site.ts';

/** Demo cities hold only generated people, so their key may be public. */
const publicDemoKey = createHash('sha256').update('minqing public demo key').digest();

/**
 * The key of the resident hash (32 bytes): `MINQING_RESIDENT_KEY` (64 hex digits), else the site's key file.
 * @throws UserError when there is none: without a key, people could not be told apart safely.
 */
export function residentKey(site: Site): Buffer {
  if (site.config.demo) return publicDemoKey;
  const given = process.env.MINQING_RESIDENT_KEY;
  if (given) return keyOf(given, 'MINQING_RESIDENT_KEY');
  const file = keyFile(site);
  if (!existsSync(file))
    throw new UserError('there is no key for the resident hash', {
      where: file,
      fix: `run \`minqing doctor --make-key\`, copy the key there from a backup, or set MINQING_RESIDENT_KEY (64 hex digits)`,
    });
  return keyIn(file);
}

/** The key in a file. */
export const keyIn = (file: string): Buffer => keyOf(readFileSync(file, 'utf8'), file);

function keyOf(text: string, where: string): Buffer {
  const hex = text.trim();
  if (!/^[0-9a-f]{64}$/i.test(hex))
    throw new UserError('the resident key must be 64 hex digits', { where, fix: 'restore the key from its backup' });
  return Buffer.from(hex, 'hex');
}

/** Makes a new random key outside the site folder, readable by its owner only. Keeps one that is there. */
export function makeResidentKey(site: Site): string {
  const file = keyFile(site);
  if (!existsSync(file)) writeKey(file);
  return file;
}

/** Writes a new random key to a file, readable by its owner only; one that is there is replaced. */
export function writeKey(file: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  rmSync(file, { force: true });
  writeFileSync(file, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600, flag: 'wx' });
}

/** What is stored to recognise the key, without revealing it. */
export const keyFingerprint = (key: Uint8Array): string =>
  createHash('sha256').update('fingerprint').update(key).digest('hex').slice(0, 16);

/** Where the key lies; while it is changed, the new and the old one lie beside it. */
export function keyFile(site: Site): string {
  const configured = site.config.resident_key_file;
  if (configured) return configured.startsWith('/') ? configured : join(site.dir, configured);
  return join(process.env.XDG_CONFIG_HOME ?? join(homedir(), '.config'), 'minqing', 'keys', `${site.config.id}.key`);
}

export const newKeyFile = (site: Site): string => `${keyFile(site)}.new`;

export const oldKeyFile = (site: Site): string => `${keyFile(site)}.old`;
