import { type ExaminedEdition, examinedEditions } from '../editions/editions.ts';
import { type ChangedInput, sourcesAmong } from '../editions/inputs.ts';
import { type PublishedPeriod, type PublishOutcome, publishPeriod } from '../editions/publish.ts';
import type { Revised } from '../editions/revisions.ts';
import { openScratch } from '../engine/scratch.ts';
import { loadSite } from '../site/site.ts';
import { UserError } from '../user-error.ts';
import { periodId, reading } from './session.ts';
import { print, textTable, warn } from './terminal.ts';

export interface PublishOptions {
  period?: string | undefined;
  reason?: string | undefined;
  list?: boolean | undefined;
}

/**
 * `minqing publish`: freezes a period as an edition (定稿), or lists the editions there are.
 * Returns the exit code: 1 when a listed edition is no longer what was frozen.
 * @throws UserError when the period cannot be published, or has another edition already and no reason is given.
 */
export async function publish(siteDir: string, options: PublishOptions, json: boolean): Promise<number> {
  const period = options.period === undefined ? undefined : periodId(options.period);
  if (options.list) {
    if (options.reason !== undefined)
      throw new UserError('--list publishes nothing, so it takes no reason', {
        where: '--reason',
        fix: 'leave one of them out',
      });
    return list(siteDir, period, json);
  }
  if (period === undefined)
    throw new UserError('the period is missing', {
      where: '--period',
      fix: `name it, e.g. --period 2024-03, or list what has been published with --list`,
    });
  const site = loadSite(siteDir);
  const scratch = openScratch(site);
  try {
    const outcome = await publishPeriod(
      site,
      { period, ...(options.reason !== undefined && { reason: options.reason }) },
      { scratch: scratch.dir, onWait: warn },
    );
    if (outcome.status === 'kept') throw stands(outcome);
    if (json) print(JSON.stringify(asJson(outcome), null, 1));
    else printOutcome(outcome);
    return 0;
  } finally {
    scratch.wipe();
  }
}

const stands = ({ edition, revised, changed }: PublishOutcome): UserError =>
  new UserError(
    `${edition.period} is published as edition ${edition.edition}, and ${told(revised)} since${causes(changed)}`,
    {
      where: '--period',
      fix: 'the edition stands and the newest figures are shown beside it; to freeze them too, say why: --reason TEXT',
    },
  );

function printOutcome({ status, edition, revised, changed, completeAt, notShown }: PublishedPeriod): void {
  const name = `${edition.period}, edition ${edition.edition}`;
  if (status === 'unchanged') print(`${name} holds the newest figures: nothing to publish`);
  else {
    print(`published ${name}: framework ${edition.framework}, data ${edition.data_version}, as of ${edition.as_of}`);
    if (edition.edition > 1) print(`  after edition ${edition.edition - 1} ${told(revised)}${causes(changed)}`);
  }
  print(`  digest ${edition.digest}`);
  if (status === 'published' && notShown === undefined)
    print('  the site shows it when it is built again: minqing report');
  if (notShown !== undefined)
    warn(
      `the tables of the site could not be made anew: ${notShown}\n  fix: the edition stands; \`minqing run\` makes them`,
    );
  if (edition.provisional > 0)
    warn(
      `${edition.provisional} figures are provisional (初步数) and are marked so in the edition; all are complete from ${completeAt.slice(0, 10)} on`,
    );
}

const asJson = ({ status, edition, revised, changed, completeAt }: PublishOutcome) => ({
  status,
  ...edition,
  complete_at: completeAt,
  revised,
  changed,
});

const sum = (revised: Revised): number => Object.values(revised).reduce((total, rows) => total + rows, 0);

function told(revised: Revised): string {
  const parts = Object.entries(revised).flatMap(([table, rows]) => (rows > 0 ? [`${table} ${rows}`] : []));
  const rows = sum(revised);
  return `${rows} ${rows === 1 ? 'row has' : 'rows have'} changed (${parts.join(', ')})`;
}

function causes(changed: readonly ChangedInput[]): string {
  const names = sourcesAmong(changed);
  if (names.length === 0) return '';
  return `: ${names.slice(0, 3).join(', ')}${names.length > 3 ? ` and ${names.length - 3} more` : ''}`;
}

async function list(siteDir: string, period: string | undefined, json: boolean): Promise<number> {
  const found = await reading(siteDir, 'publish --list', (warehouse, site) =>
    examinedEditions(warehouse, site, period),
  );
  const broken = found.filter(({ intact }) => !intact);
  if (json) print(JSON.stringify(found, null, 1));
  else if (found.length === 0)
    print(period ? `no edition of ${period} has been published` : 'no edition has been published');
  else print(editionTable(found));
  for (const { period, edition } of broken)
    warn(
      `${period}, edition ${edition}: the stored rows are not those that were frozen\n  fix: restore the warehouse from a backup`,
    );
  return broken.length > 0 ? 1 : 0;
}

function revisions({ revised, unknown }: ExaminedEdition): string {
  if (revised === null) return 'gone';
  const rows = sum(revised);
  const told = rows === 0 ? 'the same' : `${rows} rows revised`;
  return unknown.length > 0 ? `${told}; ${unknown.join(', ')}: not frozen then` : told;
}

const editionTable = (found: readonly ExaminedEdition[]): string =>
  textTable(
    [
      'period',
      'No.',
      'published (UTC)',
      'as of',
      'framework',
      'provisional',
      'digest',
      'frozen rows',
      'newest figures',
      'reason',
    ],
    found.map((edition) => [
      edition.period,
      String(edition.edition),
      edition.published_at.slice(0, 16),
      edition.as_of.slice(0, 16),
      edition.framework,
      edition.provisional > 0 ? String(edition.provisional) : '',
      edition.digest.slice(0, 12),
      edition.intact ? 'intact' : 'CHANGED',
      revisions(edition),
      edition.reason ?? '',
    ]),
    [1, 5],
  );
