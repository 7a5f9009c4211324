import { resolve } from 'node:path';
import { byteOrderMark, csvLine } from '../csv.ts';
import { writeLines } from '../csv-file.ts';
import { type LandedAgain, landAgain } from '../engine/land-again.ts';
import { openScratch } from '../engine/scratch.ts';
import { type Arrivals, arrivals, type Cause, causes, refusedPlaces } from '../ingest/refusals.ts';
import { loadSite } from '../site/site.ts';
import { UserError } from '../user-error.ts';
import { reading } from './session.ts';
import { ProgressLine, print, textTable, warn } from './terminal.ts';

export interface RejectsOptions {
  /** Only exports of this name. */
  file?: string | undefined;
  /** Land their sources again first. */
  again?: boolean | undefined;
  /** CSV to write the places to. */
  out?: string | undefined;
}

/**
 * `minqing rejects`: what was refused, by cause, largest first, with an example row (never a value) and the fix; with
 * `again` lands the files from their sources first, with `out` writes every place to a file. Returns the exit code.
 */
export async function rejects(siteDir: string, options: RejectsOptions, json: boolean): Promise<number> {
  const again = options.again ? await landedAgain(siteDir, options.file) : undefined;
  // A source that was found under another name goes by that one now.
  const name = options.file === undefined ? undefined : (again?.[0]?.after?.name ?? options.file);
  const found = await reading(siteDir, 'rejects', async (warehouse) => ({
    files: await arrivals(warehouse, name),
    causes: await causes(warehouse, name),
    places: options.out === undefined ? undefined : await refusedPlaces(warehouse, name),
  }));
  if (name !== undefined && found.files.length === 0)
    throw new UserError('no export of this name has been landed', {
      where: name,
      fix: 'name it as `minqing rejects` does, with its folders below the exports folder',
    });
  if (found.places) writePlaces(options.out!, found.places);
  if (json)
    print(
      JSON.stringify(
        {
          causes: found.causes,
          files: found.files.map(({ file: _, ...account }) => account),
          ...(again && { again: again.map(asJson) }),
          ...(found.places && { out: resolve(options.out!), places: found.places.length }),
        },
        null,
        1,
      ),
    );
  else {
    if (again) printAgain(again, siteDir);
    printCauses(found.causes, found.files.length);
    printAccounts(found.files);
    if (found.causes.length > 0)
      print(
        'mend the contract or the source, then `minqing run`: files whose contract changed are landed again by themselves; `minqing rejects --again` lands them at once and shows what changed',
      );
    if (found.places) print(`${found.places.length} places in ${options.out}: file, row and column, no values`);
  }
  return again?.some(({ problem }) => problem) ? 1 : 0;
}

async function landedAgain(siteDir: string, file: string | undefined): Promise<LandedAgain[]> {
  const site = loadSite(siteDir);
  const scratch = openScratch(site);
  const line = new ProgressLine();
  try {
    return await landAgain(site, file, { scratch: scratch.dir, onWait: warn }, (name, done, total) =>
      line.show(`landing ${name} again  ${Math.round((100 * done) / Math.max(total, 1))}%`),
    );
  } finally {
    line.clear();
    scratch.wipe();
  }
}

function printAgain(landed: readonly LandedAgain[], siteDir: string): void {
  if (landed.length === 0) {
    print('no landed file has refused rows: nothing to land again\n');
    return;
  }
  print(
    textTable(
      ['landed again', 'rows', 'refused before', 'refused now', 'accepted before', 'accepted now'],
      landed.map(({ name, before, after }) => [
        name,
        String((after ?? before).read),
        String(before.rejected),
        after ? String(after.rejected) : 'not landed',
        String(before.accepted),
        after ? String(after.accepted) : '',
      ]),
      [1, 2, 3, 4, 5],
    ),
  );
  for (const { name, problem } of landed)
    if (problem) warn(`not landed again: ${name}\n  ${problem.message}${problem.fix ? `\n  fix: ${problem.fix}` : ''}`);
  print(`\nwhat depends on them is made by: minqing run ${siteDir}\n`);
}

const asJson = ({ name, before, after, problem }: LandedAgain) => ({
  name,
  before: { accepted: before.accepted, rejected: before.rejected },
  after: after ? { accepted: after.accepted, rejected: after.rejected } : null,
  ...(problem && { problem }),
});

function printCauses(found: readonly Cause[], files: number): void {
  if (found.length === 0) {
    print(`nothing was refused in ${files} files`);
    return;
  }
  print(
    textTable(
      ['rows', 'share', 'files', 'column', 'reason', 'value looks like', 'for example', 'fix'],
      found.map((cause) => [
        String(cause.rows),
        percent(cause.share),
        String(cause.files),
        cause.header && cause.header !== cause.column_name
          ? `${cause.column_name} (${cause.header})`
          : cause.column_name,
        cause.reason,
        cause.shapes.join(' '),
        cause.example,
        cause.fix,
      ]),
      [0, 1, 2],
    ),
  );
  print('share: of the rows of the files concerned');
  for (const { column_name, words } of found)
    if (Object.keys(words).length > 0)
      print(
        `  ${column_name}: ${Object.entries(words)
          .map(([word, n]) => `${word} (${n})`)
          .join(', ')}`,
      );
}

function printAccounts(files: readonly Arrivals[]): void {
  const sum = (key: Exclude<keyof Arrivals, 'file' | 'name' | 'kind'>) =>
    files.reduce((total, file) => total + file[key], 0);
  print(
    `\n${files.length} files: ${sum('read')} rows read = ${sum('accepted')} accepted + ${sum('rejected')} rejected + ${sum('ignored')} ignored (titles, blank and total rows)`,
  );
  print(
    `accepted: ${sum('new')} new, ${sum('newer')} newer versions, ${sum('older')} older, ${sum('attached')} further rows of an order, ${sum('repeated')} repeats`,
  );
  for (const { name, contradicting } of files.filter((file) => file.contradicting > 0).slice(0, mostTold))
    print(
      `contradiction: ${name}: ${contradicting} rows say something else than another row of the same export time; the newest by content counts\n  fix: if they are call-backs or units of one order, set \`one_row_per\` in the contract; else mend the source`,
    );
  for (const { name, kind, orphans } of files.filter((file) => file.orphans > 0).slice(0, mostTold))
    print(`waiting: ${name}: ${orphans} rows of ${kind} name orders that no export has brought yet`);
}

const mostTold = 5;

/** A share that is there is never shown as none, nor all but a few as all. */
function percent(share: number): string {
  const rounded = (100 * share).toFixed(1);
  if (share > 0 && rounded === '0.0') return '<0.1%';
  return share < 1 && rounded === '100.0' ? '>99.9%' : `${rounded}%`;
}

function writePlaces(out: string, places: Awaited<ReturnType<typeof refusedPlaces>>): void {
  const columns = ['file', 'row', 'column_name', 'header', 'shape', 'reason', 'fix'] as const;
  function* lines(): Generator<string> {
    yield byteOrderMark + csvLine(columns);
    for (const place of places) yield csvLine(columns.map((column) => place[column]));
  }
  writeLines(out, lines());
}
