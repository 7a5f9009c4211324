import { createHash } from 'node:crypto';
import { columnsOf } from '../warehouse/digest.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';
import { editionTables } from './tables.ts';

/** Left out: the clock's reading, and the digest itself. */
const bookkeeping = ['published_at', 'digest'];

/**
 * SHA-256 (64 hex digits) over every frozen row of an edition and its head, whatever their order. Not the warehouse's
 * quick digest: that one's hash may change with the database's version, an edition must be provable for years. A
 * missing value is left out of a row's text, so that a column added by a later migration changes no old digest.
 * `head`: the table its head stands in, before it is stored.
 */
export async function editionDigest(
  warehouse: Warehouse,
  { period, edition }: { period: string; edition: number },
  head = 'editions',
): Promise<string> {
  const parts: string[] = [];
  for (const { name } of editionTables) {
    const columns = (await columnsOf(warehouse, name)).filter((column) => !bookkeeping.includes(column)).sort();
    const cells = columns.map((column) => `'${column}=' || "${column}"::VARCHAR`).join(', ');
    const found = await warehouse.row<{ rows: number; sha256: string }>(
      `select count(*) as rows, sha256(coalesce(string_agg(line, chr(10) order by line), '')) as sha256 from (
         select concat_ws(chr(31), ${cells}) as line from ${name === 'editions' ? head : name}
         where period = $period and edition = $edition)`,
      { period, edition },
    );
    parts.push(`${name}|${found!.rows}|${found!.sha256}`);
  }
  return createHash('sha256').update(parts.join('\n')).digest('hex');
}
