import { isUtf8 } from 'node:buffer';
import { UserError } from '../../user-error.ts';
import type { Contract } from '../contract.ts';
import { cutOff } from './bytes.ts';
import { replacementIn } from './encoding.ts';
import { comparable, type Layout } from './header.ts';
import { ArrayScanner } from './json-array.ts';
import { type JsonShape, jsonShape } from './json-shape.ts';
import { LineBuffer } from './line-buffer.ts';
import { longestRecord } from './records.ts';
import type { Source } from './source.ts';

const LF = 0x0a;
const CR = 0x0d;
const TAB = 0x09;

/** JSON escapes all control characters, so this one never stands in a line of it. */
const separator = '\x1f';

/**
 * Opens JSON, whether the rows are lines, elements of an array, or elements of an array within an object; undefined
 * when the text is no JSON of objects. The keys a row may hold are those the contract names.
 */
export function openJson(
  text: () => AsyncIterable<Buffer>,
  head: Buffer,
  contract: Contract,
  encoding: string,
): Source | undefined {
  const layout = keysOf(contract);
  const keys = new Set(layout.header.map(comparable));
  const shape = jsonShape(head.toString('utf8'), (key) => keys.has(comparable(key)));
  if (!shape) return undefined;
  const reading = new JsonReading(encoding !== 'utf-8');
  return {
    format: 'jsonl',
    encoding,
    layout,
    delimiter: separator,
    width: 1,
    lines: shape.kind === 'lines' ? reading.lines(text()) : reading.elements(text(), shape),
    rows: () => reading.rows,
    passedOver: () => ({}),
  };
}

/** One pass over the text: objects are passed on, each on one line; what is none is marked with its fault. */
class JsonReading {
  rows = 0;
  readonly #decoded: boolean;
  readonly #out = new LineBuffer(separator);

  /** `decoded`: the text was of another encoding, and what could not be read of it has become U+FFFD. */
  constructor(decoded: boolean) {
    this.#decoded = decoded;
  }

  async *lines(text: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    let rest: Buffer = Buffer.alloc(0);
    let skipping = false;
    const take = (bytes: Buffer, last: boolean): Buffer => {
      let at = 0;
      while (at < bytes.length) {
        const newline = bytes.indexOf(LF, at);
        if (skipping) {
          if (newline < 0) return Buffer.alloc(0);
          skipping = false;
          at = newline + 1;
          continue;
        }
        if (newline < 0 && !last && bytes.length - at <= longestRecord) break;
        const end = newline < 0 ? bytes.length : newline;
        const line = bytes.subarray(at, end);
        this.rows++;
        if (newline < 0 && line.length > longestRecord) skipping = true;
        if (newline < 0 && last && line.length <= longestRecord && !isObject(line)) throw this.#endsWithin('line');
        this.#emit(line, line.length > longestRecord ? 'long' : '');
        at = newline < 0 ? bytes.length : newline + 1;
      }
      return bytes.subarray(at);
    };
    for await (const piece of text) {
      rest = take(rest.length > 0 ? Buffer.concat([rest, piece]) : piece, false);
      if (this.#out.length > 0) yield this.#out.take();
    }
    take(rest, true);
    if (skipping) throw this.#endsWithin('line');
    if (this.#out.length > 0) yield this.#out.take();
  }

  async *elements(text: AsyncIterable<Buffer>, shape: Exclude<JsonShape, { kind: 'lines' }>): AsyncGenerator<Buffer> {
    const sequence = shape.kind === 'sequence';
    const scanner = new ArrayScanner({ around: sequence ? 0 : shape.around, sequence });
    let before = sequence ? 0 : shape.offset;
    for await (const piece of text) {
      const skipped = Math.min(before, piece.length);
      before -= skipped;
      for (const { bytes, fault } of scanner.take(piece.subarray(skipped))) {
        this.rows++;
        this.#emit(bytes, fault);
      }
      if (this.#out.length > 0) yield this.#out.take();
    }
    if (!scanner.complete) {
      if (scanner.ended) throw cutOff();
      this.rows++;
      throw this.#endsWithin('element');
    }
    if (scanner.trailing)
      throw new UserError(`something follows after the end of the array of ${this.rows} elements`, {
        fix: 'write one array, or one object per line',
      });
    if (this.#out.length > 0) yield this.#out.take();
  }

  #emit(written: Buffer, fault: string): void {
    const out = this.#out;
    const line = written.at(-1) === CR ? written.subarray(0, -1) : written;
    if (fault) out.raw(this.rows, fault, line, 0, 0);
    else if (!isUtf8(line) || (this.#decoded && line.includes(replacementIn))) out.raw(this.rows, 'bytes', line, 0, 0);
    else if (hasControls(line)) out.raw(this.rows, 'json', line, 0, 0);
    else {
      const plain = withoutEscapedControls(line);
      out.raw(this.rows, '', plain, 0, plain.length);
    }
  }

  #endsWithin(what: string): UserError {
    const { message, fix } = cutOff();
    return new UserError(`${what} ${this.rows} ends in the middle: ${message}`, fix ? { fix } : {});
  }
}

function hasControls(line: Buffer): boolean {
  for (let i = 0; i < line.length; i++) {
    const byte = line[i]!;
    if (byte < 0x20 && byte !== TAB) return true;
  }
  return false;
}

/** NUL and its like, which no text needs, become blanks, as they do in all formats. */
function withoutEscapedControls(line: Buffer): Buffer {
  if (!line.includes('\\u00')) return line;
  const text = line
    .toString('utf8')
    .replace(/\\(?:u00(?:0[0-8bcef]|1[0-9a-f]|7f)|[\s\S])/gi, (written) => (written.length > 2 ? ' ' : written));
  return Buffer.from(text, 'utf8');
}

function isObject(line: Buffer): boolean {
  const text = line.toString('utf8').trim();
  if (text === '') return true;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null;
  } catch {
    return false;
  }
}

/** Rows may differ in their keys, so every name of a column is looked for in every row. */
function keysOf(contract: Contract): Layout {
  const header: string[] = [];
  const cells = new Map<string, number[]>();
  const place = (name: string): number => {
    if (!header.includes(name)) header.push(name);
    return header.indexOf(name);
  };
  for (const [column, rule] of Object.entries(contract.columns)) if (rule.from) cells.set(column, rule.from.map(place));
  const exported = contract.exported_at;
  return { header, cells, exportedAt: exported && 'column' in exported ? place(exported.column) : undefined };
}
