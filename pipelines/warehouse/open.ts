import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { totalmem } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DuckDBInstance } from 'duckdb';
import type { Site } from '../site/site.ts';
import { TransientError, UserError } from '../user-error.ts';
import { ducklakeExtension } from './ducklake.ts';
import { Warehouse } from './warehouse.ts';

export interface OpenOptions {
  /** What the holder does, told to others that wait: `run 2026-…`, `status`. */
  purpose: string;
  /** Where DuckDB may spill; a private folder that the caller wipes. */
  scratch: string;
  /** Readers do not create a warehouse that is not there. */
  readOnly?: boolean;
  /** Told once when somebody else holds the file. */
  onWait?: (message: string) => void;
  waitSeconds?: number;
}

/** An open warehouse, until `close`. */
export interface OpenWarehouse {
  warehouse: Warehouse;
  close(): void;
}

/**
 * Opens the site's warehouse, runs `work`, and closes it again.
 * @throws UserError as `openWarehouse` does
 */
export async function withWarehouse<Result>(
  site: Site,
  options: OpenOptions,
  work: (warehouse: Warehouse) => Promise<Result>,
): Promise<Result> {
  const { warehouse, close } = await openWarehouse(site, options);
  try {
    return await work(warehouse);
  } finally {
    close();
  }
}

/**
 * Opens the site's warehouse. A DuckDB file admits one process, so others wait here up to `waitSeconds` and are then
 * told who holds it, since when, doing what; within a process it is open once at a time, too.
 * @throws UserError when the file stays held, is missing (readers) or cannot be opened.
 */
export async function openWarehouse(site: Site, options: OpenOptions): Promise<OpenWarehouse> {
  const file = warehouseFile(site);
  const lake = site.warehouse.startsWith('ducklake:');
  if (options.readOnly && !existsSync(file))
    throw new UserError('there is no warehouse yet', { where: file, fix: `run \`minqing run ${site.dir}\` first` });
  mkdirSync(dirname(file), { recursive: true });
  mkdirSync(options.scratch, { recursive: true, mode: 0o700 });

  const instance = await DuckDBInstance.create(':memory:', {
    temp_directory: options.scratch,
    memory_limit: `${Math.round(memoryBytes / 2 ** 20)}MiB`,
    allow_unsigned_extensions: 'true',
    autoinstall_known_extensions: 'false',
    preserve_insertion_order: 'true',
    // A commit only adds to the log; by default every larger one would write the whole catalogue and all that is half full anew.
    checkpoint_threshold: '256MiB',
  });
  const connection = await instance.connect();
  await connection.run("load icu; set TimeZone = 'UTC'");
  const attach = async () => {
    if (openHere.has(file)) throw new Error('lock held by this process');
    openHere.add(file);
    try {
      if (lake) {
        await connection.run(`load '${await ducklakeExtension()}'`);
        const data = join(dirname(file), `${basename(file)}.files`);
        await connection.run(`attach 'ducklake:${quoted(file)}' as wh (data_path '${quoted(data)}')`);
      } else
        await connection.run(
          `attach '${quoted(file)}' as wh (${options.readOnly ? 'read_only' : `row_group_size ${rowsOfGroup}`})`,
        );
    } catch (error) {
      openHere.delete(file);
      throw error;
    }
  };
  let attached = false;
  const close = () => {
    connection.closeSync();
    instance.closeSync();
    if (!attached) return;
    openHere.delete(file);
    if (!options.readOnly) rmSync(`${file}.holder`, { force: true });
  };
  try {
    await waitFor(attach, { file, ...options });
    attached = true;
    if (!options.readOnly) {
      tellHolder(site, options.purpose);
      await connection.run(`create schema if not exists wh.${site.config.id}`);
    }
    await connection.run(`use wh.${site.config.id}`).catch(() => {
      throw new UserError(`the warehouse holds no site ${site.config.id}`, {
        where: file,
        fix: 'check id in site.yaml: it must not change once a warehouse exists',
      });
    });
    return { warehouse: new Warehouse(connection, lake ? 'ducklake' : 'duckdb'), close };
  } catch (error) {
    close();
    throw error;
  }
}

/** Files open in this process: the operating system's lock would not keep a second one of the same process out. */
const openHere = new Set<string>();

/** The file whose lock keeps others out: the warehouse's, or a lake's catalogue. */
export const warehouseFile = (site: Site): string => site.warehouse.replace(/^ducklake:/, '');

/** Leaves word of who holds the warehouse, since when and what for, for those that wait. */
export function tellHolder(site: Site, purpose: string): void {
  const word = { pid: process.pid, since: new Date().toISOString(), doing: purpose };
  leaveWord(`${warehouseFile(site)}.holder`, JSON.stringify(word));
}

