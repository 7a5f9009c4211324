import { setTimeout as sleep } from 'node:timers/promises';
import type { SetAside } from '../ingest/exports.ts';
import type { Site } from '../site/site.ts';
import { WarehouseLease } from '../warehouse/lease.ts';
import { isFullDisk, type OpenOptions } from '../warehouse/open.ts';
import { Ahead } from './ahead.ts';
import { type Outcome, orchestrate, type Plan, type Step } from './orchestrate.ts';
import { makePlanned, type Workplace } from './planned-step.ts';
import { planLanding, planMaking, type RunRequest, recordPlan, recordRun } from './planning.ts';
import { newRunId } from './run-id.ts';

export interface RunReport {
  runId: string;
  asOf: string | undefined;
  landing: Plan;
  plan: Plan;
  outcomes: Map<string, Outcome>;
  /** Exports that were not landed, each with the reason. */
  setAside: SetAside[];
  /** Files in the exports folder that no contract reads. */
  unmatched: string[];
}

export interface RunEvents {
  onPlan(plan: Plan): void;
  onStep(step: Step): void;
  onProgress(step: Step, done: number, total: number): void;
  /** `name`: how people call the step; an export by its file name. */
  onOutcome(step: Step, outcome: Outcome, name: string): void;
}

/**
 * The embedded engine: lands every new export, plans what is stale, and makes it, all in this process.
 * One bad export or one failed step never stops what does not depend on it; a full disk stops all, since no step could
 * be stored.
 */
export async function run(
  site: Site,
  request: RunRequest,
  { scratch, onWait }: Pick<OpenOptions, 'scratch' | 'onWait'>,
  events: RunEvents,
): Promise<RunReport> {
  const runId = newRunId();
  const lease = new WarehouseLease(site, { scratch, ...(onWait && { onWait }) });
  const workplace = { site, lease, scratch };
  const outcomes = new Map<string, Outcome>();
  let isFull = false;
  try {
    const landing = await lease.use(`run ${runId}: planning`, async (warehouse) => {
      const landing = await planLanding(warehouse, site, runId, request);
      if (!request.dryRun) await recordPlan(warehouse, landing.plan);
      return landing;
    });
    const names = new Map(landing.exports.map(({ file, name }) => [file, name]));
    const carryOut = async (plan: Plan) => {
      if (request.dryRun) return;
      events.onPlan(plan);
      const place = { ...workplace, ahead: new Ahead(plan, outcomes) };
      const runner = { materialize: (_: string, step: Step) => materialize(place, plan, step, events) };
      const onOutcome = (step: Step, outcome: Outcome) => {
        outcomes.set(step.id, outcome);
        events.onOutcome(step, outcome, names.get(step.partition) ?? step.id);
        isFull ||= outcome.status === 'failed' && isFullDisk(outcome.message ?? '');
      };
      await orchestrate(plan, runner, { onOutcome, goesOn: () => !isFull });
    };
    const { setAside, unmatched } = landing;
    await carryOut(landing.plan);
    if (isFull) return { runId, asOf: undefined, landing: landing.plan, plan: nothing, outcomes, setAside, unmatched };
    const { plan, asOf } = await lease.use(`run ${runId}: planning`, async (warehouse) => {
      const making = await planMaking(warehouse, site, runId, request);
      if (making.asOf === undefined || request.dryRun) return making;
      await recordPlan(warehouse, making.plan, landing.plan.steps.length);
      await recordRun(warehouse, { runId, engine: 'embedded', asOf: making.asOf, request });
      return making;
    });
    await carryOut(plan);
    return { runId, asOf, landing: landing.plan, plan, outcomes, setAside, unmatched };
  } finally {
    lease.close();
  }
}

const nothing: Plan = { runId: '', asOf: '', steps: [] };

/** What another writer or a short of memory spoilt is tried again twice; what stays broken is the outcome. */
async function materialize(workplace: Workplace, plan: Plan, step: Step, events: RunEvents): Promise<Outcome> {
  events.onStep(step);
  const progress = (done: number, total: number) => events.onProgress(step, done, total);
  for (const wait of [1000, 4000]) {
    const outcome = await makePlanned(workplace, plan, step, progress);
    if (outcome.failure !== 'transient') return outcome;
    await sleep(wait);
  }
  return makePlanned(workplace, plan, step, progress);
}
