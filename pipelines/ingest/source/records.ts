const QUOTE = 0x22;
const LF = 0x0a;
const CR = 0x0d;
const TAB = 0x09;

/** A record longer than this is no row of an export but the trace of a quote that never closes. */
export const longestRecord = 1 << 20;

/**
 * Finds the records of delimited text, in UTF-8 bytes. A quote opens a field only at its start, and closes it only
 * before a delimiter, a line break or the end: unescaped quotes inside a text, common in hand-made exports, stay text.
 *
 * After `next()` the fields describe the record found.
 */
export class RecordScanner {
  /** Byte after the record's last, without its line break. */
  end = 0;
  /** Where the next record begins. */
  following = 0;
  cells = 0;
  /** Not written as RFC 4180 has it (stray quotes, control characters): must be taken apart and written anew. */
  irregular = false;
  /** No cell begins or ends with a blank, none begins with `=`: each is what is written, blanks taken off and `="…"` opened. */
  tidy = true;
  /** More than 1 when some quoted field holds a line break. */
  lines = 1;
  /** The text ended inside a quoted field, or the record is too long. */
  unclosed = false;
  /** Ended by the end of the text, not by a line break. */
  unterminated = false;
  /**
   * Quoted fields that never close would have the bytes after them looked through again and again, line by line. Within
   * these bounds no quote closes a field, wherever the field began: a field that begins here is looked at from the end on.
   */
  #openFrom = 0;
  #openTo = 0;
  readonly #delimiter: number;
  readonly #newline: number;

  constructor(delimiter: number, newline: number = LF) {
    this.#delimiter = delimiter;
    this.#newline = newline;
  }

  /** Looks for a record at `start`. False when more bytes are needed; with `last` there is always one before the end. */
  next(bytes: Uint8Array, start: number, last: boolean): boolean {
    const delimiter = this.#delimiter;
    const newline = this.#newline;
    const length = bytes.length;
    let at = start;
    let cells = 1;
    let lines = 1;
    let irregular = false;
    let fieldStart = true;
    this.tidy = true;
    for (;;) {
      if (at >= length) {
        this.tidy = false;
        if (!last && at - start <= longestRecord) return false;
        return this.#found(at, at, cells, lines, irregular, at - start > longestRecord, true);
      }
      const byte = bytes[at]!;
      if (byte > QUOTE && byte !== delimiter) {
        if (fieldStart) {
          if (begins[byte] === 1 && beginsUntidy(bytes, at)) this.tidy = false;
          fieldStart = false;
        }
        at++;
      } else if (byte === delimiter) {
        if (!fieldStart && endsBlank(bytes, at)) this.tidy = false;
        cells++;
        fieldStart = true;
        at++;
      } else if (byte === newline) {
        const end = at > start && bytes[at - 1] === CR ? at - 1 : at;
        if (!fieldStart && endsBlank(bytes, end)) this.tidy = false;
        return this.#found(end, at + 1, cells, lines, irregular, false, false);
      } else if (byte === QUOTE && fieldStart) {
        fieldStart = false;
        at++;
        if (begins[bytes[at]!] === 1 && beginsUntidy(bytes, at)) this.tidy = false;
        const opened = at;
        let looked = false;
        for (;;) {
          if (at >= length || at - start > longestRecord) {
            if (!last && at - start <= longestRecord) return false;
            this.#remember(opened, at);
            return this.#found(at, at, cells, lines, irregular, true, at >= length);
          }
          const inside = bytes[at]!;
          if (inside > QUOTE) {
            if (!looked && at > this.#openFrom && at < this.#openTo) {
              looked = true;
              irregular = true; // what is stepped over has not been looked at: written anew, should the field close
              const to = Math.min(this.#openTo, start + longestRecord + 1);
              const lineBreak = bytes.indexOf(newline, at);
              if (lineBreak >= 0 && lineBreak < to) lines++;
              at = to;
            } else at++;
          } else if (inside === QUOTE) {
            if (at + 1 >= length && !last) return false;
            const after = bytes[at + 1];
            if (after === QUOTE) at += 2;
            else if (after === undefined || after === delimiter || after === newline || after === CR) {
              this.#remember(opened, at);
              if (at > opened && endsBlank(bytes, at)) this.tidy = false;
              at++;
              break;
            } else {
              irregular = true;
              at++;
            }
          } else {
            if (inside === newline) lines++;
            else if (inside < 0x20 && inside !== TAB && inside !== CR && inside !== LF) irregular = true;
            at++;
          }
        }
      } else {
        const endsLine = byte === CR && (bytes[at + 1] === newline || at + 1 >= length);
        if (byte === QUOTE || (byte < 0x20 && byte !== TAB && !endsLine)) irregular = true;
        if (!endsLine) {
          if (fieldStart) this.tidy = false;
          fieldStart = false;
        }
        at++;
      }
    }
  }

  #remember(from: number, to: number): void {
    if (to <= this.#openTo || to - from < 4096) return;
    this.#openFrom = from;
    this.#openTo = to;
  }

  #found(
    end: number,
    following: number,
    cells: number,
    lines: number,
    irregular: boolean,
    unclosed: boolean,
    unterminated: boolean,
  ): true {
    this.end = end;
    this.following = following;
    this.cells = cells;
    this.lines = lines;
    this.irregular = irregular;
    this.unclosed = unclosed;
    this.unterminated = unterminated;
    return true;
  }
}

