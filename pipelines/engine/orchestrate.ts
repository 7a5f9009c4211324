import type { CheckResult } from './asset.ts';
import type { FailureKind } from './failure.ts';

/** One partition of one asset to be made. */
export interface Step {
  /** `asset/partition`. */
  id: string;
  asset: string;
  partition: string;
  /** Ids of steps of this plan that must be done first. */
  needs: string[];
  reason: 'missing' | 'stale' | 'forced' | 'obsolete';
}

export interface Plan {
  runId: string;
  /** The run's only "now". */
  asOf: string;
  /** In an order in which every step follows what it needs. */
  steps: Step[];
}

export interface Outcome {
  /** `skipped`: nothing it reads has changed · `blocked`: something it needs failed. */
  status: 'done' | 'skipped' | 'blocked' | 'failed';
  dataVersion: string;
  rows: number;
  checks: CheckResult[];
  /** For `failed` and `blocked`: what a person must know. */
  message?: string;
  failure?: FailureKind;
}

export interface StepRunner {
  materialize(runId: string, step: Step): Promise<Outcome>;
}

export interface Watch {
  onOutcome?(step: Step, outcome: Outcome): void;
  /** Asked before each step: false leaves the rest of the plan undone. */
  goesOn?(): boolean;
}

/**
 * Runs a plan, step by step. A failed step blocks what needs it, and nothing else.
 * The same function serves both engines: it knows neither a database nor a clock.
 * @param outcomes of earlier pages of the same plan, when it is carried out page by page; those of this one are added
 */
export async function orchestrate(
  plan: Plan,
  runner: StepRunner,
  watch: Watch = {},
  outcomes = new Map<string, Outcome>(),
): Promise<Map<string, Outcome>> {
  for (const step of plan.steps) {
    if (watch.goesOn?.() === false) break;
    const stopped = step.needs.find((id) => ['failed', 'blocked'].includes(outcomes.get(id)?.status ?? 'done'));
    const outcome: Outcome = stopped
      ? { status: 'blocked', dataVersion: '', rows: 0, checks: [], message: `waits for ${stopped}` }
      : await runner.materialize(plan.runId, step);
    outcomes.set(step.id, outcome);
    watch.onOutcome?.(step, outcome);
  }
  return outcomes;
}
