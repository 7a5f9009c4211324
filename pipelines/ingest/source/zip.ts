import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { createInflateRaw } from 'node:zlib';
import { UserError } from '../../user-error.ts';
import { cutOff } from './bytes.ts';

interface Entry {
  name: string;
  method: number;
  packed: number;
  unpacked: number;
  offset: number;
}

const damaged = () =>
  new UserError('its archive is damaged', { fix: 'copy it again, or save it again in Excel or WPS' });

/**
 * A ZIP archive read through its directory, so that parts can be read in any order and nothing is unpacked to disk.
 * Sizes are checked while unpacking: an archive cannot claim less than it holds.
 */
export class ZipArchive {
  readonly #path: string;
  readonly #entries: Map<string, Entry>;

  private constructor(path: string, entries: Map<string, Entry>) {
    this.#path = path;
    this.#entries = entries;
  }

  /** @throws UserError for a file that is cut off or damaged. */
  static async open(path: string): Promise<ZipArchive> {
    const handle = await open(path);
    try {
      return new ZipArchive(path, await readDirectory(handle));
    } finally {
      await handle.close();
    }
  }

  has(name: string): boolean {
    return this.#entries.has(name);
  }

  names(): string[] {
    return [...this.#entries.keys()];
  }

  /** A small part as text. */
  async text(name: string): Promise<string> {
    let text = '';
    for await (const piece of this.pieces(name)) {
      text += piece;
      if (text.length > 64 << 20)
        throw new UserError(`its part ${name} is larger than 64 MB`, { fix: 'export it as CSV' });
    }
    return text;
  }

  /** A part as text, in pieces. */
  async *pieces(name: string): AsyncGenerator<string> {
    const entry = this.#entries.get(name);
    if (!entry) throw damaged();
    const start = await this.#contentStart(entry);
    const decoder = new TextDecoder('utf-8');
    let size = 0;
    for await (const piece of this.#unpacked(entry, start)) {
      size += piece.length;
      if (size > entry.unpacked) throw damaged();
      yield decoder.decode(piece, { stream: true });
    }
    yield decoder.decode();
  }

  /** Where the content begins: the entry's own header says how long its name and extra fields are. */
  async #contentStart(entry: Entry): Promise<number> {
    const handle = await open(this.#path);
    try {
      const local = Buffer.alloc(30);
      await handle.read(local, 0, 30, entry.offset);
      if (local.readUInt32LE(0) !== 0x04034b50) throw damaged();
      return entry.offset + 30 + local.readUInt16LE(26) + local.readUInt16LE(28);
    } finally {
      await handle.close();
    }
  }

  async *#unpacked(entry: Entry, start: number): AsyncGenerator<Buffer> {
    if (entry.packed === 0) return;
    const raw = createReadStream(this.#path, { start, end: start + entry.packed - 1, highWaterMark: 1 << 18 });
    if (entry.method === 0) return yield* raw as AsyncIterable<Buffer>;
    if (entry.method !== 8)
      throw new UserError('it is packed in a way that cannot be read', { fix: 'save it again in Excel or WPS' });
    const inflate = raw.pipe(createInflateRaw({ chunkSize: 1 << 18 }));
    raw.on('error', (error) => inflate.destroy(error));
    try {
      yield* inflate as AsyncIterable<Buffer>;
    } catch (error) {
      throw /^Z_/.test((error as NodeJS.ErrnoException).code ?? '') ? damaged() : error;
    } finally {
      raw.destroy();
      inflate.destroy();
    }
  }
}

async function readDirectory(handle: FileHandle): Promise<Map<string, Entry>> {
  const { size } = await handle.stat();
  const tail = Buffer.alloc(Math.min(size, 65_557));
  await handle.read(tail, 0, tail.length, size - tail.length);
  const end = tail.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (end < 0 || end + 22 > tail.length) throw cutOff();
  let count = tail.readUInt16LE(end + 10);
  let length = tail.readUInt32LE(end + 12);
  let offset = tail.readUInt32LE(end + 16);
  if (count === 0xffff || offset === 0xffffffff) {
    const locator = end - 20;
    if (locator < 0 || tail.readUInt32LE(locator) !== 0x07064b50) throw damaged();
    const large = Buffer.alloc(56);
    await handle.read(large, 0, 56, Number(tail.readBigUInt64LE(locator + 8)));
    count = Number(large.readBigUInt64LE(32));
    length = Number(large.readBigUInt64LE(40));
    offset = Number(large.readBigUInt64LE(48));
  }
  if (length > 64 << 20 || offset + length > size) throw cutOff();
  const directory = Buffer.alloc(length);
  await handle.read(directory, 0, length, offset);
  return entriesOf(directory, count);
}

function entriesOf(directory: Buffer, count: number): Map<string, Entry> {
  const entries = new Map<string, Entry>();
  for (let at = 0, i = 0; i < count; i++) {
    if (at + 46 > directory.length || directory.readUInt32LE(at) !== 0x02014b50) throw damaged();
    if (directory.readUInt16LE(at + 8) & 1)
      throw new UserError('it has a password', { fix: 'save it without a password in Excel or WPS' });
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((field) =>
      directory.readUInt16LE(at + field),
    ) as [number, number, number];
    const name = directory.toString('utf8', at + 46, at + 46 + nameLength);
    const entry: Entry = {
      name,
      method: directory.readUInt16LE(at + 10),
      packed: directory.readUInt32LE(at + 20),
      unpacked: directory.readUInt32LE(at + 24),
      offset: directory.readUInt32LE(at + 42),
    };
    readLargeSizes(entry, directory.subarray(at + 46 + nameLength, at + 46 + nameLength + extraLength));
    if (entry.unpacked > 1 << 30 && entry.unpacked > 300 * entry.packed)
      throw new UserError('it unpacks to more than 300 times its size, which no export does', {
        fix: 'check where it comes from',
      });
    entries.set(name, entry);
    at += 46 + nameLength + extraLength + commentLength;
  }
  return entries;
}

/** Sizes beyond 4 GB stand in an extra field. */
function readLargeSizes(entry: Entry, extra: Buffer): void {
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== 1) continue;
    let field = at + 4;
    for (const key of ['unpacked', 'packed', 'offset'] as const)
      if (entry[key] === 0xffffffff && field + 8 <= extra.length) {
        entry[key] = Number(extra.readBigUInt64LE(field));
        field += 8;
      }
  }
}
