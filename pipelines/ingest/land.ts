import type { Site } from '../site/site.ts';
import { UserError } from '../user-error.ts';
import type { Settings } from '../warehouse/settings.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';
import { canonicalColumns, kindsOfOrders, timesAhead } from './canonical.ts';
import { type Contract, declaredFacts } from './contract.ts';
import type { ExportFile } from './exports.ts';
import { literal } from './literal.ts';
import { registerMasking } from './mask/functions.ts';
import { monthOfRefused } from './month-of-refused.ts';
import { timesIn } from './reading.ts';
import { residentPads } from './resident.ts';
import { RowBatches } from './row-batch.ts';
import { openSource, type Source } from './source/source.ts';
import { landingTables, schemaVersion } from './tables.ts';

export interface Landing {
  site: Site;
  warehouse: Warehouse;
  export: ExportFile;
  /** The site's key of the resident hash. */
  key: Uint8Array;
  /** A private folder for the named pipe. */
  scratch: string;
  progress(done: number, total: number): void;
}

/**
 * Lands one export inside the caller's transaction, under `landingSettings`: masked rows into the landed table of their kind, refused
 * ones into `rejects`, the account into `files`, the months it touches into `landed_months`. What an earlier landing of the
 * same bytes left is replaced.
 * @throws UserError when the file fails as a whole; the caller's transaction must then be rolled back.
 */
export async function landFile(landing: Landing): Promise<void> {
  const { warehouse, export: file } = landing;
  const { contract } = file;
  try {
    for (const table of landingTables)
      await warehouse.run(`delete from ${table.name} where file = $file`, { file: file.file });
    await registerMasking(warehouse.connection);
    const source = await openSource(file.path, contract);
    const batches = new RowBatches(source, {
      warehouse,
      contract,
      file: file.file,
      timeZone: landing.site.config.time_zone,
      scratch: landing.scratch,
      pads: residentPads(landing.key),
    });
    await batches.land((bytes) => landing.progress(Math.min(bytes, file.bytes), file.bytes));
    await insertAccount(landing, source);
    await warehouse.run(monthsOf(contract), { file: file.file });
    await warehouse.run(monthOfRefused, { file: file.file });
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(error.message, { where: file.name, ...(error.fix && { fix: error.fix }), exitCode: 1 });
  }
}

/**
 * What the connection of a landing must be set to. DuckDB 1.5.5 loses rows that keep their order: in one transaction, an
 * insert of no row followed by one of more than 122,880 into the same table leaves none of the second; numbered rows
 * need no order. And it keeps what memory it may, needed or not: a million orders land below 1 GB in all.
 */
export const landingSettings: Settings = { preserve_insertion_order: 'false', memory_limit: '400MiB' };

/** What decides how one export reads: what its contract says, the site's zone, the key. The key itself is no part of it, only its fingerprint is. */
export const landingConfig = (reading: unknown, timeZone: string, fingerprint: string): unknown => [
  reading,
  timeZone,
  fingerprint,
];

async function insertAccount({ warehouse, export: file, site }: Landing, source: Source): Promise<void> {
  const { contract } = file;
  const counts = await warehouse.rows<{ what: string; name: string; n: number }>(
    'select what, name, sum(n)::BIGINT as n from temp.landing_counts group by all order by all',
  );
  const named = (what: string) =>
    Object.fromEntries(counts.filter((row) => row.what === what).map(({ name, n }) => [name, n]));
  const ignoredBy = { ...source.passedOver() };
  for (const [reason, n] of Object.entries(named('ignored'))) ignoredBy[reason] = (ignoredBy[reason] ?? 0) + n;
  const ignored = Object.values(ignoredBy).reduce((sum, n) => sum + n, 0);
  const stored = await warehouse.row<{ accepted: number; rejected: number }>(
    `select (select count(*) from landed_${contract.kind} where file = $file) as accepted,
            (select count(distinct "row") from rejects where file = $file) as rejected`,
    { file: file.file },
  );
  const { accepted, rejected } = stored!;
  const read = source.rows();
  if (read !== ignored + accepted + rejected)
    throw new Error(
      `the account does not close: ${read} rows read, ${ignored} ignored, ${accepted} accepted, ${rejected} rejected`,
    );
  if (accepted + rejected === 0)
    throw new UserError('it holds a header but no rows', { fix: 'export it again for the right period, or remove it' });
  const exported = await exportTime(warehouse, file, source, site.config.time_zone);
  await warehouse.run(
    `insert into files by name select $file as file, $name as name, $kind as kind, $contract as contract, $format as format,
       $encoding as encoding, $bytes::BIGINT as bytes, $exported_at::TIMESTAMP as exported_at, $exported_from as exported_from,
       $supplied::VARCHAR[] as supplied, $unused::VARCHAR[] as unused, $read::BIGINT as "read", $ignored::BIGINT as ignored,
       $accepted::BIGINT as accepted, $rejected::BIGINT as rejected, $ignored_by as ignored_by, $softened as softened,
       $unknown as unknown_words, $schema::INTEGER as schema_version, $declared as declared`,
    {
      file: file.file,
      name: file.name,
      kind: contract.kind,
      contract: contract.name,
      format: source.format,
      encoding: source.encoding,
      bytes: file.bytes,
      exported_at: exported.at,
      exported_from: exported.from,
      supplied: JSON.stringify(suppliedColumns(contract, source, named('met'))),
      unused: JSON.stringify(unusedHeaders(source)),
      read,
      ignored,
      accepted,
      rejected,
      ignored_by: JSON.stringify(sorted(ignoredBy)),
      softened: JSON.stringify(named('softened')),
      unknown: JSON.stringify(unknownWords(named('unknown'))),
      schema: schemaVersion,
      declared: JSON.stringify(declaredFacts(contract)),
    },
  );
}