/** First bytes of the blanks that reading.ts takes off (no-break, ideographic, zero-width ones too) and of `="…"`. */
const begins = new Uint8Array(256).fill(1, 0, 0x21);
for (const byte of [0x3d, 0xc2, 0xe2, 0xe3, 0xef]) begins[byte] = 1;
/** Their last bytes. */
const ends = new Uint8Array(256).fill(1, 0, 0x21);
for (const byte of [0x80, 0x8b, 0xa0, 0xbf]) ends[byte] = 1;

const isWideBlank = (a: number, b: number, c: number): boolean =>
  (a === 0xe3 && b === 0x80 && c === 0x80) ||
  (a === 0xef && b === 0xbb && c === 0xbf) ||
  (a === 0xe2 && b === 0x80 && c === 0x8b);

function beginsUntidy(bytes: Uint8Array, at: number): boolean {
  const byte = bytes[at]!;
  if (byte < 0x80) return true;
  return byte === 0xc2 ? bytes[at + 1] === 0xa0 : isWideBlank(byte, bytes[at + 1]!, bytes[at + 2]!);
}

function endsBlank(bytes: Uint8Array, end: number): boolean {
  const byte = bytes[end - 1]!;
  if (ends[byte] !== 1) return false;
  if (byte < 0x80) return true;
  return (byte === 0xa0 && bytes[end - 2] === 0xc2) || isWideBlank(bytes[end - 3]!, bytes[end - 2]!, byte);
}

/** Takes a record apart by the same rules. Control characters become spaces. */
export function cellsOf(record: string, delimiter: string): string[] {
  const cells: string[] = [];
  let at = 0;
  for (;;) {
    let cell = '';
    if (record[at] === '"') {
      at++;
      for (;;) {
        const quote = record.indexOf('"', at);
        if (quote < 0) {
          cell += record.slice(at);
          at = record.length;
          break;
        }
        cell += record.slice(at, quote);
        const after = record[quote + 1];
        if (after === '"') {
          cell += '"';
          at = quote + 2;
        } else if (after === undefined || after === delimiter || after === '\r' || after === '\n') {
          at = quote + 1;
          break;
        } else {
          cell += '"';
          at = quote + 1;
        }
      }
    }
    const end = record.indexOf(delimiter, at);
    cell += record.slice(at, end < 0 ? record.length : end);
    cells.push(withoutControls(cell));
    if (end < 0) return cells;
    at = end + 1;
  }
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
const controls = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g;

/** NUL and other control characters, which no text needs, become spaces. */
export const withoutControls = (text: string): string => text.replace(controls, ' ');

/** A cell as RFC 4180 has it. */
export const quoted = (cell: string): string => (/["\r\n,;|\t]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
