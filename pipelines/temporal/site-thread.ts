import { assets } from '../assets/index.ts';
import { publishEdition } from '../editions/publish.ts';
import { renewPublished } from '../editions/renew-published.ts';
import { type FailureKind, failureKind } from '../engine/failure.ts';
import type { Freshness } from '../engine/freshness.ts';
import { readFreshness } from '../engine/freshness.ts';
import type { Outcome, Step } from '../engine/orchestrate.ts';
import { makePlanned } from '../engine/planned-step.ts';
import { pageOfPlan, planLanding, planMaking, type RunRequest, recordPlan, recordRun } from '../engine/planning.ts';
import { safeMessage } from '../engine/step.ts';
import type { SetAside } from '../ingest/exports.ts';
import { loadSite } from '../site/site.ts';
import { wallTime } from '../site/wall-time.ts';
import { closeSharedSegmenter } from '../text/segmenter.ts';
import { WarehouseLease } from '../warehouse/lease.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';

/** What a worker asks of the thread that works for one site. */
export type SiteTask =
  | { kind: 'planLanding'; runId: string; request: RunRequest; first: number }
  | { kind: 'planMaking'; runId: string; request: RunRequest; first: number }
  | { kind: 'page'; runId: string; first: number; count: number }
  | { kind: 'materialize'; runId: string; asOf: string; step: Step }
  | { kind: 'publish'; runId: string; period: string }
  | { kind: 'freshness' }
  | { kind: 'close' };

export interface SiteAnswers {
  planLanding: { steps: number; setAside: SetAside[] };
  planMaking: { steps: number; asOf: string; period: string };
  page: Step[];
  materialize: Outcome & { landed: LandedRows[] };
  publish: string;
  freshness: Freshness;
  close: undefined;
}

/** Rows of one export, for the metrics. */
export interface LandedRows {
  kind: string;
  accepted: number;
  rejected: number;
}

export type SiteAnswer = { value: SiteAnswers[SiteTask['kind']] } | { failure: FailureKind; message: string };

export interface SiteThreadInput {
  /** The site folder. */
  folder: string;
  scratch: string;
  /** Two 32-bit numbers: pieces done and pieces in all of the step under way. The worker's heartbeats read them. */
  progress: SharedArrayBuffer;
}

/**
 * Everything that touches one site's warehouse runs in a thread of its own, one task after the other: the worker's main
 * thread stays free to tell the server that it lives, however long a step computes.
 */
export function start({ folder, scratch, progress }: SiteThreadInput): (task: SiteTask) => Promise<SiteAnswer> {
  const pieces = new Int32Array(progress);
  let lease: { warehouse: string; lease: WarehouseLease } | undefined;
  return async (task) => {
    try {
      // Read anew for each task: a person mends a contract, and the next attempt must see it.
      const site = loadSite(folder);
      if (lease?.warehouse !== site.warehouse) {
        lease?.lease.close();
        lease = { warehouse: site.warehouse, lease: new WarehouseLease(site, { scratch, waitSeconds: 600 }) };
      }
      const place = { site, lease: lease.lease, scratch };
      return { value: await answer(place, task, pieces) };
    } catch (error) {
      return { failure: failureKind(error), message: safeMessage(error) };
    }
  };
}

type Place = Parameters<typeof makePlanned>[0];

async function answer(place: Place, task: SiteTask, pieces: Int32Array): Promise<SiteAnswers[SiteTask['kind']]> {
  const { site, lease } = place;
  switch (task.kind) {
    case 'planLanding':
      return lease.use(`run ${task.runId}: planning`, async (warehouse) => {
        const { plan, setAside } = await planLanding(warehouse, site, task.runId, task.request);
        await recordPlan(warehouse, plan, task.first);
        return { steps: plan.steps.length, setAside };
      });
    case 'planMaking':
      return lease.use(`run ${task.runId}: planning`, async (warehouse) => {
        const { plan, asOf = '', periods } = await planMaking(warehouse, site, task.runId, task.request);
        await recordPlan(warehouse, plan, task.first);
        if (asOf) await recordRun(warehouse, { runId: task.runId, engine: 'temporal', asOf, request: task.request });
        return { steps: plan.steps.length, asOf, period: periods.at(-1) ?? '' };
      });
    case 'page':
      return lease.use(`run ${task.runId}: reading the plan`, (warehouse) =>
        pageOfPlan(warehouse, task.runId, task.first, task.count),
      );
    case 'materialize': {
      pieces.fill(0);
      const outcome = await makePlanned(place, task, task.step, (done, total) => {
        Atomics.store(pieces, 0, done);
        Atomics.store(pieces, 1, total);
      });
      const isLanding = task.step.asset === 'landed' && outcome.status === 'done';
      const landed = isLanding
        ? await lease.use(`run ${task.runId}: counting`, (warehouse) => landedRows(warehouse, task.step.partition))
        : [];
      return { ...outcome, landed };
    }
    case 'publish':
      return publishScheduled(place, task);
    case 'freshness':
      return lease.use('freshness', (warehouse) =>
        readFreshness(warehouse, site, assets, wallTime(site.config.time_zone, new Date())),
      );
    case 'close':
      lease.close();
      await closeSharedSegmenter();
      return undefined;
  }
}

async function publishScheduled(place: Place, { runId, period }: { runId: string; period: string }): Promise<string> {
  const outcome = await place.lease.use(`publish ${period}`, (warehouse) =>
    publishEdition(warehouse, place.site, { period, runId }),
  );
  const notShown = await renewPublished(place, { runId, outcome });
  const told = `${period}: edition ${outcome.edition.edition} ${outcome.status}`;
  return notShown === undefined ? told : `${told}; the next run makes the tables of the site: ${notShown}`;
}

const landedRows = (warehouse: Warehouse, file: string): Promise<LandedRows[]> =>
  warehouse.rows<LandedRows>('select kind, accepted, rejected from files where file = $file', { file });
