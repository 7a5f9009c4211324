import { createHash } from 'node:crypto';
import { readdir, realpath, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Site } from '../site/site.ts';
import { UserError } from '../user-error.ts';
import { type Contract, loadContracts } from './contract.ts';
import { matchesGlob } from './glob.ts';
import { hasControls, isLeftover, type Members, memberBytes, membersOf, shown } from './source/archive.ts';
import { type Bytes, fileBytes, headOf } from './source/bytes.ts';
import { isZip } from './source/kind.ts';
import { memberPath } from './source/place.ts';

/** One export that a contract reads. */
export interface ExportFile {
  /** SHA-256 of its bytes, in hex: the partition. */
  file: string;
  /** Path within the exports folder, parts joined by `/`; of a file in an archive, the archive's path and its own. */
  name: string;
  /** The same on the disk. */
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

/** What may be an export: a file, or a file in an archive. */
interface Candidate {
  name: string;
  /** Its names for `files` of a contract, the first one that is matched counts. */
  aliases: string[];
  /** The file that holds it. */
  file: string;
  member?: string;
}

/**
 * Looks through the site's exports folder and takes the SHA-256 of each file a contract reads. Of a ZIP archive each file
 * in it is an export of its own.
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
  const setAside = (name: string, error: unknown) => found.setAside.push({ name: shown(name), ...reasonOf(error) });
  const candidates: Candidate[] = [];
  for (const name of await filesUnder(root))
    try {
      candidates.push(...(await candidatesOf(root, name, contracts, setAside)));
    } catch (error) {
      // What no contract would read is nobody's loss.
      if (readersOf([name, `${name}/-`], contracts).length > 0) setAside(name, error);
      else found.unmatched.push(shown(name));
    }
  const matched = candidates.filter(({ name, aliases }) => {
    const read = readersOf(aliases, contracts).length > 0;
    if (!read) found.unmatched.push(name);
    return read;
  });
  const states = await settled([...new Set(matched.map(({ file }) => file))]);
  const hashes = new Set<string>();
  for (const { name, aliases, file, member } of matched)
    try {
      const readers = readersOf(aliases, contracts);
      if (readers.length > 1)
        throw new UserError(`two contracts read it: ${readers.map((contract) => contract.name).join(' and ')}`, {
          fix: 'narrow `files` in one of them',
        });
      const { hash, bytes } = await fingerprint(file, member, states.get(file));
      if (hashes.has(hash)) continue;
      hashes.add(hash);
      const path = member === undefined ? file : memberPath(file, member);
      found.exports.push({ file: hash, name, path, bytes, contract: readers[0]! });
    } catch (error) {
      setAside(name, error);
    }
  return found;
}

/** The contracts that read a file by the first of its names that any of them matches. */
function readersOf(names: readonly string[], contracts: readonly Contract[]): Contract[] {
  for (const name of names) {
    const readers = contracts.filter((contract) => contract.files.some((glob) => matchesGlob(name, glob)));
    if (readers.length > 0) return readers;
  }
  return [];
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
    .filter((name) => !isLeftover(name))
    .map((name) => ({ name, order: Buffer.from(name) }))
    .sort((a, b) => a.order.compare(b.order))
    .map(({ name }) => name);
}

/**
 * The file itself, or the files in it when it is an archive. A file in an archive goes by three names: `a.zip/b.csv`, the
 * name it would have if the archive were unpacked where it lies, and that of the archive.
 */
async function candidatesOf(
  root: string,
  name: string,
  contracts: readonly Contract[],
  setAside: (name: string, error: unknown) => void,
): Promise<Candidate[]> {
  const { path, members } = await openedOnce(root, name);
  const itself = { name, aliases: [name], file: path };
  if (!members) return [itself];
  const folder = name.slice(0, name.lastIndexOf('/') + 1);
  const inside = (member: string) => {
    const within = member.replaceAll('\\', '/');
    return { name: `${name}/${within}`, aliases: [`${name}/${within}`, folder + within, name], file: path, member };
  };
  const candidates = members.names.map(inside);
  if (readersOf([name, `${name}/-`], contracts).length > 0) {
    if (members.names.length === 0)
      throw new UserError('it is an archive without a file in it', { fix: 'pack the exports again, or remove it' });
    for (const refused of members.refused)
      setAside(
        `${name}/${refused}`,
        new UserError('its name leads out of the archive', { fix: 'rename it, and pack it again' }),
      );
  }
  const read = candidates.filter(({ aliases }) => readersOf(aliases, contracts).length > 0);
  return read.length > 0 ? candidates : [itself];
}

interface Opened {
  path: string;
  /** Of an archive. */
  members: Members | undefined;
}

const opened = new Map<string, Opened>();

/** Where a file lies and what it holds; looked at once per process for a file that has not changed since. */
async function openedOnce(root: string, name: string): Promise<Opened> {
  const state = await stateOf(join(root, name)).catch(() => undefined);
  const seen = state && opened.get(state.identity);
  if (seen) return seen;
  const path = await pathInside(root, name);
  const members = isZip(await headOf(fileBytes(path).pieces(), 4)) ? await membersOf(path) : undefined;
  if (state) opened.set(state.identity, { path, members });
  return { path, members };
}

/** A link may lead elsewhere within the exports folder, not out of it. */
async function pathInside(root: string, name: string): Promise<string> {
  if (name.includes('\ufffd') || hasControls(name))
    throw new UserError('its name is not UTF-8, or holds control characters', { fix: 'rename it' });
  const path = await realpath(join(root, name)).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ELOOP')
      throw new UserError('it is a link that leads nowhere', { fix: 'remove it, or copy the file itself there' });
    throw error;
  });
  if (!path.startsWith(root + sep))
    throw new UserError('it is a link that leads out of the exports folder', { fix: 'copy the file itself there' });
  if (!(await stat(path)).isFile())
    throw new UserError('it is a link to something that is no file', { fix: 'remove it' });
  return path;
}

