import { harmless } from '../../csv.ts';
import { grouped } from '../../grouped.ts';
import type { ExportedTable } from './exported-table.ts';

export interface AnnexSubject {
  kind: string;
  slug: string;
  name: string;
}

/** Who stands in a table of the annex under one heading. */
export interface AnnexGroup {
  heading: string;
  subjects: AnnexSubject[];
}

export type Row = Record<string, string | number | boolean | null>;

/** Rows of a table as objects: an annex is one period, a few thousand rows. */
export function rowsOf(
  tables: readonly ExportedTable[],
  name: string,
  keep: (row: Row) => boolean = () => true,
): Row[] {
  const table = tables.find((each) => each.name === name)!;
  return Array.from({ length: table.rows }, (_, i) =>
    Object.fromEntries(table.columns.map((column) => [column.name, column.values[i] ?? null])),
  ).filter(keep);
}

/**
 * The city first, then the districts, the streets of each district, and the units in their groups (`parent` of
 * units.csv), all in official order. A unit that heads a group stands in it.
 */
export function annexGroups(tables: readonly ExportedTable[]): AnnexGroup[] {
  const subjects = rowsOf(tables, 'subjects').map((row) => ({
    kind: String(row.kind),
    slug: String(row.slug),
    name: harmless(String(row.name)),
    group: harmless(String(row.parent_name ?? '')),
  }));
  const of = (kind: string) => subjects.filter((subject) => subject.kind === kind);
  const heads = new Set(of('unit').map(({ group }) => group));
  const groups: AnnexGroup[] = [
    { heading: '全市', subjects: of('city') },
    { heading: '各区', subjects: of('district') },
    ...under(of('street'), ({ group }) => `街道（${group}）`),
    ...under(of('unit'), ({ name, group }) => (group || heads.has(name) ? `承办单位（${group || name}）` : '承办单位')),
  ];
  return groups.filter(({ subjects: members }) => members.length > 0);
}

const under = <Subject extends AnnexSubject>(
  subjects: readonly Subject[],
  heading: (of: Subject) => string,
): AnnexGroup[] => [...grouped(subjects, heading)].map(([name, members]) => ({ heading: name, subjects: members }));
