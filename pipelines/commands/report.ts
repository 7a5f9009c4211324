import { openScratch } from '../engine/scratch.ts';
import { buildSite } from '../report/build.ts';
import { loadSite } from '../site/site.ts';
import { print } from './terminal.ts';

/** `minqing report`: builds the static site from the published tables. */
export async function report(siteDir: string, json: boolean): Promise<void> {
  const site = loadSite(siteDir);
  const scratch = openScratch(site);
  try {
    const built = await buildSite(site);
    if (json) print(JSON.stringify(built));
    else print(`site built in ${built.seconds.toFixed(0)} s: ${built.dir} (${built.pages} pages); look at it with: minqing serve ${siteDir}`);
  } finally {
    scratch.wipe();
  }
}
