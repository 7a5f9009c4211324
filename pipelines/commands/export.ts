import { resolve } from 'node:path';
import type { Edition } from '../report/edition.ts';
import { type ExportFormat, exportFiles } from '../report/open-data/export-files.ts';
import { publishedFolder } from '../report/publish.ts';
import { loadSite } from '../site/site.ts';
import { print } from './terminal.ts';

/** `minqing export`: the published tables of an edition as files that other programs read, or as a workbook for people. */
export async function exportTables(
  siteDir: string,
  { out, format, edition }: { out: string; format: ExportFormat; edition: Edition },
  json: boolean,
): Promise<void> {
  const site = loadSite(siteDir);
  const folder = resolve(out);
  const written = await exportFiles({
    from: publishedFolder(site, edition),
    out: folder,
    format,
    edition,
    id: site.config.id,
  });
  if (json) print(JSON.stringify(written, null, 1));
  else if (format === 'xlsx') print(`${written[0]!.file}: ${edition === 'public' ? '公开版' : '内部版'}`);
  else
    print(
      `${written.length} tables of ${edition === 'public' ? '公开版' : '内部版'} in ${folder}; dictionary.csv and datapackage.json say what they hold`,
    );
}
