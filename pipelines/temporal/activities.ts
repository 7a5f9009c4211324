import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import type { Freshness } from '../engine/freshness.ts';
import type { Outcome, Step } from '../engine/orchestrate.ts';
import type { RunRequest } from '../engine/planning.ts';
import type { SetAside } from '../ingest/exports.ts';
import { buildSite } from '../report/build.ts';
import type { PeriodKind } from '../site/periods.ts';
import { loadSite, type Site } from '../site/site.ts';
import { wallTime } from '../site/wall-time.ts';
import { queueOf, type TemporalConfig } from './config.ts';
import { failureMessage, lateMessage, stuckMessage } from './failure-message.ts';
import { asTemporalFailure, SiteFailure } from './failures.ts';
import type { Log } from './logs.ts';
import type { Metrics } from './metrics.ts';
import { type BackfillInput, type Progress, protocol, type RunInput } from './names.ts';
import { notify } from './notify.ts';
import { closedAt } from './scheduled-period.ts';
import { type SiteWorker, type SiteWorkers, siteFolderOf } from './site-workers.ts';

/** How temporal.yaml wants a run of a site to be carried out, in ms. */
export interface Settings {
  queue: string;
  step: number;
  heartbeat: number;
  firstWait: number;
  factor: number;
  longestWait: number;
  attempts: number;
  waitForRetry: number;
}

export interface RunRef {
  runId: string;
  site: string;
}

/** What a run asks for, as far as the planning is concerned. */
export type Wanted = RunRequest & {
  /** The time a schedule names, ISO, and the kind of period it closes. */
  scheduled?: { at: string; closes: PeriodKind | undefined };
};

export interface Conclusion {
  progress: Progress;
  blocked: string[];
  setAside: SetAside[];
  workflowId: string;
  /** Somebody ended it between two steps. */
  stopped: boolean;
  /** ms for which the run still takes a retry; 0: it is over. */
  stillOpen: number;
}

/** What workflows ask of a worker. Names, counts and messages travel; data never do. */
export interface Activities {
  /** Says how to go about it; refuses a client that speaks of something else. */
  begin(input: RunInput | BackfillInput): Promise<Settings>;
  planLanding(run: RunRef, wanted: Wanted, first: number): Promise<{ steps: number; setAside: SetAside[] }>;
  planMaking(run: RunRef, wanted: Wanted, first: number): Promise<{ steps: number; asOf: string; period: string }>;
  page(run: RunRef, first: number, count: number): Promise<Step[]>;
  materialize(run: RunRef, asOf: string, step: Step): Promise<Outcome>;
  publish(run: RunRef, period: string): Promise<string>;
  report(run: RunRef): Promise<string>;
  /** Metrics, the log, and the word to the person on duty; returns the message of a failed run, else nothing. */
  conclude(run: RunRef, conclusion: Conclusion): Promise<string>;
}

export interface ActivityTools {
  config: TemporalConfig;
  sites: SiteWorkers;
  log: Log;
  metrics: Metrics;
}

/** The activities of one worker process. */
export function activities({ config, sites, log, metrics }: ActivityTools): Activities {
  const toSite = { config, sites };
  return {
    async begin(input) {
      if (input.protocol !== protocol)
        throw ApplicationFailure.nonRetryable(
          `the request speaks version ${input.protocol}, this worker version ${protocol}: install the same minqing on both sides, and apply the schedules again`,
          'VersionMismatch',
        );
      const { timeouts, retries, on_failure: onFailure } = config;
      return {
        queue: queueOf(config, input.site),
        step: timeouts.step,
        heartbeat: timeouts.heartbeat,
        firstWait: retries.first_wait,
        factor: retries.factor,
        longestWait: retries.longest_wait,
        attempts: retries.attempts,
        waitForRetry: onFailure.wait_for_retry,
      };
    },

    planLanding: ({ runId, site }, { scheduled: _, ...request }, first) =>
      working(toSite, site, (worker) => worker.ask({ kind: 'planLanding', runId, request, first })),

    planMaking: ({ runId, site }, { scheduled, ...request }, first) =>
      working(toSite, site, (worker) => {
        const due = scheduled && dueAt(worker.folder, scheduled);
        return worker.ask({ kind: 'planMaking', runId, request: { ...request, ...(due && { due }) }, first });
      }),

    page: ({ runId, site }, first, count) =>
      working(toSite, site, (worker) => worker.ask({ kind: 'page', runId, first, count })),

    materialize: ({ runId, site }, asOf, step) =>
      working(toSite, site, async (worker) => {
        const began = performance.now();
        const { landed, ...outcome } = await worker.ask({ kind: 'materialize', runId, asOf, step });
        const seconds = (performance.now() - began) / 1000;
        metrics.step(site, step.asset, outcome.status, seconds);
        for (const { kind, ...rows } of landed) metrics.landed(site, kind, rows);
        const told = {
          site,
          run: runId,
          step: step.id,
          rows: outcome.rows,
          seconds: Math.round(seconds * 1000) / 1000,
        };
        if (outcome.status !== 'failed') {
          log.info(`step ${outcome.status}`, told);
          return { ...outcome, checks: [] };
        }
        const reason = travelling(outcome);
        log.error('step failed', { ...told, error: reason });
        if (outcome.failure === 'transient')
          await tellStuck({ config, log }, worker.folder, { runId, step: step.id, reason });
        throw new SiteFailure(outcome.failure ?? 'defect', reason);
      }),

    publish: ({ runId, site }, period) =>
      working(toSite, site, (worker) => worker.ask({ kind: 'publish', runId, period })),

    report: ({ site }) =>
      working(toSite, site, async ({ folder }) => {
        const { pages } = await buildSite(loadSite(folder));
        return `${pages} pages`;
      }),

    conclude: (run, conclusion) => alive(config, () => conclude({ config, sites, log, metrics }, run, conclusion)),
  };
}

