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

/** `minqing rejects`: what was refused, by cause, largest first, with an example row (never a value) and the fix. */
export async function rejects(siteDir: string, json: boolean): Promise<void> {
  const { causes, files } = await reading(siteDir, 'rejects', async (warehouse) => ({
    causes: await warehouse.rows<Cause>(
      `select count(*) as rows, count(distinct rejects.file) as files, coalesce(column_name, '') as column_name,
              coalesce(header, '') as header, reason, list_sort(list_distinct(list(coalesce(shape, ''))))[1:3] as shapes,
              min(files.name || ':' || rejects.row) as example, min(fix) as fix
       from rejects join files using (file) group by all order by rows desc, column_name, reason`,
    ),
    files: await warehouse.rows<{ name: string; read: number; ignored: number; accepted: number; rejected: number }>(
      'select name, read, ignored, accepted, rejected from files order by name',
    ),
  }));
  if (json) return print(JSON.stringify({ causes, files }, null, 1));
  if (causes.length === 0) return print(`nothing was refused in ${files.length} files`);
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
  const sum = (key: 'read' | 'ignored' | 'accepted' | 'rejected') =>
    files.reduce((total, file) => total + file[key], 0);
  print(
    `\n${files.length} files: ${sum('read')} rows read = ${sum('accepted')} accepted + ${sum('rejected')} rejected + ${sum('ignored')} ignored (titles, blank and total rows)`,
  );
  print(
    'mend the contract or the source, then `minqing run`: files whose contract changed are landed again by themselves',
  );
}
