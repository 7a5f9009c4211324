import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, join, relative, sep } from 'node:path';
import type { Site } from '../site/site.ts';
import { UserError } from '../user-error.ts';
import { type Contract, loadContracts } from './contract.ts';
import { matchesGlob } from './glob.ts';

/** One export that a contract reads. */
export interface ExportFile {
  /** SHA-256 of its bytes, in hex: the partition. */
  file: string;
  /** Path within the exports folder, parts joined by `/`. */
  name: string;
  path: string;
  bytes: number;
  contract: Contract;
}

/** An export that is not landed now, and why. */
export interface SetAside {
  name: string;
  reason: string;
  fix: string;
}

export interface FoundExports {
  /** By name, in code point order; of files with the same bytes only the first. */
  exports: ExportFile[];
  setAside: SetAside[];
  /** Names of files that no contract reads. */
  unmatched: string[];
}

/**
 * Looks through the site's exports folder and takes the SHA-256 of each file a contract reads.
 * @throws UserError when a contract is wrong, or the exports folder is missing.
 */
export async function findExports(site: Site): Promise<FoundExports> {
  const contracts = loadContracts(site.dir);
  const root = await realpath(site.exportsDir).catch(() => {
    throw new UserError('the exports folder is missing', {
      where: site.exportsDir,
      fix: 'create it and copy the exports there, or correct `exports` in site.yaml',
    });
  });
  const found: FoundExports = { exports: [], setAside: [], unmatched: [] };
  const hashes = new Set<string>();
  for (const name of await filesUnder(root)) {
    const readers = contracts.filter((contract) => contract.files.some((glob) => matchesGlob(name, glob)));
    if (readers.length === 0) {
      found.unmatched.push(name);
      continue;
    }
    try {
      if (readers.length > 1)
        throw new UserError(`two contracts read it: ${readers.map((contract) => contract.name).join(' and ')}`, {
          fix: 'narrow `files` in one of them',
        });
      const path = await pathInside(root, name);
      const { hash, bytes } = await fingerprint(path);
      if (hashes.has(hash)) continue;
      hashes.add(hash);
      found.exports.push({ file: hash, name, path, bytes, contract: readers[0]! });
    } catch (error) {
      found.setAside.push({ name, ...reasonOf(error) });
    }
  }
  return found;
}

/** What is said of a file that could not be taken. */
function reasonOf(error: unknown): { reason: string; fix: string } {
  if (error instanceof UserError) return { reason: error.message, fix: error.fix ?? '' };
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'EACCES' || code === 'EPERM')
    return { reason: 'it may not be read', fix: 'give this user the right to read it' };
  return { reason: `it cannot be read (${code ?? 'unknown cause'})`, fix: 'check the disk, and copy the file again' };
}

/** Every file below the folder, by code point; hidden files and what office programs leave behind are passed over. */
async function filesUnder(root: string): Promise<string[]> {
  const entries = await readdir(root, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile() || entry.isSymbolicLink())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((name) => !name.split('/').some((part) => part.startsWith('.')) && !basename(name).startsWith('~$'))
    .map((name) => ({ name, order: Buffer.from(name) }))
    .sort((a, b) => a.order.compare(b.order))
    .map(({ name }) => name);
}

/** A link may lead elsewhere within the exports folder, not out of it. */
async function pathInside(root: string, name: string): Promise<string> {
  const path = await realpath(join(root, name));
  if (!path.startsWith(root + sep))
    throw new UserError('it is a link that leads out of the exports folder', { fix: 'copy the file itself there' });
  if (!(await stat(path)).isFile())
    throw new UserError('it is a link to something that is no file', { fix: 'remove it' });
  return path;
}

const known = new Map<string, string>();

/**
 * SHA-256 of a file's bytes; taken once per process for a file that has not changed since.
 * @throws UserError for an empty file and for one that changes while it is read.
 */
async function fingerprint(path: string): Promise<{ hash: string; bytes: number }> {
  const before = await stat(path, { bigint: true });
  if (before.size === 0n) throw new UserError('it is empty', { fix: 'export it again, or remove it' });
  const identity = `${path}|${before.size}|${before.mtimeNs}|${before.ino}`;
  const seen = known.get(identity);
  if (seen) return { hash: seen, bytes: Number(before.size) };
  const sha = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) sha.update(chunk);
  const after = await stat(path, { bigint: true });
  if (after.size !== before.size || after.mtimeNs !== before.mtimeNs)
    throw new UserError('it is still being written', {
      fix: 'nothing to do: it is taken by the next run once it is complete',
    });
  const hash = sha.digest('hex');
  known.set(identity, hash);
  return { hash, bytes: Number(before.size) };
}
