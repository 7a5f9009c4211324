import { existsSync } from 'node:fs';
import { builtFolder } from '../report/build.ts';
import type { Edition } from '../report/edition.ts';
import { serveSite } from '../report/serve.ts';
import { loadSite } from '../site/site.ts';
import { UserError } from '../user-error.ts';
import { print } from './terminal.ts';

/** `minqing serve`: serves the built site until it is stopped. */
export async function serve(
  siteDir: string,
  { port, host, edition }: { port: number; host: string; edition: Edition },
): Promise<void> {
  const folder = builtFolder(loadSite(siteDir), edition);
  if (!existsSync(folder))
    throw new UserError('the site has not been built', {
      where: folder,
      fix: `run \`minqing report ${siteDir}${edition === 'public' ? ' --edition public' : ''}\` first`,
    });
  const served = await serveSite(folder, { port, host });
  print(`${served.url}   (Ctrl-C ends it)`);
  const stop = () => void served.close().then(() => process.exit(0));
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}