/** A courtesy to others: a full disk must not stop the work for it. */
function leaveWord(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch {
    rmSync(file, { force: true });
  }
}

/** Whether anybody waits for the warehouse that this process holds. */
export function isWaitedFor(site: Site): boolean {
  const file = warehouseFile(site);
  const prefix = `${basename(file)}.waiting-`;
  return readdirSync(dirname(file)).some((name) => name.startsWith(prefix) && waiterLives(dirname(file), name, prefix));
}

/** What a killed process left is removed. */
function waiterLives(folder: string, name: string, prefix: string): boolean {
  const pid = Number.parseInt(name.slice(prefix.length), 10);
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    rmSync(join(folder, name), { force: true });
    return false;
  }
}

/**
 * Rows that a DuckDB file keeps, compresses and scans together. An eighth of its own size: a row group is what one core works
 * at, so tables of some hundred thousand orders keep all of them busy, and a month is found without reading the others.
 * A step must not insert nothing into a table and then more rows than this (`landingSettings` says why).
 */
const rowsOfGroup = 16_384;

/** DuckDB spills beyond this: the rest of the memory belongs to segmentation and to other programs. */
const memoryBytes = Math.min(2 * 2 ** 30, totalmem() / 4);

const quoted = (path: string) => path.replaceAll("'", "''");

const worthAWord = 300;
let waits = 0;

async function waitFor(
  attach: () => Promise<void>,
  { file, waitSeconds = 10, onWait }: OpenOptions & { file: string },
): Promise<void> {
  const began = performance.now();
  const deadline = began + waitSeconds * 1000;
  const waiting = `${file}.waiting-${process.pid}-${++waits}`;
  try {
    for (let told = false; ; ) {
      try {
        return await attach();
      } catch (error) {
        const message = (error as Error).message;
        if (!isLocked(message)) throw error instanceof UserError ? error : cannotBeOpened(file, message);
        const who = heldBy(file, message);
        if (performance.now() > deadline)
          throw new TransientError(`the warehouse is in use by ${who}`, {
            where: file,
            fix: 'wait for it to end, or stop that process',
            exitCode: 1,
          });
        leaveWord(waiting, '');
        // Whoever makes steps lets others in between two of them: only a longer wait is worth a word.
        if (!told && performance.now() > began + worthAWord) {
          onWait?.(`waiting for the warehouse, in use by ${who}`);
          told = true;
        }
        await sleep(40);
      }
    }
  } finally {
    rmSync(waiting, { force: true });
  }
}

/** Not any `lock`: a damaged file is told with its `block`, and paths hold all kinds of words. */
const isLocked = (message: string): boolean => /Could not set lock|Conflicting lock|lock held by this/i.test(message);

function cannotBeOpened(file: string, message: string): UserError {
  return (
    shortOfMeans(file, message) ??
    new UserError('the warehouse cannot be opened: the file is damaged, or was written by another version', {
      where: file,
      fix: 'restore it from a backup, or move it away and run again: everything is landed anew from the exports',
      exitCode: 1,
    })
  );
}

/** An error that comes from the machine, in words that say what to do; any other passes unchanged. */
export const machineTrouble = (site: Site, error: unknown): unknown =>
  error instanceof UserError
    ? error
    : (shortOfMeans(warehouseFile(site), error instanceof Error ? error.message : '') ?? error);

/** Whether a message says that nothing can be stored any more, by whatever step. */
export const isFullDisk = (message: string): boolean => message.includes(fullDisk);

const fullDisk = 'the disk is full or cannot be written';

function shortOfMeans(file: string, message: string): TransientError | undefined {
  if (!isShortOfMeans(message)) return undefined;
  if (/Out of Memory|could not allocate/i.test(message))
    return new TransientError('out of memory', {
      where: file,
      fix: 'end other programs, or use a machine with more memory; nothing stored is lost',
      exitCode: 1,
    });
  return new TransientError(fullDisk, {
    where: file,
    fix: 'free space on its disk, and run again; nothing stored is lost',
    exitCode: 1,
  });
}

/** Whether an error comes from the machine: no space, no memory, a failing disk. */
export const isShortOfMeans = (message: string): boolean =>
  /No space left|Out of Memory|could not allocate|Cannot write|Could not write|File too large|Input\/output error|Disk quota/i.test(
    message,
  );

function heldBy(file: string, message: string): string {
  try {
    const { pid, since, doing } = JSON.parse(readFileSync(`${file}.holder`, 'utf8'));
    return `process ${pid} since ${since}: ${doing}`;
  } catch {
    return /PID (\d+)/.exec(message)?.[0] ?? 'another process';
  }
}
