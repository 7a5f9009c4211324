import { stat } from 'node:fs/promises';
import { UserError } from '../../user-error.ts';
import type { Contract } from '../contract.ts';
import { isDocument, memberBytes, membersOf } from './archive.ts';
import { type Bytes, fileBytes, gunzipped, headOf, namelessCopy } from './bytes.ts';
import { openDelimited } from './delimited.ts';
import { asUtf8, declaredEncoding, encodingOf, telling } from './encoding.ts';
import type { Layout } from './header.ts';
import { openJson } from './json.ts';
import { kindOf } from './kind.ts';
import { openParquet } from './parquet.ts';
import { placeOf } from './place.ts';
import { openWorkbook } from './workbook.ts';
import { ZipArchive } from './zip.ts';

/**
 * An export opened for reading. Whatever its format, its rows come as one kind of lines that DuckDB reads at full
 * speed: row number, fault, then either the cells of the row (delimited, quoted by RFC 4180) or a line of JSON.
 */
export interface Source {
  /** `jsonl`: JSON of any shape, whose objects come as lines. */
  format: 'csv' | 'xlsx' | 'jsonl' | 'parquet';
  encoding: string;
  layout: Layout;
  /** How the lines are written. JSON lines hold one cell, not quoted. */
  delimiter: string;
  /** Cells per line, after row number and fault. */
  width: number;
  /** Whole lines in UTF-8. Read once; what was opened for them is closed when they end or are returned. */
  lines: AsyncIterable<Buffer>;
  /** Rows of the source so far, with all that stands above the header. Complete once `lines` has ended. */
  rows(): number;
  /** Rows that are no data and not among the lines, by reason. Complete once `lines` has ended. */
  passedOver(): Record<string, number>;
}

/** What can be wrong with a row as a whole; the fault of a line. */
export const faults: Record<string, { reason: string; fix: string }> = {
  cells: {
    reason: 'the row has another number of cells than the header',
    fix: 'put texts that hold the delimiter in quotes, or export as .xlsx',
  },
  quote: {
    reason: 'a quote opens in this row and does not close',
    fix: 'double the quotes inside texts, or export as .xlsx',
  },
  bytes: {
    reason: 'bytes that are no text in the encoding of the file',
    fix: 'export the file again, in one encoding',
  },
  long: { reason: 'the row is longer than 1 MB', fix: 'look at the row in the source: a text has run on' },
  json: { reason: 'the line is not a JSON object', fix: 'write one object per line' },
  formula: {
    reason: 'a formula that was never computed',
    fix: 'open the workbook in Excel or WPS, save it, and copy it again',
  },
};

/**
 * Opens an export: finds out its format and encoding by content, finds its header. `path` is that of a file, or that of
 * an archive followed by the name of a file in it.
 * @throws UserError naming what is wrong and the fix; `lines` throw one as well, also when the file changes meanwhile.
 */
export async function openSource(path: string, contract: Contract): Promise<Source> {
  const { file, member } = await placeOf(path);
  const before = await stat(file);
  const source = await openBytes(member === undefined ? fileBytes(file) : memberBytes(file, member), contract, {
    packed: member !== undefined,
  });
  const inner = source.lines;
  async function* lines(): AsyncGenerator<Buffer> {
    yield* inner;
    const after = await stat(file);
    if (after.size !== before.size || after.mtimeMs !== before.mtimeMs)
      throw new UserError('it has changed while it was read: it is still being written', {
        fix: 'nothing to do: it is taken by the next run once it is complete',
      });
  }
  return { ...source, lines: lines() };
}

const nested = (fix: string): UserError => new UserError('it is an archive within an archive', { fix });

/** `packed`: the bytes have come out of an archive already. */
async function openBytes(bytes: Bytes, contract: Contract, { packed }: { packed: boolean }): Promise<Source> {
  const kind = kindOf(await headOf(bytes.pieces(), 4096));
  switch (kind) {
    case 'gzip':
      if (packed) throw nested('unpack the outer archive into the exports folder');
      return openBytes(gunzipped(bytes), contract, { packed: true });
    case 'zip':
      return withPath(bytes, async (path) => {
        const archive = await ZipArchive.open(path);
        if (isDocument(archive)) return openWorkbook(archive, contract);
        if (packed) throw nested('unpack the outer archive into the exports folder');
        return openBytes(await onlyMember(path), contract, { packed: true });
      });
    case 'parquet':
      return withPath(bytes, (path) => openParquet(path, contract));
    case 'text':
      return openText(bytes, contract);
  }
}

/** An archive that is opened as one export must hold one file. */
async function onlyMember(path: string): Promise<Bytes> {
  const { names = [] } = (await membersOf(path)) ?? {};
  if (names.length !== 1)
    throw new UserError(`it is an archive of ${names.length} files`, {
      fix: 'name the one to read after the archive: archive.zip/name-in-it.csv',
    });
  return memberBytes(path, names[0]!);
}

/** Opens bytes at a path where a reader can move about in them; unpacked ones are copied out first. */
async function withPath(bytes: Bytes, open: (path: string) => Promise<Source>): Promise<Source> {
  if (bytes.path !== undefined) return open(bytes.path);
  const { path, release } = await namelessCopy(bytes);
  try {
    const source = await open(path);
    async function* lines(): AsyncGenerator<Buffer> {
      try {
        yield* source.lines;
      } finally {
        release();
      }
    }
    return { ...source, lines: lines() };
  } catch (error) {
    release();
    throw error;
  }
}

async function openText(bytes: Bytes, contract: Contract): Promise<Source> {
  const sample = await telling(bytes.pieces());
  const judged = encodingOf(sample);
  if (!judged.startsWith('utf-16') && looksBinary(sample.subarray(0, 65_536)))
    throw new UserError('it is no text, table or workbook that can be read', { fix: 'export it as .xlsx or CSV' });
  const encoding = declaredEncoding(contract) ?? judged;
  const doubt = encoding === judged ? '' : `; the contract says ${encoding}, but the bytes look like ${judged}`;
  const text = () => asUtf8(bytes.pieces(), encoding);
  const head = await headOf(text(), 1 << 20);
  return openJson(text, head, contract, encoding) ?? openDelimited(text, head, contract, { encoding, doubt });
}

/** Text has next to no control characters; a stray NUL in it is no reason to refuse it. */
const looksBinary = (sample: Buffer): boolean =>
  sample.filter((byte) => byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d).length >
  Math.max(4, sample.length / 20);
