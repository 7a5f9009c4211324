import { closeSync, createReadStream, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline, type Transform } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { UserError } from '../../user-error.ts';

/** The bytes of an export, read from the beginning as often as needed, in pieces of up to 1 MB. */
export interface Bytes {
  pieces(): AsyncIterable<Buffer>;
  /** Where they lie as they are; missing when they are unpacked on the way. */
  path?: string;
}

/** What is packed more tightly than this is no export but an attack on the disk: real ones reach 10 to 60 times. */
const mostRatio = 300;

/** Below this the ratio does not matter. */
const freeSize = 128 << 20;

/** Nothing is unpacked beyond this, however little it was packed. */
const mostUnpacked = 64 * 2 ** 30;

export const cutOff = (): UserError =>
  new UserError('it is cut off or still being copied', {
    fix: 'nothing to do if it is being copied: it is taken by the next run; else copy it again',
  });

/** @throws UserError when so much comes out of so little that it must be a bomb. */
export function checkUnpacked(unpacked: number, packed: number): void {
  if (unpacked > freeSize && unpacked > mostRatio * packed)
    throw new UserError(`it unpacks to more than ${mostRatio} times its size, which no export does`, {
      fix: 'check where it comes from; if it is sound, put the unpacked file into the exports folder',
    });
  if (unpacked > mostUnpacked)
    throw new UserError(`it unpacks to more than ${mostUnpacked / 2 ** 30} GB`, {
      fix: 'export it in several files, by month',
    });
}

/** The bytes of a file. */
export const fileBytes = (path: string): Bytes => ({
  path,
  pieces: () => createReadStream(path, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>,
});

/** What gzip packed. Pieces end with a UserError when it is cut off, damaged or a bomb. */
export const gunzipped = (packed: Bytes): Bytes => ({
  async *pieces() {
    let taken = 0;
    let given = 0;
    async function* counted() {
      for await (const piece of packed.pieces()) {
        taken += piece.length;
        yield piece;
      }
    }
    for await (const piece of through(createGunzip({ chunkSize: 1 << 20 }), counted())) {
      given += piece.length;
      checkUnpacked(given, taken);
      yield piece;
    }
  },
});

/** Passes bytes through one of zlib's streams, and says what its errors mean. */
export async function* through(stream: Transform, pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  pipeline(pieces, stream, () => undefined); // a failure of the source ends the stream, and is thrown below
  try {
    yield* stream as AsyncIterable<Buffer>;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'Z_BUF_ERROR') throw cutOff();
    if (code?.startsWith('Z_')) throw new UserError('its compressed content is damaged', { fix: 'copy it again' });
    throw error;
  } finally {
    stream.destroy();
  }
}

/** The first bytes, up to `length`. */
export async function headOf(pieces: AsyncIterable<Buffer>, length: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const piece of pieces) {
    parts.push(piece);
    size += piece.length;
    if (size >= length) break;
  }
  return Buffer.concat(parts);
}

/**
 * A copy of the bytes for readers that must move about in them. It has no name on the disk, so that a killed process
 * leaves nothing of it; `release` gives its room back.
 */
export async function namelessCopy(bytes: Bytes): Promise<{ path: string; release: () => void }> {
  const folder = mkdtempSync(join(tmpdir(), 'minqing-copy-'));
  const descriptor = openSync(join(folder, 'copy'), 'wx+', 0o600);
  rmSync(folder, { recursive: true });
  const release = () => closeSync(descriptor);
  try {
    for await (const piece of bytes.pieces())
      for (let at = 0; at < piece.length; ) at += writeSync(descriptor, piece, at);
  } catch (error) {
    release();
    throw error;
  }
  return { path: `/dev/fd/${descriptor}`, release };
}
