import { comparable, mostColumns } from '../source/header.ts';
import { isKnown } from './dictionary.ts';
import { isPersonal } from './profile.ts';

/** A row that may be the header of a table. */
export interface HeaderRow {
  /** Index among the first rows. */
  at: number;
  header: string[];
  /** Higher is likelier; below 1 hardly. */
  score: number;
}

/** The row of a table that is most likely its header; undefined for a table without one. */
export function headerRowOf(rows: readonly (readonly string[])[]): HeaderRow | undefined {
  const width = usualWidth(rows);
  let best: HeaderRow | undefined;
  for (const [at, row] of rows.entries()) {
    const header = [...row];
    while (header.length > 0 && header.at(-1)!.trim() === '') header.pop();
    const names = header.map(comparable).filter(Boolean);
    if (names.length === 0 || (names.length === 1 && width > 1) || header.length > mostColumns) continue;
    const likely = header.filter(isNamely);
    if (likely.length < 0.6 * names.length) continue;
    const known = likely.reduce((sum, name) => sum + isKnown(name), 0);
    if (known < 0.5 && isData(header, rows.slice(at + 1))) continue;
    const namely = likely.length / header.length;
    const fits = Math.min(names.length, width) / Math.max(names.length, width);
    const distinct = new Set(names).size / names.length;
    // A header stands above the rows: of two that fit alike the upper one.
    const score = (3 * known) / Math.sqrt(names.length) + 1.5 * namely * fits * distinct - 0.02 * at;
    if (!best || score > best.score) best = { at, header, score };
  }
  return best;
}

/** Short and no value: no number, date, telephone number or sentence. */
const isNamely = (cell: string): boolean => {
  const name = comparable(cell);
  return name.length > 0 && name.length <= 24 && !/^[\d\s./:+-]+$/.test(name) && !/\d{5}|[。！？；]/.test(name);
};

/** Whether a row whose cells nobody knows is one of the data: its words come again below it, or tell of a person. */
const isData = (cells: readonly string[], below: readonly (readonly string[])[]): boolean =>
  cells.some((cell, i) => cell.trim() !== '' && (isPersonal(cell.trim()) || below.some((row) => row[i] === cell)));

/** The number of cells that most rows have. */
function usualWidth(rows: readonly (readonly string[])[]): number {
  const counts = new Map<number, number>();
  for (const row of rows) counts.set(row.length, (counts.get(row.length) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || b[0] - a[0])[0]?.[0] ?? 0;
}
