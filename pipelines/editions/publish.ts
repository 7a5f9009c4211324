import { appendLedger } from '../engine/ledger.ts';
import { readSql } from '../engine/sql.ts';
import { maskText } from '../ingest/mask/mask.ts';
import { frameworkOf, limitsOf, longestMaturity } from '../scorecard/framework-of.ts';
import { asTimestamp, plusDays } from '../scorecard/moment.ts';
import { asOfThatMatters } from '../scorecard/reporting-period.ts';
import type { Period } from '../site/periods.ts';
import type { Site } from '../site/site.ts';
import { UserError } from '../user-error.ts';
import { shortHash } from '../warehouse/digest.ts';
import { insertRows } from '../warehouse/insert.ts';
import { WarehouseLease } from '../warehouse/lease.ts';
import { inTransaction, migrate } from '../warehouse/migrations.ts';
import { type OpenOptions, withWarehouse } from '../warehouse/open.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';
import { editionDigest } from './digest.ts';
import { type Edition, lastEdition } from './editions.ts';
import { type ChangedInput, changedInputs } from './inputs.ts';
import { renewPublished } from './renew-published.ts';
import { frozenParameters, type Revised, revisedRows, unchanged } from './revisions.ts';
import { type Standing, standingFigures } from './standing.ts';
import { frozenTables, tablesHeld } from './tables.ts';

const exclusionsSql = readSql('marts/edition_exclusions');

export interface PublishRequest {
  /** A period's id, such as `month:2024-03`. */
  period: string;
  /** Needed for a second edition: later data alone changes only the newest figures. */
  reason?: string;
  /** The run that publishes at its end; empty when it is a command of its own. */
  runId?: string;
}

export interface PublishOutcome {
  /**
   * `published`: a new edition · `unchanged`: the last edition holds the newest figures, nothing was written ·
   * `kept`: the newest figures differ from the last edition, which stands, since no reason was given.
   */
  status: 'published' | 'unchanged' | 'kept';
  /** The new edition, or the one that stands. */
  edition: Edition;
  /** Rows in which the newest figures differ from the edition that stood before, by table. */
  revised: Revised;
  /** What has come in or changed since the edition that stood before. */
  changed: ChangedInput[];
  /** From this moment on no figure of the period waits for anything. */
  completeAt: string;
}

/**
 * Freezes a period's figures (定稿): every row of values, scores, ranks, bands, changes and 态势, what is 不含剔除, the
 * goalposts and names they are read with, the framework in force as a whole, the rulings that excluded orders, and the
 * versions of all they were made from. One transaction; nothing ever changes or removes what it wrote. The same call twice writes once.
 * Figures that are still 初步数 are frozen as such, row by row: a notice is due before the last of them is complete, and
 * they carry no rank.
 * @throws UserError when the figures cannot be frozen (`standingFigures`) or the reason is no text.
 */
export async function publishEdition(
  warehouse: Warehouse,
  site: Site,
  request: PublishRequest,
): Promise<PublishOutcome> {
  const reason = reasonGiven(request.reason);
  const startedAt = new Date();
  return inTransaction(warehouse, async () => {
    const standing = await standingFigures(warehouse, site, request.period);
    const before = await lastEdition(warehouse, request.period);
    const revised = before && (await revisedRows(warehouse, site, before));
    const outcome = {
      revised: revised ?? {},
      changed: before ? await changedInputs(warehouse, before, standing.inputs) : [],
      completeAt: plusDays(standing.period.end, longestMaturity(site)),
    };
    // An edition from before ranks were frozen can be followed by one that holds them.
    const complete = before && (await tablesHeld(warehouse, before)).length === frozenTables.length;
    if (before && unchanged(revised) && (complete || reason === null))
      return { ...outcome, status: 'unchanged', edition: before };
    if (before && reason === null) return { ...outcome, status: 'kept', edition: before };

    // Two that publish at once must meet: rows that are only added never conflict on DuckLake, one changed row does.
    await warehouse.run(`update settings set value = (value::BIGINT + 1)::VARCHAR where name = 'editions'`);
    await freeze(warehouse, site, standing, (before?.edition ?? 0) + 1, reason, startedAt);
    const edition = (await lastEdition(warehouse, request.period))!;
    await appendLedger(warehouse, {
      runId: request.runId ?? '',
      stepId: `editions/${edition.period}`,
      asset: 'editions',
      partition: edition.period,
      reason: 'published',
      status: 'done',
      inputVersion: edition.data_version,
      dataVersion: edition.digest.slice(0, 16),
      codeVersion: '',
      asOf: standing.asOf,
      rows: 1,
      checks: [],
      message: `edition ${edition.edition}`,
      startedAt,
    });
    return { ...outcome, status: 'published', edition };
  });
}

