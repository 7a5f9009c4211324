import { UserError } from '../../user-error.ts';
import type { Bytes } from './bytes.ts';
import { ZipArchive } from './zip.ts';

/** An archive of more files than this is no delivery of exports. */
const mostMembers = 10_000;

export interface Members {
  /** Names of the files in it, parts joined by `/`, by code point. */
  names: string[];
  /** Files whose names are tricks; each name is fit to be shown. */
  refused: string[];
}

/**
 * The files in a ZIP archive; undefined when it is a workbook or another document, which are ZIP archives as well.
 * Folders, hidden files and what macOS and office programs leave behind are passed over.
 * @throws UserError when it is cut off, damaged, a bomb or has a password.
 */
export async function membersOf(path: string): Promise<Members | undefined> {
  const archive = await ZipArchive.open(path);
  if (isDocument(archive)) return undefined;
  const members: Members = { names: [], refused: [] };
  const all = archive.names();
  if (all.length > mostMembers)
    throw new UserError(`it holds ${all.length} files`, { fix: `pack no more than ${mostMembers} into one archive` });
  for (const stored of all) {
    const name = stored.replaceAll('\\', '/');
    if (name.endsWith('/') || isLeftover(name)) continue;
    if (isTrick(name)) members.refused.push(shown(name));
    else members.names.push(stored);
  }
  const byCodePoint = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));
  members.names.sort(byCodePoint);
  members.refused.sort(byCodePoint);
  return members;
}

/** One file of an archive, unpacked on the way. */
export const memberBytes = (path: string, member: string): Bytes => ({
  async *pieces() {
    const archive = await ZipArchive.open(path);
    if (!archive.has(member))
      throw new UserError('there is no such file in the archive', {
        fix: 'check its name, as it stands in the archive',
      });
    yield* archive.bytes(member);
  },
});

export const isDocument = (archive: ZipArchive): boolean =>
  archive.has('[Content_Types].xml') || archive.has('xl/workbook.xml') || archive.has('mimetype');

/** Whether a file is one that systems leave behind: hidden, or beginning with `~$`. */
export const isLeftover = (name: string): boolean =>
  name.split('/').some((part) => part === '__MACOSX' || /^\.(?!\.?$)/.test(part) || part.startsWith('~$'));

/** Whether a name would lead out of a folder it is unpacked in, or cannot be told on a terminal. */
export const isTrick = (name: string): boolean =>
  /^\/|^[a-z]:/i.test(name) || name.split('/').some((part) => part === '..' || part === '.') || hasControls(name);

export const hasControls = (name: string): boolean => /[\p{Cc}\u202a-\u202e\u2066-\u2069]/u.test(name);

/** A name without what would disturb a terminal. */
export const shown = (name: string): string => name.replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, '�').slice(0, 120);
