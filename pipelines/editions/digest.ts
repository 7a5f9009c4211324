import { createHash } from 'node:crypto';
import { columnsOf } from '../warehouse/digest.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';
import { tablesHeld } from './tables.ts';

/** Left out: the clock's reading, and the digest itself. */
const bookkeeping = ['published_at', 'digest'];

/**
 * SHA-256 (64 hex digits) over every frozen row of an edition and its head, whatever their order. Not the warehouse's
 * quick digest: that one's hash may change with the database's version, an edition must be provable for years. A
 * missing value is left out of a row's text, and a table that the edition does not hold out of the digest, so that what a
 * later migration adds changes no old digest.
 * `head`: the table its head stands in, before it is stored.
 */
export async function editionDigest(
  warehouse: Warehouse,
  { period, edition }: { period: string; edition: number },
  head = 'editions',
): Promise<string> {
  const parts: string[] = [];
  const held = (await tablesHeld(warehouse, { period, edition })).map(({ name }) => `edition_${name}`);
  for (const name of ['editions', 'edition_inputs', ...held]) {
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
