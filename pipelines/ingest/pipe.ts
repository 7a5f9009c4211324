import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
let made = 0;

/**
 * Feeds lines to a reader of files through named pipes, so that unmasked rows never touch the disk. Each piece goes
 * whole into whichever pipe takes it first: a reader of several threads reads as many pipes at once, and one that reads
 * them one after the other finds the later ones empty.
 * `read` gets the paths and must read each once, to its end; its result is returned.
 */
export async function throughPipes<Result>(
  lines: AsyncGenerator<Buffer>,
  { scratch, pipes }: { scratch: string; pipes: number },
  read: (paths: string[]) => Promise<Result>,
): Promise<Result> {
  const paths = Array.from({ length: pipes }, () => join(scratch, `rows-${process.pid}-${++made}.pipe`));
  await run('mkfifo', ['-m', '600', ...paths]);
  let reading = true;
  const writing = paths.map((path) =>
    write(lines, path, () => reading).then(
      () => undefined,
      (cause: unknown) => ({ cause }),
    ),
  );
  /** Why nothing more could be written; that the reader has gone away is its own failure to report. */
  const failureOf = async () => {
    const failures = (await Promise.all(writing)).filter((failure) => failure !== undefined);
    return failures.find(({ cause }) => !isBroken(cause)) ?? failures[0];
  };
  try {
    const result = await read(paths).finally(async () => {
      reading = false;
      for (const path of paths) await release(path);
    });
    const failure = await failureOf();
    if (failure) throw failure.cause;
    return result;
  } catch (error) {
    const failure = await failureOf();
    throw failure && !isBroken(failure.cause) ? failure.cause : error;
  } finally {
    for (const path of paths) await rm(path, { force: true });
  }
}

/** Writes until the lines end. */
async function write(lines: AsyncGenerator<Buffer>, path: string, reading: () => boolean): Promise<void> {
  const handle = await open(path, 'w');
  try {
    if (!reading()) return;
    for await (const piece of lines)
      for (let at = 0; at < piece.length; ) at += (await handle.write(piece, at)).bytesWritten;
  } finally {
    await handle.close();
  }
}

/** Lets a writer go that still waits for a reader to open the pipe. */
async function release(path: string): Promise<void> {
  const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  await handle.close();
}

const isBroken = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'EPIPE';