interface State {
  size: bigint;
  modified: bigint;
  /** Changes whenever the content may have. */
  identity: string;
}

async function stateOf(path: string): Promise<State> {
  const { size, mtimeNs, ctimeNs, ino } = await stat(path, { bigint: true });
  return { size, modified: mtimeNs, identity: `${path}|${size}|${mtimeNs}|${ctimeNs}|${ino}` };
}

/** A file changed less than this many milliseconds ago may be half a copy: it is looked at again as much later. */
const stillness = 1000;

const known = new Map<string, { hash: string; bytes: number }>();
const still = new Set<string>();

/** The states of files; of those written just now after a while, so that the ones that go on growing are found out. */
async function settled(paths: readonly string[]): Promise<Map<string, State>> {
  const states = new Map<string, State>();
  for (const path of paths) {
    const state = await stateOf(path).catch(() => undefined);
    if (state) states.set(path, state);
  }
  // The clock decides when to look, never what comes of it.
  const now = Date.now();
  const fresh = [...states.values()].filter(
    ({ modified, identity }) => !still.has(identity) && Math.abs(now - Number(modified / 1_000_000n)) < stillness,
  );
  if (fresh.length > 0) await sleep(stillness);
  for (const { identity } of fresh) still.add(identity);
  return states;
}

/**
 * SHA-256 of a file's bytes, or of those of a file in it; taken once per process for a file that has not changed since.
 * @throws UserError for an empty file, one that has changed since `before`, and one that changes while it is read.
 */
async function fingerprint(
  file: string,
  member: string | undefined,
  before: State | undefined,
): Promise<{ hash: string; bytes: number }> {
  const empty = () => new UserError('it is empty', { fix: 'export it again, or remove it' });
  const growing = () =>
    new UserError('it is still being written', {
      fix: 'nothing to do: it is taken by the next run once it is complete',
    });
  const state = await stateOf(file);
  if (before && before.identity !== state.identity) throw growing();
  if (state.size === 0n) throw empty();
  const identity = `${state.identity}|${member ?? ''}`;
  const seen = known.get(identity);
  if (seen) return seen;
  const taken = await hashOf(member === undefined ? fileBytes(file) : memberBytes(file, member));
  if ((await stateOf(file)).identity !== state.identity) throw growing();
  if (taken.bytes === 0) throw empty();
  known.set(identity, taken);
  return taken;
}

async function hashOf(content: Bytes): Promise<{ hash: string; bytes: number }> {
  const sha = createHash('sha256');
  let bytes = 0;
  for await (const piece of content.pieces()) {
    sha.update(piece);
    bytes += piece.length;
  }
  return { hash: sha.digest('hex'), bytes };
}