/** Work for a site; what goes wrong reaches Temporal with its kind. */
function working<Result>(
  { config, sites }: Pick<ActivityTools, 'config' | 'sites'>,
  site: string,
  work: (worker: SiteWorker) => Promise<Result>,
): Promise<Result> {
  let worker: SiteWorker | undefined;
  const working = async () => {
    try {
      siteFolderOf(config, site);
      worker = sites.of(site);
      return await work(worker);
    } catch (error) {
      throw asTemporalFailure(error, Context.current().info.attempt);
    }
  };
  return alive(config, working, () => worker?.progress);
}

/** With a sign of life to the server all the while. Sites work in threads of their own, so this one is free to give it. */
async function alive<Result>(
  { timeouts }: TemporalConfig,
  work: () => Promise<Result>,
  progress?: () => unknown,
): Promise<Result> {
  const context = Context.current();
  const life = setInterval(() => context.heartbeat(progress?.()), timeouts.heartbeat / 5);
  try {
    return await work();
  } finally {
    clearInterval(life);
  }
}

/** Also of a site that cannot be read any more: that, too, must reach somebody. */
async function conclude(
  { config, sites, log, metrics }: ActivityTools,
  { runId, site: id }: RunRef,
  conclusion: Conclusion,
): Promise<string> {
  const { progress, setAside, workflowId, stillOpen } = conclusion;
  const fields = { site: id, run: runId, workflow: workflowId };
  const site = readableSite(config, id);
  const freshness = site && (await freshnessOf(sites, id));
  if (site && freshness) metrics.freshness(id, site.config.time_zone, freshness);
  for (const step of conclusion.blocked) metrics.step(id, step.split('/')[0]!, 'blocked', 0);
  if (site && progress.failed === 0 && setAside.length === 0) {
    if (!conclusion.stopped) metrics.succeeded(id, new Date());
    log.info(conclusion.stopped ? 'run stopped' : 'run done', {
      ...fields,
      done: progress.done,
      skipped: progress.skipped,
    });
    if (freshness?.state === 'late') await notify(config.on_failure, lateMessage(site, freshness, workflowId), { log });
    return '';
  }
  const folder = config.sites[id]?.folder ?? '';
  const message = failureMessage({
    site: site ?? { dir: folder, exportsDir: folder, config: { id, name: id } },
    progress,
    workflowId,
    blocked: conclusion.blocked,
    setAside,
    ...(stillOpen > 0 && { retry: { command: `minqing temporal retry ${folder}`, until: inAWhile(site, stillOpen) } }),
  });
  log.error(message.subject, fields);
  await notify(config.on_failure, message, { log });
  return stillOpen > 0 ? message.text : message.subject;
}

/** Told once for a step, when waiting has not helped: half a minute with the retries that temporal.yaml begins with. */
const attemptsBeforeWord = 5;

async function tellStuck(
  { config, log }: Pick<ActivityTools, 'config' | 'log'>,
  folder: string,
  failed: { runId: string; step: string; reason: string },
): Promise<void> {
  const { attempt, workflowExecution } = Context.current().info;
  if (attempt !== attemptsBeforeWord) return;
  const message = stuckMessage(loadSite(folder), {
    ...failed,
    attempt,
    workflowId: workflowExecution?.workflowId ?? '',
  });
  await notify(config.on_failure, message, { log });
}

function readableSite(config: TemporalConfig, id: string): Site | undefined {
  try {
    return loadSite(siteFolderOf(config, id));
  } catch {
    return undefined;
  }
}

/** Unknown while the warehouse cannot be read: a run is concluded all the same. */
async function freshnessOf(sites: SiteWorkers, id: string): Promise<Freshness | undefined> {
  try {
    return await sites.of(id).ask({ kind: 'freshness' });
  } catch {
    return undefined;
  }
}

const inAWhile = (site: Site | undefined, ms: number): string =>
  wallTime(site?.config.time_zone ?? 'UTC', new Date(Date.now() + ms));

function dueAt(folder: string, { at, closes }: NonNullable<Wanted['scheduled']>): string {
  const site = loadSite(folder);
  return closedAt(site, closes ?? site.config.periods[0]!, new Date(at)).asOf;
}

/** A check's message names rows: they stay in the ledger, where `minqing status` shows them. */
const travelling = ({ message = '', checks }: Outcome): string =>
  checks
    .filter(({ passed, blocking }) => blocking && !passed)
    .map(({ name }) => `check ${name} failed; \`minqing status\` shows the rows`)[0] ?? message;