const sorted = (counts: Record<string, number>): Record<string, number> =>
  Object.fromEntries(Object.entries(counts).sort(([a], [b]) => (a < b ? -1 : 1)));

/** The columns the file maps: by header, by constant, or by the date in another column. */
function suppliedColumns(contract: Contract, { format, layout }: Source, met: Record<string, number>): string[] {
  const has = (name: string) => (format === 'jsonl' ? name in met : layout.cells.has(name));
  const mapped = (name: string): boolean => {
    const rule = contract.columns[name];
    if (rule && (rule.value !== undefined || has(name) || (rule.date_in && has(rule.date_in)))) return true;
    // Several call-backs an order have a last one.
    const first = finalOf[name];
    return first !== undefined && contract.one_row_per?.includes('callback') === true && mapped(first);
  };
  return canonicalColumns[contract.kind]
    .filter(({ name, sort }) => sort !== 'name' && mapped(name))
    .map(({ name }) => name);
}

/** Columns about the last call-back → the same about the first one. */
const finalOf: Record<string, string> = {
  callback_final_at: 'callback_at',
  solved_resident_final: 'solved_resident',
  satisfaction_final: 'satisfaction',
};

/** Headers no column of the contract uses. */
function unusedHeaders({ format, layout }: Source): string[] {
  const used = new Set([...layout.cells.values()].flat());
  return format === 'jsonl' ? [] : layout.header.filter((name, i) => name && !used.has(i));
}

/**
 * Words that stood in a value column and are not in its list, so that they can be added. Only words met at least five
 * times in a short list: a column that holds other things than words, say names, must not be told.
 */
function unknownWords(counts: Record<string, number>): Record<string, Record<string, number>> {
  const byColumn: Record<string, Record<string, number>> = {};
  for (const [key, n] of Object.entries(counts)) {
    const [column, word] = key.split('\u0001') as [string, string];
    byColumn[column] = { ...byColumn[column], [word]: n };
  }
  return Object.fromEntries(
    Object.entries(byColumn)
      .filter(([, words]) => Object.keys(words).length <= 12)
      .map(([column, words]) => [column, Object.fromEntries(Object.entries(words).filter(([, n]) => n >= 5))] as const)
      .filter(([, words]) => Object.keys(words).length > 0),
  );
}

/** When the export was made: by its name, by a column, else the latest time in it (limits for handling apart, which lie ahead). */
async function exportTime(
  warehouse: Warehouse,
  file: ExportFile,
  source: Source,
  timeZone: string,
): Promise<{ at: string | null; from: string }> {
  const { contract } = file;
  const rule = contract.exported_at;
  if (rule && 'file_name' in rule) {
    const match = new RegExp(rule.file_name, 'u').exec(file.name)?.[1];
    const attempts = timesIn(literal(match ?? ''), [rule.format], timeZone);
    const found = match
      ? await warehouse.row<{ time: string | null }>(`select coalesce(${attempts.join(', ')}, null) as time`)
      : undefined;
    if (!found?.time)
      throw new UserError('its name does not hold the export date the contract looks for', {
        fix: `rename it, or correct \`exported_at\` in ${contract.file}`,
      });
    return { at: found.time, from: 'file_name' };
  }
  if (source.layout.exportedAt !== undefined) {
    const found = await warehouse.row<{ time: string | null }>('select max(time) as time from temp.landing_times');
    if (!found?.time)
      throw new UserError('the column of the export time holds no time', {
        fix: `correct \`exported_at\` or \`dates\` in ${contract.file}`,
      });
    return { at: found.time, from: 'column' };
  }
  const times = canonicalColumns[contract.kind].filter(
    ({ name, sort }) => sort === 'time' && !timesAhead.includes(name),
  );
  const found = await warehouse.row<{ time: string | null }>(
    `select max(greatest(${times.map(({ name }) => name).join(', ')})) as time from landed_${contract.kind} where file = $file`,
    { file: file.file },
  );
  return { at: found?.time ?? null, from: 'latest' };
}

/**
 * Adds what is missing so that each month lists every file with any row of an order that has a version in it: the
 * months of the orders this file names wherever they stand, times the files that name them. The outcome does not depend
 * on the order of landings.
 */
function monthsOf({ kind }: Contract): string {
  if (kind === 'calls')
    return `insert into landed_months by name select distinct file, 'calls' as kind, "month" from landed_calls where file = $file`;
  const own = `select distinct order_id from landed_${kind} where file = $file`;
  // Only an order's own row can give it a month; any other file is at most added to the months the order has.
  const holders = (kind === 'orders' ? kindsOfOrders : [kind]).map(
    (each) => `select distinct order_id, file, '${each}' as kind from landed_${each} semi join own using (order_id)
      ${each === kind && kind !== 'orders' ? 'where file = $file' : ''}`,
  );
  return `insert into landed_months by name
    with own as (${own}),
    versions as (select distinct order_id, "month" from landed_orders semi join own using (order_id)),
    holders as (${holders.join(' union all ')})
    select distinct h.file, h.kind, v."month" from versions v join holders h using (order_id)
    anti join landed_months known on known.file = h.file and known.kind = h.kind and known."month" = v."month"`;
}
