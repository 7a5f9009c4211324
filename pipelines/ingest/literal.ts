/** A text as SQL writes it. */
export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** Texts as SQL lists them. */
export const list = (texts: readonly string[]): string => texts.map(literal).join(', ');

/**
 * Whether a cell is one of some words. Not `in (…)`: of more than a handful of words DuckDB makes a join, and a join a
 * column costs seconds a file, however few its rows.
 */
export const oneOf = (cell: string, words: readonly string[]): string => `list_contains([${list(words)}], ${cell})`;
