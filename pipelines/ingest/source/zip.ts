import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { crc32, createInflateRaw } from 'node:zlib';
import { UserError } from '../../user-error.ts';
import { checkUnpacked, cutOff, through } from './bytes.ts';

interface Entry {
  name: string;
  method: number;
  check: number;
  packed: number;
  unpacked: number;
  offset: number;
}

export const damaged = (): UserError =>
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

  /** @throws UserError for a file that is cut off, damaged, has a password, or claims to hold far more than it can. */
  static async open(path: string): Promise<ZipArchive> {
    const handle = await open(path);
    try {
      const { size } = await handle.stat();
      const entries = await readDirectory(handle, size);
      let claimed = 0;
      for (const { unpacked } of entries.values()) claimed += unpacked;
      checkUnpacked(claimed, size);
      return new ZipArchive(path, entries);
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
    const decoder = new TextDecoder('utf-8');
    for await (const piece of this.bytes(name)) yield decoder.decode(piece, { stream: true });
    yield decoder.decode();
  }

  /** A part, unpacked. Its size and check sum must be those of the directory. */
  async *bytes(name: string): AsyncGenerator<Buffer> {
    const entry = this.#entries.get(name);
    if (!entry) throw damaged();
    const start = await this.#contentStart(entry);
    if (!Number.isSafeInteger(start + entry.packed)) throw damaged();
    let size = 0;
    let check = 0;
    for await (const piece of this.#unpacked(entry, start)) {
      size += piece.length;
      check = crc32(piece, check);
      if (size > entry.unpacked) throw damaged();
      yield piece;
    }
    if (size !== entry.unpacked || check !== entry.check) throw damaged();
  }

  /** Where the content begins: the entry's own header says how long its name and extra fields are. */
  async #contentStart(entry: Entry): Promise<number> {
    const handle = await open(this.#path);
    try {
      const local = Buffer.alloc(30);
      if (!Number.isSafeInteger(entry.offset)) throw damaged();
      await handle.read(local, 0, 30, entry.offset);
      if (local.readUInt32LE(0) !== 0x04034b50) throw damaged();
      return entry.offset + 30 + local.readUInt16LE(26) + local.readUInt16LE(28);
    } finally {
      await handle.close();
    }
  }

  #unpacked(entry: Entry, start: number): AsyncIterable<Buffer> {
    if (entry.packed === 0) return nothing();
    if (entry.method !== 0 && entry.method !== 8)
      throw new UserError('it is packed in a way that cannot be read', { fix: 'save it again in Excel or WPS' });
    const end = start + entry.packed - 1;
    const raw = createReadStream(this.#path, { start, end, highWaterMark: 1 << 18 }) as AsyncIterable<Buffer>;
    return entry.method === 0 ? raw : through(createInflateRaw({ chunkSize: 1 << 18 }), raw);
  }
}

async function* nothing(): AsyncGenerator<Buffer> {}

async function readDirectory(handle: FileHandle, size: number): Promise<Map<string, Entry>> {
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
    const at = Number(tail.readBigUInt64LE(locator + 8));
    if (at + 56 > size) throw damaged();
    await handle.read(large, 0, 56, at);
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
    const name = decodedName(directory.subarray(at + 46, at + 46 + nameLength));
    const entry: Entry = {
      name,
      method: directory.readUInt16LE(at + 10),
      check: directory.readUInt32LE(at + 16),
      packed: directory.readUInt32LE(at + 20),
      unpacked: directory.readUInt32LE(at + 24),
      offset: directory.readUInt32LE(at + 42),
    };
    readLargeSizes(entry, directory.subarray(at + 46 + nameLength, at + 46 + nameLength + extraLength));
    entries.set(name, entry);
    at += 46 + nameLength + extraLength + commentLength;
  }
  return entries;
}

/** Names are UTF-8, or GBK from older programs in China, whether or not they say so. */
const decodedName = (name: Buffer): string => new TextDecoder(isUtf8(name) ? 'utf-8' : 'gb18030').decode(name);

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
