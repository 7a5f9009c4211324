import { inTransaction } from '../warehouse/migrations.ts';
import { newestEntries } from './ledger.ts';
import type { Outcome, Plan, Step } from './orchestrate.ts';
import type { StepRun } from './step.ts';
import { inputVersion } from './versions.ts';

/** Steps that are held begun: what was read for them stays in memory until their turn. */
const mostBegun = 4;

/** A begun step: from which inputs, and what `Asset.begin` returned. */
interface Begun {
  input: string;
  work: unknown;
}

/**
 * Keeps all cores busy through a plan: before a step is made, the next one that an asset can begin (`Asset.begin`) is
 * read and begun, so that threads work on it while this one is written. Nothing of a result depends on it: what was
 * begun from other inputs than the step then finds is dropped, and a step that was not begun does all of it by itself.
 */
export class Ahead {
  readonly #steps: readonly Step[];
  readonly #outcomes: ReadonlyMap<string, Outcome>;
  /** By number of the step; undefined where there was nothing to begin. */
  readonly #begun = new Map<number, Begun | undefined>();

  /** `outcomes`: of the plan's steps so far, by id. */
  constructor({ steps }: Plan, outcomes: ReadonlyMap<string, Outcome>) {
    this.#steps = steps;
    this.#outcomes = outcomes;
  }

  /** Begins the next step after `step` that can be begun and has not been, unless it waits for one that is still to be made. */
  async beginAfter(step: Step, run: Omit<StepRun, 'ahead'>): Promise<void> {
    const at = this.#steps.indexOf(step);
    for (const number of this.#begun.keys()) if (number < at) this.#begun.delete(number);
    if (this.#begun.size >= mostBegun) return;
    const number = this.#steps.findIndex(
      ({ asset, reason }, i) =>
        i > at && !this.#begun.has(i) && reason !== 'obsolete' && run.assets.get(asset)?.begin !== undefined,
    );
    const next = this.#steps[number];
    if (!next?.needs.every((id) => this.#isDone(id))) return;
    // What fails here will fail again when the step is made, and is told there.
    const begun = await inTransaction(run.warehouse, () => begin(next, run)).catch(() => undefined);
    this.#begun.set(number, begun);
  }

  /** What was begun of a step, if from these inputs; once. */
  take(step: Step, input: string): unknown {
    const number = this.#steps.indexOf(step);
    const begun = this.#begun.get(number);
    this.#begun.delete(number);
    return begun?.input === input ? begun.work : undefined;
  }

  #isDone(id: string): boolean {
    return ['done', 'skipped'].includes(this.#outcomes.get(id)?.status ?? '');
  }
}

async function begin(step: Step, run: Omit<StepRun, 'ahead'>): Promise<Begun | undefined> {
  const asset = run.assets.get(step.asset)!;
  const newest = await newestEntries(run.warehouse, [...asset.reads.map((read) => read.asset), asset.key]);
  const input = inputVersion(asset, step.partition, { ...run, newest });
  if (newest.get(step.id)?.inputVersion === input && step.reason !== 'forced') return undefined;
  return { input, work: await asset.begin!({ ...run, partition: step.partition }) };
}
