import { assets } from '../assets/index.ts';
import { editionTables } from '../editions/tables.ts';
import { UserError } from '../user-error.ts';
import { columnsOf, digestRows, shortHash } from '../warehouse/digest.ts';
import { reading } from './session.ts';
import { print, textTable } from './terminal.ts';

/** `minqing digest`: one digest per result table, and one over all of them. */
export async function digest(siteDir: string, only: string | undefined, json: boolean): Promise<void> {
  const tables = [...assets.flatMap((asset) => asset.tables), ...editionTables].filter(
    (table) => !only || table.name === only,
  );
  if (tables.length === 0)
    throw new UserError(`there is no table ${only}`, { where: '--table', fix: 'leave --table out to see them all' });
  const found = await reading(siteDir, 'digest', async (warehouse) => {
    const result: { table: string; rows: number; digest: string }[] = [];
    for (const table of tables)
      if ((await columnsOf(warehouse, table.name)).length > 0)
        result.push({ table: table.name, ...(await digestRows(warehouse, table)) });
    return result;
  });
  if (found.length === 0)
    throw new UserError(only ? `the table ${only} has not been made yet` : 'no table has been made yet', {
      where: siteDir,
      fix: `run \`minqing run ${siteDir}\` first`,
    });
  const all = shortHash(found.map((row) => `${row.table}=${row.digest}`).join('|'));
  if (json) return print(JSON.stringify({ digest: all, tables: found }, null, 1));
  if (!only)
    print(
      textTable(
        ['table', 'rows', 'digest'],
        found.map((row) => [row.table, String(row.rows), row.digest]),
        [1],
      ),
    );
  print(only ? found[0]!.digest : `all tables: ${all}`);
}
