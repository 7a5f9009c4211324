import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type CityOptions, writeCity } from '../../fixtures/city/generate.ts';
import { makeResidentKey } from '../site/resident-key.ts';
import { loadSite } from '../site/site.ts';
import { UserError } from '../user-error.ts';
import { ProgressLine, print } from './terminal.ts';

/** `minqing init`: a site folder with comments, or a generated demo city with its exports. */
export async function init(folder: string, options: CityOptions & { demo?: boolean; json?: boolean }): Promise<void> {
  const dir = resolve(folder);
  if (existsSync(dir) && readdirSync(dir).length > 0)
    throw new UserError('the folder is not empty', { where: dir, fix: 'name a new folder; nothing in it was touched' });
  if (options.demo) await makeDemo(dir, options);
  else await makeSite(dir);
  if (options.json) print(JSON.stringify({ site: dir, demo: Boolean(options.demo) }));
}

async function makeDemo(dir: string, { orders, months, seed, text, layout }: CityOptions): Promise<void> {
  const line = new ProgressLine();
  const began = performance.now();
  await writeCity(dir, { orders, months, seed, text, layout }, (done, total) =>
    line.show(`demo city ${done}/${total} orders`),
  );
  line.clear();
  print(
    `demo city in ${dir}: ${orders} orders over ${months} months, ${((performance.now() - began) / 1000).toFixed(1)} s`,
  );
}

async function makeSite(dir: string): Promise<void> {
  cpSync(fileURLToPath(new URL('../site/template', import.meta.url)), dir, { recursive: true });
  // The key is filed under the site's id, so the id is the folder's name from the start, not one to be changed later.
  const file = join(dir, 'site.yaml');
  writeFileSync(file, readFileSync(file, 'utf8').replace(/^id: my_city\b/m, `id: ${idFrom(basename(dir))}`));
  mkdirSync(join(dir, 'exports'), { recursive: true });
  const key = makeResidentKey(loadSite(dir));
  print(`site folder ${dir}
  1. put the name into site.yaml (its id is the folder's name; if you change it, do so before the first run and make
     a key for it with: minqing doctor --make-key)
  2. map the columns of your exports in contracts/orders.yaml
  3. list districts, streets and units in regions.csv and units.csv
  4. copy exports into ${join(dir, 'exports')} and run: minqing run ${dir}
The key that residents are hashed with lies in ${key}: back it up; without it, people cannot be recognised again.`);
}

/** A name that can be a warehouse schema, made of a folder's name. */
function idFrom(folder: string): string {
  const id = folder
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^[^a-z]+|_+$/g, '')
    .slice(0, 40);
  return id.length >= 2 ? id : 'my_city';
}
