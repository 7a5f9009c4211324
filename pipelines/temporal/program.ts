import { join, resolve } from 'node:path';
import { UserError } from '../user-error.ts';

export interface TemporalProgram {
  path: string;
  /** Where it was found, e.g. `on the PATH`. */
  how: string;
}

interface SetUp {
  cacheDir: string;
  findTemporal(): TemporalProgram | undefined;
  setUp(names: string[]): void;
}

/** The set-up script is plain JavaScript without types: it runs before anything is installed. */
const setUpScript = (): Promise<SetUp> => import(new URL('../../bin/setup.mjs', import.meta.url).href);

/**
 * The `temporal` program: from MINQING_TEMPORAL_BIN, the PATH or the cache folder; else downloaded or built, which is
 * told as it happens. The process ends with code 2 and one message when it cannot be had.
 */
export async function temporalProgram(): Promise<TemporalProgram> {
  const { findTemporal, setUp } = await setUpScript();
  const found = findTemporal();
  if (found) return found;
  setUp(['temporal']);
  const made = findTemporal();
  if (made) return { ...made, how: `${made.how}, just now` };
  throw new UserError('no Temporal server', { fix: 'run `node bin/setup.mjs temporal`' });
}

/** Where the database of this machine's server lies. */
export async function databaseFolder(): Promise<string> {
  const { cacheDir } = await setUpScript();
  return join(resolve(cacheDir), 'temporal', 'database');
}
