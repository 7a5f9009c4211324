import { cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { measuredProcess } from './measured-process.ts';

/** An Evidence project as its own template makes them: two pages that show what two of ours show, in Evidence's components. */
const project = fileURLToPath(new URL('evidence/', import.meta.url));

/** What its pages ask; every page of the template loads every table, and gets no others. */
const tables = ['attention', 'figures', 'nodes', 'periods', 'scores', 'site', 'situation'];

/**
 * Builds those pages with the template as it comes from npm and nothing changed but the offline adapter (`evidence/patches`),
 * from published tables in `data`. Installs its packages in `folder` when they are not there (700 MB).
 * Returns where the built site is, and the seconds the build took.
 * @throws Error when a package cannot be had or the build fails.
 */
export async function buildEvidenceSite(data: string, folder: string): Promise<{ built: string; seconds: number }> {
  mkdirSync(folder, { recursive: true });
  cpSync(project, folder, { recursive: true });
  const environment = { ...process.env, SEND_ANONYMOUS_USAGE_STATS: 'no' };
  const built = join(folder, 'build');
  if (!existsSync(join(folder, 'node_modules', '@evidence-dev', 'core-components')))
    await measuredProcess('npm', ['install', '--prefix', folder, '--no-audit', '--no-fund'], environment);
  rmSync(join(folder, '.evidence'), { recursive: true, force: true });
  rmSync(built, { recursive: true, force: true });
  const kept = join(folder, '.evidence', 'template', 'static', 'data');
  for (const name of tables) cpSync(join(data, `${name}.arrow`), join(kept, 'minqing', `${name}.arrow`));
  const renderedFiles = { minqing: tables.map((name) => `static/data/minqing/${name}.arrow`) };
  writeFileSync(join(kept, 'manifest.json'), JSON.stringify({ renderedFiles }));
  const { seconds } = await measuredProcess('npm', ['run', 'build', '--prefix', folder], environment);
  if (!existsSync(join(built, 'index.html'))) throw new Error(`Evidence built no first page in ${built}`);
  return { built, seconds: Number(seconds.toFixed(1)) };
}
