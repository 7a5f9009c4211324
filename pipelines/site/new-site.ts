import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeSchemas } from './json-schemas.ts';

const template = fileURLToPath(new URL('./template', import.meta.url));

/**
 * Writes the files of a new site folder, with comments. The resident key is filed under the site's id, so the id is the folder's
 * name from the start, not one to be changed later. `name`: what the city seems to be called, for a person to confirm.
 */
export function writeNewSite(dir: string, name?: string): void {
  cpSync(template, dir, { recursive: true });
  const file = join(dir, 'site.yaml');
  const named = readFileSync(file, 'utf8')
    .replace(/^id: my_city\b/m, `id: ${idFrom(basename(dir))}`)
    .replace(/^name: 某市 #.*$/m, (line) =>
      name ? `name: ${name} # DECIDE: as readers see it; guessed from the exports` : line,
    );
  writeFileSync(file, `# yaml-language-server: $schema=.schema/site.json\n${named}`);
  const contract = join(dir, 'contracts/orders.yaml');
  writeFileSync(
    contract,
    `# yaml-language-server: $schema=../.schema/contract.json\n${readFileSync(contract, 'utf8')}`,
  );
  mkdirSync(join(dir, 'exports'), { recursive: true });
  writeSchemas(dir);
}

/** A name that can be a warehouse schema, made of a folder's name. */
export function idFrom(folder: string): string {
  const id = folder
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^[^a-z]+|_+$/g, '')
    .slice(0, 40);
  return id.length >= 2 ? id : 'my_city';
}