export interface PublishedPeriod extends PublishOutcome {
  /** Why the tables that the site shows could not be made anew; the edition stands nevertheless. */
  notShown?: string;
}

/** Opens the site's warehouse, publishes, and makes the site's tables anew: what the command calls. */
export async function publishPeriod(
  site: Site,
  request: PublishRequest,
  { scratch, onWait }: Pick<OpenOptions, 'scratch' | 'onWait'>,
): Promise<PublishedPeriod> {
  const waiting = onWait && { onWait };
  // A reader makes no warehouse: publishing a site that has none must not leave an empty one behind.
  const purpose = `publish ${request.period}`;
  await withWarehouse(site, { purpose, scratch, ...waiting, readOnly: true }, async () => undefined);
  const lease = new WarehouseLease(site, { scratch, ...waiting });
  try {
    const outcome = await lease.use(purpose, async (warehouse) => {
      await migrate(warehouse, site);
      return publishEdition(warehouse, site, request);
    });
    const notShown = await renewPublished({ site, lease, scratch }, { outcome });
    return { ...outcome, ...(notShown !== undefined && { notShown }) };
  } finally {
    lease.close();
  }
}

const longestReason = 500;

function reasonGiven(given: string | undefined): string | null {
  if (given === undefined) return null;
  const reason = given.trim();
  if (reason === '' || [...reason].length > longestReason)
    throw new UserError(
      reason === '' ? 'the reason is empty' : `the reason is longer than ${longestReason} characters`,
      {
        where: '--reason',
        fix: 'say in a sentence why there is another edition; it is kept with it',
      },
    );
  return maskText(reason);
}

async function freeze(
  warehouse: Warehouse,
  site: Site,
  { period, asOf, inputs }: Standing,
  edition: number,
  reason: string | null,
  publishedAt: Date,
): Promise<void> {
  const own = { period: period.id, edition };
  const bounds = { period: period.id, start_at: period.start, end_at: period.end };
  for (const { name, sql } of frozenTables)
    await warehouse.run(
      `insert into edition_${name} by name select *, ${edition}::INTEGER as edition from (${sql})`,
      frozenParameters(site, bounds),
    );
  await insertRows(
    warehouse,
    'edition_inputs',
    'period VARCHAR, edition INTEGER, asset VARCHAR, partition VARCHAR, data_version VARCHAR, code_version VARCHAR',
    inputs.map((input) => [own.period, edition, input.asset, input.partition, input.data_version, input.code_version]),
  );
  await warehouse.run(
    `create or replace temp table edition_head as
     select $period::VARCHAR as period, $edition::INTEGER as edition, $kind::VARCHAR as kind, $label::VARCHAR as label,
       $start::TIMESTAMP as start_at, $end::TIMESTAMP as end_at, $as_of::TIMESTAMP as as_of,
       $framework::VARCHAR as framework, $specification::VARCHAR as specification, $limits::VARCHAR as limits,
       $exclusions::VARCHAR as exclusions, $reason::VARCHAR as reason,
       (select count(*) from edition_values where period = $period and edition = $edition and provisional) as provisional,
       $data_version::VARCHAR as data_version`,
    {
      ...own,
      kind: period.kind,
      label: period.label,
      start: asTimestamp(period.start),
      end: asTimestamp(period.end),
      as_of: asTimestamp(asOf),
      framework: frameworkOf(site, period.id).key,
      specification: specification(site, period.id),
      limits: JSON.stringify(limitsOf(site, period.id)),
      exclusions: await exclusionsOf(warehouse, site, period, asOf),
      reason,
      data_version: shortHash(
        inputs.map(({ asset, partition, data_version }) => `${asset}/${partition}=${data_version}`).join('|'),
      ),
    },
  );
  await warehouse.run(
    `insert into editions by name
     select *, $digest::VARCHAR as digest, $published_at::TIMESTAMP as published_at from temp.edition_head`,
    {
      digest: await editionDigest(warehouse, own, 'temp.edition_head'),
      published_at: asTimestamp(publishedAt.toISOString().slice(0, 19).replace('T', ' ')),
    },
  );
  await warehouse.run('drop table temp.edition_head');
}

/** JSON of the rulings that the period's figures 不含剔除 were made by: order, reason, who proposed and approved it, and when. */
async function exclusionsOf(warehouse: Warehouse, site: Site, { id, start, end }: Period, asOf: string) {
  const found = await warehouse.row<{ exclusions: string }>(exclusionsSql, {
    start: asTimestamp(start),
    end: asTimestamp(end),
    horizon: asTimestamp(asOfThatMatters(site, id, asOf, longestMaturity(site, id))),
  });
  return found!.exclusions;
}

/** The framework as it was read, the SQL of its indicators included, without the place of its file. */
function specification(site: Site, period: string): string {
  const { file: _, ...framework } = frameworkOf(site, period);
  return JSON.stringify(framework);
}
