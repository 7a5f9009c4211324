import { isUtf8 } from 'node:buffer';
import { UserError } from '../../user-error.ts';
import type { Contract } from '../contract.ts';
import { cutOff } from './bytes.ts';
import { replacementIn } from './encoding.ts';
import { checkWidth, findHeader, headerMissing, headerWithin, layoutOf } from './header.ts';
import { LineBuffer } from './line-buffer.ts';
import { cellsOf, longestRecord, RecordScanner } from './records.ts';
import type { Source } from './source.ts';

const delimiters = [',', '\t', ';', '|'];
const LF = 0x0a;
const CR = 0x0d;

/** So many lines of a cell are searched for the beginning of another row. */
const mostLinesOfCell = 1000;

/**
 * Opens delimited text (UTF-8 by now): finds delimiter and header by the contract's names.
 * @throws UserError when no row is the header, or a required column is missing.
 */
export function openDelimited(
  text: () => AsyncIterable<Buffer>,
  head: Buffer,
  contract: Contract,
  { encoding, doubt }: { encoding: string; doubt: string },
): Source {
  const attempts = newlinesIn(head).flatMap((newline) =>
    delimiters.map((delimiter) => {
      const rows = firstRows(head, delimiter, newline);
      const header = findHeader(rows, contract);
      const at = rows[header]?.some((cell) => /\r(?!\n|$)/.test(cell)) ? -1 : header;
      return { delimiter, newline, rows, at, width: rows[at]?.length ?? Math.max(0, ...rows.map((row) => row.length)) };
    }),
  );
  // Texts with a CR in a cell are common, files of lines that end in CR are not: those only where LF leads to no header.
  const found = attempts.filter(({ at }) => at >= 0).sort((a, b) => a.newline - b.newline || b.width - a.width)[0];
  if (!found) {
    const likely = [...attempts].sort((a, b) => b.width - a.width)[0]!;
    throw headerMissing(likely.rows, contract, doubt);
  }
  const header = [...found.rows[found.at]!];
  while (header.length > 1 && header.at(-1)!.trim() === '') header.pop();
  checkWidth(header, found.at + 1);
  const reading = new DelimitedReading({
    delimiter: found.delimiter,
    newline: found.newline,
    width: header.length,
    above: found.at + 1,
    footers: contract.ignore?.first_cell ?? [],
    decoded: encoding !== 'utf-8',
  });
  return {
    format: 'csv',
    encoding,
    layout: layoutOf(header, contract),
    delimiter: found.delimiter,
    width: header.length,
    lines: reading.lines(text()),
    rows: () => reading.rows,
    passedOver: () => ({ header: 1, ...(found.at > 0 && { title: found.at }) }),
  };
}

/** Line breaks are LF, with or without CR; old programs of Apple's write CR alone, and LF within cells. */
const newlinesIn = (head: Buffer): number[] => (!head.includes(CR) ? [LF] : head.includes(LF) ? [LF, CR] : [CR]);

function firstRows(head: Buffer, delimiter: string, newline: number): string[][] {
  const scanner = new RecordScanner(delimiter.charCodeAt(0), newline);
  const rows: string[][] = [];
  for (
    let at = 0;
    at < head.length && rows.length < headerWithin && scanner.next(head, at, true);
    at = scanner.following
  )
    rows.push(cellsOf(head.toString('utf8', at, scanner.end), delimiter));
  return rows;
}

interface Shape {
  delimiter: string;
  newline: number;
  /** Cells of the header. */
  width: number;
  /** Rows down to and with the header. */
  above: number;
  /** First words of total rows. */
  footers: string[];
  /** The text was of another encoding, and what could not be read of it has become U+FFFD. */
  decoded: boolean;
}

/** One pass over the text: regular rows are passed on as they are, the others written anew or marked with their fault. */
class DelimitedReading {
  rows = 0;
  readonly #delimiter: string;
  readonly #code: number;
  readonly #newline: number;
  readonly #width: number;
  readonly #above: number;
  readonly #footers: string[];
  readonly #decoded: boolean;
  readonly #blank: Buffer;
  /** Within a line that is too long: what is left of it is passed over. */
  #skipping = false;

  constructor({ delimiter, newline, width, above, footers, decoded }: Shape) {
    this.#delimiter = delimiter;
    this.#code = delimiter.charCodeAt(0);
    this.#newline = newline;
    this.#width = width;
    this.#above = above;
    this.#footers = footers;
    this.#decoded = decoded;
    this.#blank = Buffer.from(delimiter.repeat(width - 1));
  }

