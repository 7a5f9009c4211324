import { quoted } from './records.ts';

const LF = 0x0a;

/** Collects lines as bytes: row number, fault, whether the row is tidy (1: no cell needs cleaning, see `RecordScanner`), cells. */
export class LineBuffer {
  #bytes = Buffer.allocUnsafe(1 << 21);
  #length = 0;
  readonly #delimiter: string;

  constructor(delimiter: string) {
    this.#delimiter = delimiter;
  }

  get length(): number {
    return this.#length;
  }

  /** A line whose cells are already written as they must be. */
  raw(row: number, fault: string, cells: Uint8Array, start: number, end: number, tidy = false): void {
    this.#reserve(end - start + 64);
    const bytes = this.#bytes;
    this.#length += bytes.write(
      `${row}${this.#delimiter}${fault}${this.#delimiter}${tidy ? '1' : ''}${this.#delimiter}`,
      this.#length,
      'latin1',
    );
    bytes.set(cells.subarray(start, end), this.#length);
    this.#length += end - start;
    bytes[this.#length++] = LF;
  }

  /** A line of cells, quoted where they need it. */
  cells(row: number, fault: string, cells: readonly string[]): void {
    const line = `${row}${this.#delimiter}${fault}${this.#delimiter}${this.#delimiter}${cells.map(quoted).join(this.#delimiter)}\n`;
    this.#reserve(line.length * 3);
    this.#length += this.#bytes.write(line, this.#length, 'utf8');
  }

  /** The lines so far; begins anew. */
  take(): Buffer {
    const taken = this.#bytes.subarray(0, this.#length);
    this.#bytes = Buffer.allocUnsafe(1 << 21);
    this.#length = 0;
    return taken;
  }

  #reserve(size: number): void {
    if (this.#length + size <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#length + size));
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
  }
}
