/** What spreadsheet programs take for the beginning of a formula, in half and full width. */
const formulaSigns = '=+\\-@\\t\\r\\n＝＋－＠';
const formula = new RegExp(`^'*[${formulaSigns}]`);
const plainNumber = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d{1,3})?$/i;

/**
 * A text as it may stand in a cell: one that a spreadsheet would run as a formula gets a leading apostrophe, and so does
 * one that already begins like that, so that `csvTextBack` is exact. Numbers stay numbers.
 */
export const harmless = (text: string): string => (formula.test(text) && !plainNumber.test(text) ? `'${text}` : text);

/** SQL that takes the apostrophe off a cell of a CSV of ours again (DuckDB). */
export const csvTextBack = (cell: string): string => `regexp_replace(${cell}, '^''(''*[${formulaSigns}])', '\\1')`;

/** First characters of a CSV for readers: spreadsheet programs take a text without it for another encoding. */
export const byteOrderMark = '\uFEFF';

/**
 * One row of a CSV (RFC 4180) with its line end; missing values are empty. Texts are made harmless, and quoted also
 * where only a program that splits at `;` or tabs would take them apart.
 */
export function csvLine(cells: readonly unknown[], lineEnd: '\r\n' | '\n' = '\r\n'): string {
  const line = cells.map((cell) => {
    if (cell === null || cell === undefined) return '';
    const text = typeof cell === 'string' ? harmless(cell) : String(cell);
    return /[",;\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  });
  return line.join(',') + lineEnd;
}
