import { UserError } from '../../user-error.ts';
import { type CanonicalColumn, canonicalColumns } from '../canonical.ts';
import type { Contract } from '../contract.ts';

/** How many rows may stand above the header. */
export const headerWithin = 100;

/** More columns than any export has; each costs time in every row. */
export const mostColumns = 1000;

/** @throws UserError for a header so wide that it is the trace of a wrong delimiter or of a trick. */
export function checkWidth(header: readonly string[], row: number): void {
  if (header.length > mostColumns)
    throw new UserError(`the header in row ${row} has ${header.length} columns; ${mostColumns} are read at most`, {
      fix: 'export only the columns the contract names',
    });
}

/** Where the cells of each mapped column stand. */
export interface Layout {
  /** Header names as written, one per cell; for JSON lines the keys the contract names. */
  header: string[];
  /** Canonical column → indexes of its cells, in the contract's order of names. Usually one. */
  cells: Map<string, number[]>;
  /** Index of the column that holds the export time, when the contract names one. */
  exportedAt: number | undefined;
}

/** Header names are compared without blanks, required marks and the difference of full and half width. */
export const comparable = (name: string): string =>
  name
    .normalize('NFKC')
    .replace(/[\s\u00a0\u200b\ufeff]+/g, '')
    .replace(/^\*+|\*+$/g, '')
    .toLowerCase();

/** The names that make a row the header: for each column, all its names over the years. */
function headerMarks(contract: Contract): { column: string; names: string[] }[] {
  const mapped = Object.entries(contract.columns).filter(([, rule]) => rule.from);
  if (contract.header)
    return contract.header.map((name) => {
      const [column, rule] =
        mapped.find(
          ([key, { from }]) => key === name || from!.some((alias) => comparable(alias) === comparable(name)),
        ) ?? [];
      return column && rule ? { column, names: rule.from! } : { column: name, names: [name] };
    });
  const needed = mapped.filter(([name, rule]) => rule.required || isAlways(contract, name));
  return (needed.length > 0 ? needed : mapped.slice(0, 1)).map(([column, rule]) => ({ column, names: rule.from! }));
}

const isAlways = (contract: Contract, name: string): boolean =>
  canonicalColumns[contract.kind].some((column) => column.name === name && column.always === true);

/** The first row that holds a name of each marking column; -1 when there is none. */
export function findHeader(rows: readonly (readonly string[])[], contract: Contract): number {
  const marks = headerMarks(contract).map(({ names }) => names.map(comparable));
  return rows.findIndex((row) => {
    const cells = new Set(row.map(comparable));
    return marks.every((names) => names.some((name) => cells.has(name)));
  });
}

/** Why no header was found, with the most likely row. */
export function headerMissing(rows: readonly (readonly string[])[], contract: Contract, hint: string): UserError {
  const marks = headerMarks(contract);
  const missesOf = (row: readonly string[]) => {
    const cells = new Set(row.map(comparable));
    return marks.filter(({ names }) => !names.some((name) => cells.has(comparable(name))));
  };
  const best = rows
    .map((row, i) => ({ number: i + 1, misses: missesOf(row) }))
    .sort((a, b) => a.misses.length - b.misses.length || a.number - b.number)[0];
  const naming = (misses: typeof marks) =>
    misses.map(({ column, names }) => `${column} (${names.join(' / ')})`).join(', ');
  const near = best && best.misses.length < marks.length;
  return new UserError(
    near
      ? `the header in row ${best.number} has no column for ${naming(best.misses)}${hint}`
      : `none of the first ${Math.max(rows.length, 1)} rows is the header: it must hold ${naming(marks)}${hint}`,
    { fix: `add the name the export now uses to \`from\` in ${contract.file}, or export the column` },
  );
}

/**
 * Resolves the contract's names in the header.
 * @throws UserError when a required column has none.
 */
export function layoutOf(header: readonly string[], contract: Contract): Layout {
  const positions = new Map<string, number>();
  for (const [i, name] of header.entries()) {
    const key = comparable(name);
    if (key && !positions.has(key)) positions.set(key, i);
  }
  const cells = new Map<string, number[]>();
  const missing: string[] = [];
  for (const column of canonicalColumns[contract.kind]) {
    const rule = contract.columns[column.name];
    if (!rule?.from) continue;
    const found = rule.from.map((name) => positions.get(comparable(name))).filter((at) => at !== undefined);
    if (found.length > 0) cells.set(column.name, takesAll(column) ? found : found.slice(0, 1));
    else if ((rule.required && !rule.date_in) || column.always)
      missing.push(`${column.name} (${rule.from.join(' / ')})`);
  }
  if (missing.length > 0)
    throw new UserError(`the header has no column for ${missing.join(', ')}`, {
      fix: `add the name the export now uses to \`from\` in ${contract.file}, or export the column`,
    });
  const exported = contract.exported_at;
  const exportedAt = exported && 'column' in exported ? positions.get(comparable(exported.column)) : undefined;
  if (exported && 'column' in exported && exportedAt === undefined)
    throw new UserError(`the header has no column ${exported.column}, which \`exported_at\` names`, {
      fix: `correct \`exported_at\` in ${contract.file}`,
    });
  return { header: header.map((name) => name.trim()), cells, exportedAt };
}

/** For a key the first one that is filled counts, row by row; else the first one the file has. */
const takesAll = ({ sort }: CanonicalColumn): boolean => sort === 'key';