  async *lines(text: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    const out = new LineBuffer(this.#delimiter);
    let rest: Buffer = Buffer.alloc(0);
    for await (const piece of text) {
      rest = this.#take(rest.length > 0 ? Buffer.concat([rest, piece]) : piece, out, false);
      if (out.length > 0) yield out.take();
    }
    this.#take(rest, out, true);
    if (out.length > 0) yield out.take();
  }

  /** Takes all whole records and returns the bytes that are left. */
  #take(bytes: Buffer, out: LineBuffer, last: boolean): Buffer {
    const scanner = new RecordScanner(this.#code, this.#newline);
    const whole = last ? bytes : bytes.subarray(0, bytes.lastIndexOf(this.#newline) + 1);
    const clean = isUtf8(whole) && !(this.#decoded && whole.includes(replacementIn));
    let at = 0;
    if (this.#skipping) {
      at = bytes.indexOf(this.#newline) + 1;
      if (at === 0) {
        if (last) throw this.#truncated();
        return Buffer.alloc(0);
      }
      this.#skipping = false;
    }
    while (at < bytes.length && scanner.next(bytes, at, last)) {
      if (this.rows >= this.#above && this.#runsOver(bytes, at, scanner)) {
        const lineEnd = bytes.indexOf(this.#newline, at);
        if (lineEnd < 0 && !last && bytes.length - at <= 2 * longestRecord) break;
        const end = lineEnd < 0 ? bytes.length : lineEnd;
        if (last && lineEnd < 0 && this.#width > 1) throw this.#truncated();
        if (lineEnd < 0 && !last) this.#skipping = true;
        this.rows++;
        this.#emitFault(
          out,
          end - at > longestRecord ? 'long' : 'quote',
          bytes.toString('utf8', at, Math.min(end, at + 200)),
        );
        at = lineEnd < 0 ? bytes.length : lineEnd + 1;
        continue;
      }
      this.rows++;
      if (this.rows > this.#above) this.#emit(bytes, at, scanner, out, clean);
      at = scanner.following;
    }
    return bytes.subarray(at);
  }

  /** Whether the record found is really several, held together by a quote that never closes. */
  #runsOver(bytes: Buffer, start: number, scanner: RecordScanner): boolean {
    if (scanner.unclosed) return true;
    if (scanner.lines === 1) return false;
    if (scanner.cells !== this.#width) return true;
    const own = this.#firstCellShape(bytes, start, scanner.end);
    if (own === '' || this.#width < 3) return false;
    let looked = 0;
    for (let line = bytes.indexOf(this.#newline, start) + 1; line > 0 && line < scanner.end; ) {
      if (++looked > mostLinesOfCell) return false;
      const next = bytes.indexOf(this.#newline, line);
      const end = next < 0 || next > scanner.end ? scanner.end : next;
      let delimiterCount = 0;
      for (let i = line; i < end; i++) if (bytes[i] === this.#code) delimiterCount++;
      if (delimiterCount >= this.#width - 1 && this.#firstCellShape(bytes, line, end) === own) return true;
      line = end + 1;
    }
    return false;
  }

  /** What a number or code at the beginning of a line looks like; empty for words and nothing. */
  #firstCellShape(bytes: Buffer, start: number, end: number): string {
    let stop = start;
    while (stop < end && stop - start < 64 && bytes[stop] !== this.#code) stop++;
    const cell = bytes.toString('latin1', start, stop).replace(/^"|"$/g, '').trim();
    return /^[\w./-]+$/.test(cell) ? cell.replace(/\d+/g, '9').replace(/[a-z]+/gi, 'A') : '';
  }

  #emit(bytes: Buffer, start: number, scanner: RecordScanner, out: LineBuffer, clean: boolean): void {
    const { end, cells } = scanner;
    if (end === start) out.raw(this.rows, '', this.#blank, 0, this.#blank.length);
    else if (end - start > longestRecord) this.#emitFault(out, 'long', bytes.toString('utf8', start, start + 200));
    else if (!clean && !this.#isSound(bytes.subarray(start, end))) this.#emitFault(out, 'bytes', '');
    else if (cells === this.#width && !scanner.irregular) out.raw(this.rows, '', bytes, start, end, scanner.tidy);
    else {
      const record = bytes.toString('utf8', start, end);
      const parts = cellsOf(record, this.#delimiter);
      while (parts.length > this.#width && parts.at(-1)!.trim() === '') parts.pop();
      if (parts.length === this.#width || parts.every((part) => part.trim() === ''))
        out.cells(this.rows, '', fitted(parts, this.#width));
      else {
        if (scanner.unterminated && parts.length < this.#width && !this.#isFooter(parts)) throw this.#truncated();
        this.#emitFault(out, 'cells', record.slice(0, 200));
      }
    }
  }

  #isSound(record: Buffer): boolean {
    return isUtf8(record) && !(this.#decoded && record.includes(replacementIn));
  }

  /** A row at fault keeps only its first cell, by which total rows are told. */
  #emitFault(out: LineBuffer, fault: string, record: string): void {
    const first = cellsOf(record, this.#delimiter).find((cell) => cell.trim() !== '') ?? '';
    out.cells(this.rows, fault, fitted([this.#isFooter([first]) ? first : ''], this.#width));
  }

  #isFooter(parts: readonly string[]): boolean {
    const first = parts.find((part) => part.trim() !== '')?.trim() ?? '';
    return this.#footers.some((word) => first.startsWith(word));
  }

  #truncated(): UserError {
    const error = cutOff();
    return new UserError(`row ${this.rows} ends in the middle: ${error.message}`, {
      fix: `${error.fix}; if the row is a footer, name its first word under \`ignore.first_cell\``,
    });
  }
}

const fitted = (parts: readonly string[], width: number): string[] =>
  Array.from({ length: width }, (_, i) => parts[i] ?? '');
