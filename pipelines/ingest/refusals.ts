import { readSql } from '../engine/sql.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';

/** One cause for which rows were refused. */
export interface Cause {
  /** Refused rows (not cells). */
  rows: number;
  files: number;
  /** Of the rows of those files, titles and blank ones apart: 0…1. */
  share: number;
  column_name: string;
  /** As written in the files, joined by ` / `. */
  header: string;
  reason: string;
  /** Up to three shapes of the values. */
  shapes: string[];
  /** `file:row` of one of them. */
  example: string;
  fix: string;
  /** Words that stand in a value column and not in its list, with how often: those met often enough to be told. */
  words: Record<string, number>;
}

/** The account of a landed file: read = ignored + accepted + rejected. */
export interface Account {
  file: string;
  name: string;
  kind: string;
  read: number;
  ignored: number;
  accepted: number;
  rejected: number;
}

/** What became of the accepted rows of a file: see `sql/staging/accounts.yaml`. */
export interface Arrivals extends Account {
  new: number;
  newer: number;
  older: number;
  repeated: number;
  attached: number;
  contradicting: number;
  orphans: number;
}

/** Where a refused cell (or row) stands. Never what stands there. */
export interface RefusedPlace {
  file: string;
  row: number;
  column_name: string | null;
  header: string | null;
  shape: string | null;
  reason: string;
  fix: string;
}

/** Accounts of all landed files, or of those of a name, by name. */
export const accounts = (warehouse: Warehouse, name?: string): Promise<Account[]> =>
  warehouse.rows<Account>(
    `select file, name, kind, "read", ignored, accepted, rejected from files
     where $name::VARCHAR is null or name = $name order by name, file`,
    { name: name ?? null },
  );

/** The same with what became of the accepted rows. */
export const arrivals = (warehouse: Warehouse, name?: string): Promise<Arrivals[]> =>
  warehouse.rows<Arrivals>(
    `select file, name, kind, "read", ignored, accepted, rejected, "new", newer, older, repeated, attached, contradicting, orphans
     from (${readSql('staging/accounts')}) where $name::VARCHAR is null or name = $name order by name, file`,
    { name: name ?? null },
  );

/** What was refused, by cause, largest first; of all landed files, or of those of a name. */
export async function causes(warehouse: Warehouse, name?: string): Promise<Cause[]> {
  const found = await warehouse.rows<Omit<Cause, 'words'>>(
    `with refused as (
       select r.*, f.name, f."read" - f.ignored as of_rows
       from rejects r join files f using (file) where $name::VARCHAR is null or f.name = $name),
     each_file as (
       select column_name, reason, file, count(distinct "row") as "rows", any_value(of_rows) as of_rows
       from refused group by all),
     totals as (
       select column_name, reason, sum("rows")::BIGINT as "rows", count(*) as files,
         sum("rows") / sum(of_rows)::DOUBLE as share
       from each_file group by all)
     select t."rows", t.files, t.share, coalesce(t.column_name, '') as column_name,
       coalesce(string_agg(distinct r.header, ' / ' order by r.header), '') as header, t.reason,
       list_sort(list_distinct(list(coalesce(r.shape, ''))))[1:3] as shapes,
       arg_min(r.name || ':' || r."row", (r.name, r."row")) as example, min(r.fix) as fix
     from totals t join refused r on r.column_name is not distinct from t.column_name and r.reason = t.reason
     group by all order by t."rows" desc, column_name, t.reason`,
    { name: name ?? null },
  );
  const words = await unknownWords(warehouse, name);
  return found.map((cause) => ({
    ...cause,
    words: cause.reason === 'not in the value list' ? (words.get(cause.column_name) ?? {}) : {},
  }));
}

/** Every refused cell or row by its place, in the order of files and rows. */
export const refusedPlaces = (warehouse: Warehouse, name?: string): Promise<RefusedPlace[]> =>
  warehouse.rows<RefusedPlace>(
    `select f.name as file, r."row", r.column_name, r.header, r.shape, r.reason, r.fix
     from rejects r join files f using (file) where $name::VARCHAR is null or f.name = $name
     order by f.name, f.file, r."row", r.column_name nulls first, r.header nulls first, r.reason`,
    { name: name ?? null },
  );

async function unknownWords(
  warehouse: Warehouse,
  name: string | undefined,
): Promise<Map<string, Record<string, number>>> {
  const rows = await warehouse.rows<{ words: string | null }>(
    `select unknown_words as words from files where $name::VARCHAR is null or name = $name`,
    { name: name ?? null },
  );
  const sums = new Map<string, Map<string, number>>();
  for (const { words } of rows)
    for (const [column, counts] of Object.entries(
      JSON.parse(words ?? '{}') as Record<string, Record<string, number>>,
    )) {
      const sum = sums.get(column) ?? new Map<string, number>();
      for (const [word, n] of Object.entries(counts)) sum.set(word, (sum.get(word) ?? 0) + n);
      sums.set(column, sum);
    }
  const largestFirst = ([a, n]: [string, number], [b, m]: [string, number]) => m - n || (a < b ? -1 : 1);
  return new Map([...sums].map(([column, counts]) => [column, Object.fromEntries([...counts].sort(largestFirst))]));
}
