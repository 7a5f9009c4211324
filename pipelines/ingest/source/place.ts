import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Where an export lies: a file, or a file in an archive. */
export interface Place {
  file: string;
  member: string | undefined;
}

/** The path of a file in an archive: the archive's own, then its name in the archive as it is stored there. */
export const memberPath = (archive: string, member: string): string => `${archive}/${member}`;

/**
 * Takes a path apart that may lead into an archive.
 * @throws the system's error when neither the path nor anything it could lie in is a file.
 */
export async function placeOf(path: string): Promise<Place> {
  try {
    await stat(path);
    return { file: path, member: undefined };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOTDIR') throw error;
  }
  let file = dirname(path);
  while (!(await isThere(file)) && file !== dirname(file)) file = dirname(file);
  return { file, member: path.slice(file.length + 1) };
}

const isThere = async (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );
