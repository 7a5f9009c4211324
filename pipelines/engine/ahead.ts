import { inTransaction } from '../warehouse/migrations.ts';
import { newestEntries } from './ledger.ts';
import type { Outcome, Plan, Step } from './orchestrate.ts';
import type { StepRun } from './step.ts';
import { inputVersion } from './versions.ts';

/**
 * Keeps all cores busy through a plan: before a step is made, the next one that an asset can begin (`Asset.begin`) is
 * read and begun, so that threads work on it while this one is written. One step ahead, never more: what was begun is held
 * in memory. Nothing of a result depends on it, and what was begun from other inputs than the step then finds is dropped.
 */
export class Ahead {
  readonly #plan: Plan;
  readonly #outcomes: ReadonlyMap<string, Outcome>;
  #begun: { id: string; input: string; work: unknown } | undefined;

  /** `outcomes`: of the plan's steps so far, by id. */
  constructor(plan: Plan, outcomes: ReadonlyMap<string, Outcome>) {
    this.#plan = plan;
    this.#outcomes = outcomes;
  }

  /** Begins the next step after `step` that can be begun, unless it waits for one that is still to be made. */
  async beginAfter(step: Step, run: Omit<StepRun, 'ahead'>): Promise<void> {
    const next = this.#plan.steps
      .slice(this.#plan.steps.indexOf(step) + 1)
      .find(({ asset, reason }) => run.assets.get(asset)?.begin && reason !== 'obsolete');
    if (!next || next.id === this.#begun?.id || !next.needs.every((id) => this.#isDone(id))) return;
    this.#begun = undefined;
    try {
      this.#begun = await inTransaction(run.warehouse, () => begin(next, run));
    } catch {
      // What is wrong will be wrong again when the step is made, and is told there.
    }
  }

  /** What was begun of a step from these inputs, once; undefined when there is no such thing. */
  take(id: string, input: string): unknown {
    const begun = this.#begun;
    if (begun?.id !== id) return undefined;
    this.#begun = undefined;
    return begun.input === input ? begun.work : undefined;
  }

  #isDone(id: string): boolean {
    return ['done', 'skipped'].includes(this.#outcomes.get(id)?.status ?? '');
  }
}

async function begin(step: Step, run: Omit<StepRun, 'ahead'>) {
  const asset = run.assets.get(step.asset)!;
  const newest = await newestEntries(run.warehouse, [...asset.reads.map((read) => read.asset), asset.key]);
  const input = inputVersion(asset, step.partition, { ...run, newest });
  if (newest.get(step.id)?.inputVersion === input && step.reason !== 'forced') return undefined;
  return { id: step.id, input, work: await asset.begin!({ ...run, partition: step.partition }) };
}
