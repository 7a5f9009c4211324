/** Width on a terminal: Chinese characters and full-width signs take two columns. */
export const width = (text: string): number =>
  [...text].reduce(
    (sum, char) =>
      sum +
      (/[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]/.test(char)
        ? 2
        : 1),
    0,
  );

/** A table as text, columns padded to the widest cell; numbers (right-aligned) are the columns named in `right`. */
export function textTable(header: string[], rows: string[][], right: number[] = []): string {
  const widths = header.map((name, i) => Math.max(width(name), ...rows.map((row) => width(row[i] ?? ''))));
  const line = (cells: string[]) =>
    cells
      .map((cell, i) => {
        const pad = ' '.repeat(Math.max(0, widths[i]! - width(cell)));
        return right.includes(i) ? pad + cell : cell + pad;
      })
      .join('  ')
      .trimEnd();
  return [line(header), line(widths.map((w) => '─'.repeat(w))), ...rows.map(line)].join('\n');
}

/** Prints to standard output. Everything that is an answer goes here; progress and warnings go to standard error. */
export const print = (text: string): void => void process.stdout.write(`${text}\n`);

/** Prints to standard error. */
export const warn = (text: string): void => void process.stderr.write(`${text}\n`);

/** One line of progress on a terminal, redrawn at most five times a second; nothing when the output is no terminal. */
export class ProgressLine {
  private last = 0;
  private shown = false;

  show(text: string): void {
    const now = performance.now();
    if (!process.stderr.isTTY || now - this.last < 200) return;
    this.last = now;
    this.shown = true;
    process.stderr.write(`\r\x1b[2K${text}`);
  }

  clear(): void {
    if (this.shown) process.stderr.write('\r\x1b[2K');
    this.shown = false;
  }
}
