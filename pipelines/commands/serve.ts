import { existsSync } from 'node:fs';
import { builtFolder } from '../report/build.ts';
import type { Edition } from '../report/edition.ts';
import { serveSite } from '../report/serve.ts';
import { loadSite } from '../site/site.ts';
import { UserError } from '../user-error.ts';
import { print } from './terminal.ts';

interface Options {
  port: number;
  host: string;
  edition: Edition;
  basePath?: string;
  passwordFile?: string;
}

const isLoopback = (host: string): boolean => /^(127\.\d+\.\d+\.\d+|::1|localhost)$/.test(host);

/** `minqing serve`: serves the built site until it is stopped. */
export async function serve(siteDir: string, { port, host, edition, basePath, passwordFile }: Options): Promise<void> {
  const folder = builtFolder(loadSite(siteDir), edition);
  if (!existsSync(folder))
    throw new UserError('the site has not been built', {
      where: folder,
      fix: `run \`minqing report ${siteDir}${edition === 'public' ? ' --edition public' : ''}\` first`,
    });
  const served = await serveSite(folder, {
    port,
    host,
    ...(basePath !== undefined && { basePath }),
    ...(passwordFile !== undefined && { passwordFile }),
  });
  if (!isLoopback(host))
    print(
      passwordFile
        ? 'passwords travel as clear text here: put a server with TLS in front, see docs/serving.md'
        : 'everybody who reaches this address can read the site: see --password-file',
    );
  print(`${served.url}   (Ctrl-C ends it)`);
  const stop = () => void served.close().then(() => process.exit(0));
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}
