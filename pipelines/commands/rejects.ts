import { readSql } from '../engine/sql.ts';
import { reading } from './session.ts';
import { print, textTable } from './terminal.ts';

interface Cause {
  rows: number;
  files: number;
  column_name: string;
  header: string;
  reason: string;
  shapes: string[];
  example: string;
  fix: string;
}

/** A row of sql/staging/accounts.sql. */
interface Account {
  name: string;
  kind: string;
  read: number;
  ignored: number;
  accepted: number;
  rejected: number;
  new: number;
  newer: number;
  older: number;
  repeated: number;
  attached: number;
  contradicting: number;
  orphans: number;
}

/** `minqing rejects`: what was refused, by cause, largest first, with an example row (never a value) and the fix. */
export async function rejects(siteDir: string, json: boolean): Promise<void> {
  const { causes, files } = await reading(siteDir, 'rejects', async (warehouse) => ({
    causes: await warehouse.rows<Cause>(
      `select count(*) as rows, count(distinct rejects.file) as files, coalesce(column_name, '') as column_name,
              coalesce(header, '') as header, reason, list_sort(list_distinct(list(coalesce(shape, ''))))[1:3] as shapes,
              min(files.name || ':' || rejects.row) as example, min(fix) as fix
       from rejects join files using (file) group by all order by rows desc, column_name, reason`,
    ),
    files: await warehouse.rows<Account>(
      `select name, kind, "read", ignored, accepted, rejected, "new", newer, older, repeated, attached, contradicting, orphans
       from (${readSql('staging/accounts')}) order by name`,
    ),
  }));
  if (json) return print(JSON.stringify({ causes, files }, null, 1));
  const sum = (key: Exclude<keyof Account, 'name' | 'kind'>) => files.reduce((total, file) => total + file[key], 0);
  if (causes.length === 0) print(`nothing was refused in ${files.length} files`);
  else printCauses(causes);
  print(
    `\n${files.length} files: ${sum('read')} rows read = ${sum('accepted')} accepted + ${sum('rejected')} rejected + ${sum('ignored')} ignored (titles, blank and total rows)`,
  );
  print(
    `accepted: ${sum('new')} new, ${sum('newer')} newer versions, ${sum('older')} older, ${sum('attached')} further rows of an order, ${sum('repeated')} repeats`,
  );
  for (const { name, contradicting } of files.filter((file) => file.contradicting > 0).slice(0, mostTold))
    print(
      `contradiction: ${name}: ${contradicting} rows say something else than another row of the same export time; the newest by content counts\n  fix: if they are call-backs or units of one order, set \`one_row_per\` in the contract; else mend the source`,
    );
  for (const { name, kind, orphans } of files.filter((file) => file.orphans > 0).slice(0, mostTold))
    print(`waiting: ${name}: ${orphans} rows of ${kind} name orders that no export has brought yet`);
  if (causes.length > 0)
    print(
      'mend the contract or the source, then `minqing run`: files whose contract changed are landed again by themselves',
    );
}

const mostTold = 5;

function printCauses(causes: readonly Cause[]): void {
  print(
    textTable(
      ['rows', 'files', 'column', 'reason', 'value looks like', 'for example', 'fix'],
      causes.map((cause) => [
        String(cause.rows),
        String(cause.files),
        cause.header && cause.header !== cause.column_name
          ? `${cause.column_name} (${cause.header})`
          : cause.column_name,
        cause.reason,
        cause.shapes.join(' '),
        cause.example,
        cause.fix,
      ]),
      [0, 1],
    ),
  );
}
