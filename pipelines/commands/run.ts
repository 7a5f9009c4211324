import type { Outcome, Step } from '../engine/orchestrate.ts';
import type { RunRequest } from '../engine/planning.ts';
import { refitTopics } from '../engine/refit.ts';
import { type RunReport, run as runPipeline } from '../engine/run.ts';
import { openScratch } from '../engine/scratch.ts';
import { frameworksOf } from '../scorecard/framework-of.ts';
import { loadSite } from '../site/site.ts';
import { closeSharedSegmenter } from '../text/segmenter.ts';
import { closePlacementPool } from '../topics/placement-pool.ts';
import { withWarehouse } from '../warehouse/open.ts';
import { ProgressLine, print, warn } from './terminal.ts';

/** What a run does on purpose, against what stands. */
export interface OnPurpose {
  /** The month from which topic models are made anew. */
  refitFrom?: string;
  /** Computes all of history by this framework instead of those valid then; it stands until the next run without it. */
  framework?: string;
}

/** `minqing run`: returns the exit code, 0 when all that was due is done, 1 when something failed or was set aside. */
export async function run(
  siteDir: string,
  request: RunRequest,
  json: boolean,
  { refitFrom, framework }: OnPurpose = {},
): Promise<number> {
  const site = { ...loadSite(siteDir), ...(framework && { frameworkOnPurpose: framework }) };
  if (framework) frameworksOf(site);
  const scratch = openScratch(site);
  const line = new ProgressLine();
  let total = 0;
  let finished = 0;
  let failures = 0;
  const began = performance.now();
  try {
    if (refitFrom)
      await withWarehouse(site, { purpose: 'refit topics', scratch: scratch.dir, onWait: warn }, (warehouse) =>
        refitTopics(warehouse, site, refitFrom),
      );
    const report = await runPipeline(
      site,
      request,
      { scratch: scratch.dir, onWait: warn },
      {
        onPlan: (plan) => {
          total += plan.steps.length;
        },
        onStep: (step) => line.show(`${finished}/${total}  ${step.id}`),
        onProgress: (step, done, of) => line.show(`${finished}/${total}  ${step.id}  ${done}/${of}`),
        onOutcome: (_step, outcome, name) => {
          finished++;
          line.clear();
          if (outcome.status === 'failed' && ++failures <= mostFailuresTold)
            warn(`failed   ${name}\n  ${outcome.message}`);
        },
      },
    );
    if (failures > mostFailuresTold) warn(`… and ${failures - mostFailuresTold} more: minqing status ${siteDir}`);
    const seconds = (performance.now() - began) / 1000;
    if (json) print(JSON.stringify(asJson(report, seconds), null, 1));
    else if (request.dryRun) printPlan(report);
    else printSummary(report, seconds);
    if (framework && !json && !request.dryRun)
      print(`all periods by ${frameworksOf(site)[0]!.key}; the next run without --framework goes back`);
    return report.setAside.length > 0 || [...report.outcomes.values()].some(failed) ? 1 : 0;
  } finally {
    line.clear();
    await Promise.all([closeSharedSegmenter(), closePlacementPool()]);
    scratch.wipe();
  }
}

/** One cause often fails many steps: a screen full of it helps nobody. */
const mostFailuresTold = 8;

const failed = (outcome: Outcome): boolean => outcome.status === 'failed' || outcome.status === 'blocked';

function printPlan(report: RunReport): void {
  const steps = [...report.landing.steps, ...report.plan.steps];
  if (steps.length === 0) {
    print('nothing to do: everything is up to date');
    return;
  }
  for (const step of steps) print(`${step.reason.padEnd(8)} ${short(step)}`);
  print(`${steps.length} steps (what an unlanded export will make stale is not known yet)`);
}

const short = (step: Step): string =>
  step.partition.length === 64 ? `${step.asset}/${step.partition.slice(0, 12)}` : step.id;

function printSummary(report: RunReport, seconds: number): void {
  for (const { name, reason, fix } of report.setAside) warn(`set aside ${name}: ${reason}\n  fix: ${fix}`);
  if (report.unmatched.length > 0)
    warn(
      `no contract reads ${report.unmatched.slice(0, 5).join(', ')}${report.unmatched.length > 5 ? ` and ${report.unmatched.length - 5} more` : ''}`,
    );
  const count = (status: Outcome['status']) =>
    [...report.outcomes.values()].filter((outcome) => outcome.status === status).length;
  const blocked = count('blocked');
  const parts = [`${count('done')} made`, `${count('skipped')} unchanged`];
  if (count('failed') > 0) parts.push(`${count('failed')} failed`);
  if (blocked > 0) parts.push(`${blocked} blocked by them`);
  print(
    `run ${report.runId}: ${report.outcomes.size === 0 ? 'everything is up to date' : parts.join(', ')}; as of ${report.asOf ?? 'nothing landed'}; ${seconds.toFixed(1)} s`,
  );
}

const asJson = (report: RunReport, seconds: number) => ({
  run: report.runId,
  as_of: report.asOf ?? null,
  seconds: Math.round(seconds * 100) / 100,
  steps: [...report.landing.steps, ...report.plan.steps].map((step) => {
    const outcome = report.outcomes.get(step.id);
    return {
      asset: step.asset,
      partition: step.partition,
      reason: step.reason,
      status: outcome?.status ?? 'planned',
      rows: outcome?.rows ?? null,
      message: outcome?.message ?? null,
    };
  }),
  set_aside: report.setAside,
  unmatched: report.unmatched,
});
