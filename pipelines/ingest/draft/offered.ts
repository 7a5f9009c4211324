import { copyFileSync, mkdirSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { UserError } from '../../user-error.ts';
import { hasControls, isLeftover, membersOf } from '../source/archive.ts';
import { fileBytes, headOf } from '../source/bytes.ts';
import { isZip } from '../source/kind.ts';
import { memberPath } from '../source/place.ts';

/** A file named by `--from`, or one found in a folder named so. */
export interface Offered {
  path: string;
  /** Where it lies, or will lie, within the exports folder; parts joined by `/`. */
  name: string;
  /** It lies there already. */
  inPlace: boolean;
}

/**
 * The files behind the paths a person gives, folders looked through, by code point of their names in the exports folder.
 * @throws UserError for a path that does not exist, or folders without files.
 */
export function offeredFiles(paths: readonly string[], exportsDir: string): Offered[] {
  const root = resolve(exportsDir);
  const found = new Map<string, Offered>();
  for (const given of paths) {
    const path = resolve(given);
    let folder: boolean;
    try {
      folder = statSync(path).isDirectory();
    } catch {
      throw new UserError('there is no such file or folder', { where: given, fix: 'check the path after --from' });
    }
    const files = folder ? filesUnder(path) : [path];
    for (const file of files)
      found.set(realpathSync(file), { path: file, ...placeFor(file, folder ? path : dirname(file), root) });
  }
  const offered = [...found.values()];
  const taken = new Map<string, Offered>();
  for (const each of offered.sort((a, b) => Number(b.inPlace) - Number(a.inPlace) || byCodePoint(a.path, b.path))) {
    // Two files of one name from two folders: each keeps the name of its folder.
    if (taken.has(each.name)) each.name = `${basename(dirname(each.path))}/${basename(each.path)}`;
    if (taken.has(each.name))
      throw new UserError(`two files would be called ${each.name} in the exports folder`, {
        where: each.path,
        fix: 'rename one of them',
      });
    taken.set(each.name, each);
  }
  if (offered.length === 0)
    throw new UserError('there are no files', {
      where: paths.join(', '),
      fix: 'name exports, or a folder that holds some',
    });
  return offered.sort((a, b) => byCodePoint(a.name, b.name));
}

const byCodePoint = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !isLeftover(relative(folder, path)) && !hasControls(path));
}

function placeFor(file: string, from: string, root: string): Pick<Offered, 'name' | 'inPlace'> {
  const inPlace = file.startsWith(root + sep);
  return {
    name: relative(inPlace ? root : from, file)
      .split(sep)
      .join('/'),
    inPlace,
  };
}

/** An export that can be opened: a file, or a file in an archive, with its name for a contract's globs. */
export interface Openable {
  path: string;
  name: string;
}

/** The exports in a file: itself, or the files in it when it is an archive and no workbook. */
export async function openables({ path, name }: Offered): Promise<Openable[]> {
  if (!isZip(await headOf(fileBytes(path).pieces(), 4))) return [{ path, name }];
  const members = await membersOf(path);
  if (!members) return [{ path, name }];
  const folder = name.slice(0, name.lastIndexOf('/') + 1);
  return members.names.map((member) => ({
    path: memberPath(path, member),
    name: folder + member.replaceAll('\\', '/'),
  }));
}

/** Copies a file into the exports folder, unless it lies there. */
export function copyInto(exportsDir: string, { path, name, inPlace }: Offered): void {
  if (inPlace) return;
  mkdirSync(dirname(join(exportsDir, name)), { recursive: true });
  copyFileSync(path, join(exportsDir, name));
}
