import { longestRecord } from './records.ts';

const LF = 0x0a;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const COMMA = 0x2c;

/** One element of an array: its bytes on one line, or what is wrong with it. */
export interface Element {
  bytes: Buffer;
  fault: '' | 'json' | 'long';
}

/**
 * Cuts the text of a JSON array into its elements without holding more than one of them. It is fed the bytes after the
 * opening `[`, piece by piece.
 *
 * A line break inside a string is no JSON: the string has lost a quote. The element is at fault then, and the next one
 * is looked for at the beginning of a line, so that one broken text does not swallow the rest of the file.
 */
export class ArrayScanner {
  /** The array is closed; what follows belongs to what it lies in. */
  ended = false;
  /** Something follows after all is closed. */
  trailing = false;
  /** Depth of what stands around the array, and is still to be closed. */
  #around: number;
  readonly #sequence: boolean;
  #depth = 0;
  #string = false;
  #escaped = false;
  #element: Buffer[] = [];
  #size = 0;
  #begun = false;
  #fault: Element['fault'] = '';
  #resync = false;
  #lineStart = false;

  /** `around`: how many brackets stand open around the array. `sequence`: objects one after another, without any. */
  constructor({ around, sequence }: { around: number; sequence: boolean }) {
    this.#around = around;
    this.#sequence = sequence;
  }

  /** Everything that was opened is closed. */
  get complete(): boolean {
    return this.#sequence ? !this.#begun : this.ended && this.#around === 0;
  }

  /** The elements that end within these bytes. */
  *take(bytes: Buffer): Generator<Element> {
    let from = 0;
    for (let at = 0; at < bytes.length; at++) {
      const byte = bytes[at]!;
      if (this.ended) {
        this.#close(byte);
        continue;
      }
      if (this.#resync) {
        if (byte === LF) this.#lineStart = true;
        else if (byte > 0x20) {
          if (this.#lineStart && (byte === OPEN_BRACE || byte === CLOSE_BRACKET)) {
            this.#resync = false;
            at--;
          }
          this.#lineStart = false;
        }
        continue;
      }
      if (!this.#begun) {
        if (byte <= 0x20 || byte === COMMA) continue;
        if (byte === CLOSE_BRACKET && !this.#sequence) {
          this.ended = true;
          continue;
        }
        this.#begun = true;
        this.#fault = byte === OPEN_BRACE ? '' : 'json';
        from = at;
      }
      if (this.#string) {
        if (this.#escaped) this.#escaped = false;
        else if (byte === BACKSLASH) this.#escaped = true;
        else if (byte === QUOTE) {
          this.#string = false;
          if (this.#depth === 0) yield this.#finish(bytes.subarray(from, at + 1));
        } else if (byte < 0x20) {
          this.#fault ||= 'json';
          if (byte === LF) {
            yield this.#finish(bytes.subarray(from, at));
            this.#resync = true;
            this.#lineStart = true;
          }
        }
      } else if (byte === QUOTE) this.#string = true;
      else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) this.#depth++;
      else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
        if (this.#depth > 0) {
          if (--this.#depth === 0) yield this.#finish(bytes.subarray(from, at + 1));
        } else if (byte === CLOSE_BRACKET && !this.#sequence) {
          yield this.#finish(bytes.subarray(from, at));
          at--;
        }
      } else if (byte === COMMA && this.#depth === 0) yield this.#finish(bytes.subarray(from, at));
    }
    if (this.#begun) this.#keep(bytes.subarray(from));
  }

  #keep(part: Buffer): void {
    this.#size += part.length;
    if (this.#size > longestRecord) {
      this.#fault = 'long';
      this.#element = [];
    } else if (this.#fault !== 'long') this.#element.push(part);
  }

  #finish(part: Buffer): Element {
    this.#keep(part);
    const element = { bytes: this.#fault ? Buffer.alloc(0) : onOneLine(this.#element), fault: this.#fault };
    this.#begun = false;
    this.#string = false;
    this.#escaped = false;
    this.#depth = 0;
    this.#size = 0;
    this.#element = [];
    return element;
  }

  /** What follows the array: only what closes is counted, strings are stepped over. */
  #close(byte: number): void {
    if (this.#string) {
      if (this.#escaped) this.#escaped = false;
      else if (byte === BACKSLASH) this.#escaped = true;
      else if (byte === QUOTE) this.#string = false;
    } else if (this.#around === 0) {
      if (byte > 0x20) this.trailing = true;
    } else if (byte === QUOTE) this.#string = true;
    else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) this.#around++;
    else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) this.#around--;
  }
}

/** Line breaks between the parts of an element are blanks in JSON. */
function onOneLine(parts: readonly Buffer[]): Buffer {
  const whole = Buffer.concat(parts);
  for (let i = 0; i < whole.length; i++) if (whole[i]! < 0x20) whole[i] = 0x20;
  return whole;
}
