import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
let made = 0;

/**
 * Feeds lines to a reader of files through a named pipe, so that unmasked rows never touch the disk.
 * `read` gets the path and must read it once, to its end; its result is returned.
 */
export async function throughPipe<Result>(
  lines: AsyncIterable<Buffer>,
  scratch: string,
  read: (path: string) => Promise<Result>,
): Promise<Result> {
  const path = join(scratch, `rows-${process.pid}-${++made}.pipe`);
  await run('mkfifo', ['-m', '600', path]);
  let reading = true;
  const written = write(lines, path, () => reading).then(
    () => undefined,
    (cause: unknown) => ({ cause }),
  );
  try {
    const result = await read(path).finally(async () => {
      reading = false;
      await release(path);
    });
    const failure = await written;
    if (failure) throw failure.cause;
    return result;
  } catch (error) {
    const failure = await written;
    throw failure && !isBroken(failure.cause) ? failure.cause : error;
  } finally {
    await rm(path, { force: true });
  }
}

/** Writes until the lines end; when the reader has gone away first, that is the reader's failure to report. */
async function write(lines: AsyncIterable<Buffer>, path: string, reading: () => boolean): Promise<void> {
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
