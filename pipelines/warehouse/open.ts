import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { totalmem } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DuckDBInstance } from 'duckdb';
import type { Site } from '../site/site.ts';
import { UserError } from '../user-error.ts';
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

/**
 * Opens the site's warehouse, runs `work`, and closes it again. A DuckDB file admits one process,
 * so others wait here up to `waitSeconds` and are then told who holds it, since when, doing what.
 * @throws UserError when the file stays held, is missing (readers) or cannot be opened.
 */
export async function withWarehouse<Result>(
  site: Site,
  options: OpenOptions,
  work: (warehouse: Warehouse) => Promise<Result>,
): Promise<Result> {
  const lake = site.warehouse.startsWith('ducklake:');
  const file = lake ? site.warehouse.slice('ducklake:'.length) : site.warehouse;
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
  });
  const connection = await instance.connect();
  await connection.run("load icu; set TimeZone = 'UTC'");
  const holder = `${file}.holder`;
  try {
    await waitFor(
      async () => {
        if (lake) {
          await connection.run(`load '${await ducklakeExtension()}'`);
          const data = join(dirname(file), `${basename(file)}.files`);
          await connection.run(`attach 'ducklake:${quoted(file)}' as wh (data_path '${quoted(data)}')`);
        } else await connection.run(`attach '${quoted(file)}' as wh ${options.readOnly ? '(read_only)' : ''}`);
      },
      { file, holder, ...options },
    );
    if (!options.readOnly) {
      writeFileSync(
        holder,
        JSON.stringify({ pid: process.pid, since: new Date().toISOString(), doing: options.purpose }),
      );
      await connection.run(`create schema if not exists wh.${site.config.id}`);
    }
    await connection.run(`use wh.${site.config.id}`).catch(() => {
      throw new UserError(`the warehouse holds no site ${site.config.id}`, {
        where: file,
        fix: 'check id in site.yaml: it must not change once a warehouse exists',
      });
    });
    return await work(new Warehouse(connection, lake ? 'ducklake' : 'duckdb'));
  } finally {
    connection.closeSync();
    instance.closeSync();
    if (!options.readOnly) rmSync(holder, { force: true });
  }
}

/** DuckDB spills beyond this: the rest of the memory belongs to segmentation and to other programs. */
const memoryBytes = Math.min(2 * 2 ** 30, totalmem() / 4);

const quoted = (path: string) => path.replaceAll("'", "''");

async function waitFor(
  attach: () => Promise<void>,
  { file, holder, waitSeconds = 10, onWait }: OpenOptions & { file: string; holder: string },
): Promise<void> {
  const deadline = performance.now() + waitSeconds * 1000;
  for (let told = false; ; ) {
    try {
      return await attach();
    } catch (error) {
      const message = (error as Error).message;
      if (!/lock/i.test(message))
        throw error instanceof UserError
          ? error
          : new UserError('the warehouse cannot be opened: the file is damaged, or was written by another version', {
              where: file,
              fix: 'restore it from a backup, or move it away and run again: everything is landed anew from the exports',
              exitCode: 1,
            });
      const who = heldBy(holder, message);
      if (performance.now() > deadline)
        throw new UserError(`the warehouse is in use by ${who}`, {
          where: file,
          fix: 'wait for it to end, or stop that process',
          exitCode: 1,
        });
      if (!told) onWait?.(`waiting for the warehouse, in use by ${who}`);
      told = true;
      await sleep(200);
    }
  }
}

function heldBy(holder: string, message: string): string {
  try {
    const { pid, since, doing } = JSON.parse(readFileSync(holder, 'utf8'));
    return `process ${pid} since ${since}: ${doing}`;
  } catch {
    return /PID (\d+)/.exec(message)?.[0] ?? 'another process';
  }
}
