import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** What assets are built on, but what does not decide their content: changes there need no new code version. */
const foundations = [
  'pipelines/engine/',
  'pipelines/site/',
  'pipelines/warehouse/',
  'pipelines/user-error.ts',
  'pipelines/threads/',
];

/**
 * A hash over an asset's TypeScript (and data files imported by URL): its own file and what that imports, directly or
 * not, foundations left out. SQL is not in it: its hash is part of the code version by itself.
 */
export function sourcesHash(assetFile: string): string {
  const files = new Set<string>();
  visit(resolve(root, assetFile), files);
  const hash = createHash('sha256');
  for (const file of [...files].sort())
    hash.update(relative(root, file)).update('\0').update(readFileSync(file)).update('\0');
  return hash.digest('hex').slice(0, 16);
}

function visit(file: string, files: Set<string>): void {
  const name = relative(root, file);
  if (files.has(file) || !existsSync(file) || foundations.some((folder) => name.startsWith(folder))) return;
  files.add(file);
  if (!file.endsWith('.ts')) return;
  const text = readFileSync(file, 'utf8');
  for (const [, local] of text.matchAll(/(?:from|import\()\s*'(\.[^']+)'/g))
    visit(resolve(dirname(file), local!), files);
  for (const [, local] of text.matchAll(/new URL\('(\.[^']+\.(?:ts|txt|ya?ml))', import\.meta\.url\)/g))
    visit(resolve(dirname(file), local!), files);
}
