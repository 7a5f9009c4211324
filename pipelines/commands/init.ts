import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type CityOptions, writeCity } from '../../fixtures/city/generate.ts';
import { writeNewSite } from '../site/new-site.ts';
import { makeResidentKey } from '../site/resident-key.ts';
import { loadSite } from '../site/site.ts';
import { UserError } from '../user-error.ts';
import { ProgressLine, print } from './terminal.ts';

/** `minqing init`: a site folder with comments, one drafted out of exports, or a generated demo city with its exports. */
export async function init(
  folder: string,
  options: CityOptions & { demo?: boolean; from?: string[]; json?: boolean },
): Promise<void> {
  const dir = resolve(folder);
  const from = options.from ?? [];
  const present = existsSync(dir) ? readdirSync(dir) : [];
  const allowed = from.length > 0 ? ['exports'] : [];
  if (present.some((name) => !allowed.includes(name)))
    throw new UserError('the folder is not empty', {
      where: dir,
      fix:
        from.length > 0
          ? 'name a new folder, or one that holds nothing but exports/; nothing in it was touched'
          : 'name a new folder; nothing in it was touched',
    });
  if (options.demo && from.length > 0)
    throw new UserError('a demo city is not drafted from exports', {
      where: '--from',
      fix: 'leave out --demo or --from',
    });
  if (options.demo) await makeDemo(dir, options);
  else if (from.length > 0) return draftFrom(dir, from, Boolean(options.json));
  else makeSite(dir);
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

function makeSite(dir: string): void {
  writeNewSite(dir);
  const key = makeResidentKey(loadSite(dir));
  print(`site folder ${dir}
  1. put the name into site.yaml (its id is the folder's name; if you change it, do so before the first run and make
     a key for it with: minqing doctor --make-key)
  2. map the columns of your exports in contracts/orders.yaml, or draft them: minqing init DIR --from EXPORT…
  3. list districts, streets and units in regions.csv and units.csv
  4. copy exports into ${join(dir, 'exports')} and run: minqing run ${dir}
${keyNote(key)}`);
}

async function draftFrom(dir: string, from: string[], json: boolean): Promise<void> {
  const { draftSite } = await import('../ingest/draft/draft.ts');
  const { draftTold } = await import('../ingest/draft/report.ts');
  const line = new ProgressLine();
  const began = performance.now();
  let draft: Awaited<ReturnType<typeof draftSite>>;
  try {
    draft = await draftSite(dir, from, (text) => line.show(text));
  } finally {
    line.clear();
  }
  const key = makeResidentKey(loadSite(dir));
  if (json) print(JSON.stringify(draft, null, 1));
  else print(`${draftTold(draft, (performance.now() - began) / 1000)}\n${keyNote(key)}`);
}

const keyNote = (key: string): string =>
  `The key that residents are hashed with lies in ${key}: back it up; without it, people cannot be recognised again.`;
