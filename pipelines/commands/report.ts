import { buildSite } from '../report/build.ts';
import type { Edition } from '../report/edition.ts';
import { loadSite } from '../site/site.ts';
import { ProgressLine, print } from './terminal.ts';

/** `minqing report`: builds the static site from the published tables. */
export async function report(siteDir: string, edition: Edition, json: boolean): Promise<void> {
  const site = loadSite(siteDir);
  const line = new ProgressLine();
  const built = await buildSite(site, { edition, onStage: (stage) => line.show(`site: ${stage}`) }).finally(() =>
    line.clear(),
  );
  if (json) print(JSON.stringify(built));
  else
    print(
      `site built in ${built.seconds.toFixed(0)} s: ${built.folder} (${built.pages} pages); look at it with: minqing serve ${siteDir}${edition === 'public' ? ' --edition public' : ''}`,
    );
}
