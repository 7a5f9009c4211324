import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { tableFromIPC } from 'apache-arrow';
import { UserError } from '../user-error.ts';
import { writeComparisonFiles } from './comparison-files.ts';
import { publishedTables } from './publish.ts';

/** The Evidence project of this repository. */
export const reportsFolder = fileURLToPath(new URL('../../reports/', import.meta.url));

/** Name of the one source: pages read `minqing.<table>`. */
const source = 'minqing';

/** Folder of the working copy that holds the tables while pages are built. */
export const tablesFolder = 'published';

/**
 * Lays out a private working copy of the Evidence project in `folder`, as Evidence's own command would, but at once
 * and in order: Evidence copies pages with a file watcher that races the bundler. Returns the folder Vite builds in.
 * @throws UserError when the packages of `reports/` are not installed or no tables have been published.
 */
export function layOutProject(folder: string, dataFolder: string): string {
  const packages = join(reportsFolder, 'node_modules');
  const stock = join(packages, '@evidence-dev', 'evidence', 'template');
  if (!existsSync(stock))
    throw new UserError('the packages that build the site are not installed', {
      where: reportsFolder,
      fix: 'run `npm ci` in reports/ (or `npm start`, which does it)',
    });
  rmSync(folder, { recursive: true, force: true });
  const template = join(folder, '.evidence', 'template');
  cpSync(stock, template, { recursive: true });
  for (const unused of [
    'src/pages/settings',
    'src/pages/explore',
    'src/pages/api/settings.json',
    'src/pages/fix-tprotocol-service-worker.js',
    'src/pages/manifest.webmanifest',
    'static',
  ])
    rmSync(join(template, unused), { recursive: true, force: true });

  // Ours builds on it, from beside it: Vite makes plugins anew for each build only of files that lie together.
  renameSync(join(template, 'vite.config.js'), join(template, 'evidence.vite.config.js'));
  symlinkSync(packages, join(folder, 'node_modules'), 'dir');
  for (const file of ['package.json', 'evidence.config.yaml', 'svelte.config.js'])
    cpSync(join(reportsFolder, file), join(folder, file));
  for (const part of ['pages', 'components'])
    cpSync(join(reportsFolder, part), join(folder, part), { recursive: true });
  cpSync(join(reportsFolder, 'components'), join(template, 'src', 'components'), { recursive: true });
  cpSync(join(reportsFolder, 'static'), join(template, 'static'), { recursive: true });
  cpSync(join(reportsFolder, 'template'), template, { recursive: true });
  cpSync(join(reportsFolder, 'app.css'), join(template, 'src', 'app.css'));
  for (const page of filesUnder(join(reportsFolder, 'pages'))) copyPage(page, join(template, 'src', 'pages'));
  copyData(dataFolder, template);
  return template;
}

/** `units/index.md` and `units/[unit].md` are SvelteKit's `units/+page.md` and `units/[unit]/+page.md`. */
function copyPage(page: string, to: string): void {
  const path = relative(join(reportsFolder, 'pages'), page);
  const target = basename(path) === 'index.md' ? join(dirname(path), '+page.md') : path.replace(/\.md$/, '/+page.md');
  mkdirSync(dirname(join(to, target)), { recursive: true });
  cpSync(page, join(to, target));
}

/**
 * The tables, for the build alone, and what pages with a script fetch: nothing else of them leaves with the site.
 * @throws UserError when no tables have been published, or not all that this version's pages ask for.
 */
function copyData(from: string, template: string): void {
  const names = existsSync(from)
    ? readdirSync(from)
        .filter((name) => name.endsWith('.arrow'))
        .sort()
    : [];
  if (names.length === 0)
    throw new UserError('nothing has been published yet', { where: from, fix: 'run `minqing run` first', exitCode: 1 });
  const missing = publishedTables.filter((name) => !names.includes(`${name}.arrow`));
  if (missing.length > 0)
    throw new UserError(`the pages need tables that are not there: ${missing.join(', ')}`, {
      where: from,
      fix: 'another version of minqing published them: run `minqing run`, which makes them anew',
      exitCode: 1,
    });
  const tables = join(template, tablesFolder);
  mkdirSync(tables, { recursive: true });
  for (const name of names) cpSync(join(from, name), join(tables, name));
  const files = names.map((name) => join(tablesFolder, name));
  writeFileSync(join(tables, 'manifest.json'), JSON.stringify({ renderedFiles: { [source]: files } }));
  const fetched = join(template, 'static', 'data');
  writeComparisonFiles(from, join(fetched, 'compare'));
  const [site] = tableFromIPC(readFileSync(join(from, 'site.arrow'))).toArray();
  writeFileSync(join(fetched, 'site.json'), JSON.stringify(site));
}

function* filesUnder(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesUnder(path);
    else yield path;
  }
}
