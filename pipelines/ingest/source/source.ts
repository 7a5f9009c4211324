import { UserError } from '../../user-error.ts';
import type { Contract } from '../contract.ts';
import { bytesOf, containerOf, firstBytes } from './bytes.ts';
import { openDelimited } from './delimited.ts';
import { asUtf8, declaredEncoding, encodingOf, telling } from './encoding.ts';
import type { Layout } from './header.ts';
import { openJsonLines } from './json-lines.ts';
import { openWorkbook } from './workbook.ts';

/**
 * An export opened for reading. Whatever its format, its rows come as one kind of lines that DuckDB reads at full
 * speed: row number, fault, then either the cells of the row (delimited, quoted by RFC 4180) or a line of JSON.
 */
export interface Source {
  format: 'csv' | 'xlsx' | 'jsonl';
  encoding: string;
  layout: Layout;
  /** How the lines are written. JSON lines hold one cell, not quoted. */
  delimiter: string;
  /** Cells per line, after row number and fault. */
  width: number;
  /** Whole lines in UTF-8. Read once. */
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
};

/**
 * Opens an export: finds out its format and encoding by content, finds its header.
 * @throws UserError naming what is wrong and the fix.
 */
export async function openSource(path: string, contract: Contract): Promise<Source> {
  const container = containerOf(await firstBytes(path, 4096));
  if (container === 'xlsx') return openWorkbook(path, contract);
  const pieces = () => bytesOf(path, container);
  const sample = await telling(pieces());
  const judged = encodingOf(sample);
  if (!judged.startsWith('utf-16') && looksBinary(sample.subarray(0, 65_536)))
    throw new UserError('it is no text, table or workbook that can be read', { fix: 'export it as .xlsx or CSV' });
  const encoding = declaredEncoding(contract) ?? judged;
  const doubt = encoding === judged ? '' : `; the contract says ${encoding}, but the bytes look like ${judged}`;
  const text = () => asUtf8(pieces(), encoding);
  const head = await headOf(text());
  if (/^\s*\{/.test(head.subarray(0, 4096).toString('utf8'))) return openJsonLines(text, contract, encoding);
  return openDelimited(text, head, contract, { encoding, doubt });
}

/** Text has next to no control characters; a stray NUL in it is no reason to refuse it. */
const looksBinary = (sample: Buffer): boolean =>
  sample.filter((byte) => byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d).length >
  Math.max(4, sample.length / 20);

/** Enough of the beginning to hold the header and some rows. */
async function headOf(text: AsyncIterable<Buffer>): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of text) {
    parts.push(part);
    size += part.length;
    if (size > 1 << 20) break;
  }
  return Buffer.concat(parts);
}
