import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import { UserError } from '../../user-error.ts';

export type Container = 'text' | 'gzip' | 'xlsx';

const cutOff = () =>
  new UserError('it is cut off or still being copied', {
    fix: 'nothing to do if it is being copied: it is taken by the next run; else copy it again',
  });

/** The first bytes of a file. */
export async function firstBytes(path: string, length: number): Promise<Buffer> {
  const handle = await open(path);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

/**
 * What a file is, by its content, never by its name.
 * @throws UserError for kinds that cannot be read, with a way out.
 */
export function containerOf(head: Buffer): Container {
  const starts = (...bytes: number[]) => bytes.every((byte, i) => head[i] === byte);
  if (starts(0x50, 0x4b, 0x03, 0x04)) return 'xlsx';
  if (starts(0x1f, 0x8b)) return 'gzip';
  if (starts(0xd0, 0xcf, 0x11, 0xe0))
    throw new UserError('it is an old Excel file (.xls) or a workbook with a password', {
      fix: 'open it in Excel or WPS and save it as “Excel 工作簿 (.xlsx)” without a password, or as CSV',
    });
  if (head.subarray(0, 4).toString('latin1') === 'PAR1')
    throw new UserError('it is a Parquet file, which is not read yet', { fix: 'export it as CSV (UTF-8)' });
  if (starts(0x25, 0x50, 0x44, 0x46))
    throw new UserError('it is a PDF', { fix: 'export the table itself as .xlsx or CSV' });
  if (starts(0x52, 0x61, 0x72, 0x21) || starts(0x37, 0x7a, 0xbc, 0xaf))
    throw new UserError('it is a RAR or 7z archive', { fix: 'unpack it into the exports folder' });
  const text = head
    .subarray(0, 512)
    .toString('latin1')
    .replace(/^\xef\xbb\xbf/, '')
    .trimStart()
    .toLowerCase();
  if (/^(<!doctype html|<html|<table|<meta|<\?xml)/.test(text))
    throw new UserError('it is a web page or XML, although it may be called .xls', {
      fix: 'open it in Excel or WPS and save it as “Excel 工作簿 (.xlsx)”',
    });
  return 'text';
}

/** A file's bytes, unpacked, in pieces of about 1 MB. Memory does not grow with the file. */
export async function* bytesOf(path: string, container: 'text' | 'gzip'): AsyncGenerator<Buffer> {
  const raw = createReadStream(path, { highWaterMark: 1 << 20 });
  if (container === 'text') {
    yield* raw as AsyncIterable<Buffer>;
    return;
  }
  const unpacked = raw.pipe(createGunzip({ chunkSize: 1 << 20 }));
  raw.on('error', (error) => unpacked.destroy(error));
  let size = 0;
  try {
    for await (const piece of unpacked as AsyncIterable<Buffer>) {
      size += piece.length;
      if (size > 1 << 30 && size > 300 * raw.bytesRead)
        throw new UserError('it unpacks to more than 300 times its size, which no export does', {
          fix: 'check where it comes from',
        });
      yield piece;
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'Z_BUF_ERROR') throw cutOff();
    if (code === 'Z_DATA_ERROR') throw new UserError('its compressed content is damaged', { fix: 'copy it again' });
    throw error;
  } finally {
    raw.destroy();
    unpacked.destroy();
  }
}

export { cutOff };
