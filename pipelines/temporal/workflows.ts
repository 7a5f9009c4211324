import {
  ActivityFailure,
  ApplicationFailure,
  allHandlersFinished,
  CancellationScope,
  CancelledFailure,
  condition,
  continueAsNew,
  defineQuery,
  defineUpdate,
  log,
  proxyActivities,
  setHandler,
  TimeoutFailure,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import type { FailureKind } from '../engine/failure.ts';
import { type Outcome, orchestrate, type Step } from '../engine/orchestrate.ts';
import type { Activities, RunRef, Settings, Wanted } from './activities.ts';
import { type BackfillInput, names, type Progress, type RunInput, type RunResult } from './names.ts';

/*
 * Workflows are replayed from histories that older versions of this file have written. Whatever changes the order or
 * the number of activities, timers or updates of a run goes behind `patched('…')`; the tests replay the histories kept
 * in `histories/`. docs/runbook.md has the rule.
 */

/** So many steps are read from the stored plan at once, and so many events may a history have before it starts afresh. */
const stepsOfPage = 100;
const eventsOfHistory = 4000;
/** So many failures are told in words; the rest only counted. */
const failuresTold = 20;

/** Where a run stands, when its history starts afresh. */
export interface Standing {
  settings: Settings;
  progress: Progress;
  phase: 'landing' | 'making' | 'following';
  /** Numbers of the next step of the stored plan, and of the one after the last. */
  next: number;
  end: number;
  planned: boolean;
  /** Ids of failed and blocked steps of the plan under way. */
  stopped: string[];
  blocked: string[];
  setAside: { name: string; reason: string; fix: string }[];
  scheduledAt: string | undefined;
}

/** Lands every new export, then makes what is stale, up to the period that a schedule's time closes. */
export function run(input: RunInput, standing?: Standing): Promise<RunResult> {
  const { protocol: _, site: __, then = [], closes, ...request } = input;
  return new Overseer(input, then, standing, (scheduledAt) => ({
    ...request,
    ...(scheduledAt && { scheduled: { at: scheduledAt, closes } }),
  })).oversee();
}

/** Makes a range of periods: what is missing, what failed, or all of it again. Lands new exports first. */
export function backfill(input: BackfillInput, standing?: Standing): Promise<RunResult> {
  const { periods, pick } = input;
  return new Overseer(input, [], standing, () => ({ periods, pick })).oversee();
}

class Overseer {
  readonly #input: RunInput | BackfillInput;
  readonly #then: ('report' | 'publish')[];
  readonly #wanted: Wanted;
  readonly #run: RunRef;
  readonly #outcomes: Map<string, Outcome>;
  #standing: Standing;
  #isNew: boolean;
  #retry = false;
  #stop: 'asked' | 'cancelled' | undefined;

  constructor(
    input: RunInput | BackfillInput,
    then: ('report' | 'publish')[],
    standing: Standing | undefined,
    wanted: (scheduledAt: string | undefined) => Wanted,
  ) {
    const runId = standing?.progress.runId ?? newRunId();
    this.#input = input;
    this.#then = then;
    this.#isNew = standing === undefined;
    this.#run = { runId, site: input.site };
    this.#standing = standing ?? newStanding(runId, input.site);
    this.#wanted = wanted(this.#standing.scheduledAt);
    this.#outcomes = new Map(this.#standing.stopped.map((id) => [id, stoppedBefore]));
    setHandler(defineQuery<Progress>(names.progress), () => this.#standing.progress);
    setHandler(
      defineUpdate<string>(names.retry),
      () => {
        this.#retry = true;
        return this.#progress.state === 'waiting' ? 'going on now' : 'when the steps under way are over';
      },
      {
        validator: () => {
          if (this.#progress.failed === 0) throw ApplicationFailure.nonRetryable('nothing has failed', 'NothingFailed');
        },
      },
    );
    setHandler(defineUpdate<string>(names.stop), () => {
      this.#stop ??= 'asked';
      return this.#progress.current ? `stops after ${this.#progress.current}` : 'stops now';
    });
  }

  get #progress(): Progress {
    return this.#standing.progress;
  }

  async oversee(): Promise<RunResult> {
    // A cancelled run ends between two steps, as a stopped one: a step is one transaction and is left to end.
    CancellationScope.current().cancelRequested.catch(() => {
      this.#stop = 'cancelled';
    });
    return CancellationScope.nonCancellable(async () => {
      if (this.#isNew) this.#standing.settings = await this.#begin();
      for (;;) {
        await this.#pass();
        const message = await this.#conclude();
        if (this.#stop === undefined && (this.#progress.failed > 0 || this.#retry) && (await this.#isToRetry())) {
          this.#startAgain();
          continue;
        }
        return this.#end(message);
      }
    });
  }

  /** Once through landing, making and what follows. */
  async #pass(): Promise<void> {
    try {
      if (this.#standing.phase === 'landing') {
        this.#progress.state = 'landing';
        if (!this.#standing.planned) {
          const { steps, setAside } = await this.#activities().planLanding(this.#run, this.#wanted, this.#standing.end);
          this.#standing.setAside = setAside;
          this.#planIs(steps);
        }
        await this.#carryOut('');
        if (this.#stop) return;
        this.#enter('making');
      }
      if (this.#standing.phase === 'making') {
        if (!this.#standing.planned) {
          this.#progress.state = 'planning';
          const making = await this.#activities().planMaking(this.#run, this.#wanted, this.#standing.end);
          Object.assign(this.#progress, { asOf: making.asOf, period: making.period });
          if (making.period) upsertSearchAttributes({ [names.periodAttribute]: [making.period] });
          this.#planIs(making.steps);
        }
        this.#progress.state = 'making';
        await this.#carryOut(this.#progress.asOf);
        if (this.#stop) return;
        this.#enter('following');
      }
      await this.#follow();
    } catch (error) {
      if (!(error instanceof ActivityFailure)) throw error;
      const { message = '', failure } = failureOf(error);
      // Nothing that could be mended, so nobody is called and no retry is waited for.
      if (failure === 'request') throw ApplicationFailure.nonRetryable(message, 'WrongRequest');
      this.#note(error.activityType, message);
    }
  }

  #planIs(steps: number): void {
    this.#standing.planned = true;
    this.#standing.next = this.#standing.end;
    this.#standing.end += steps;
    this.#progress.steps += steps;
  }

  #enter(phase: Standing['phase']): void {
    Object.assign(this.#standing, { phase, planned: false, stopped: [] });
    this.#outcomes.clear();
  }

  /** Page by page, so that neither a plan of any length nor its history outgrows what the server takes. */
  async #carryOut(asOf: string): Promise<void> {
    const { runId } = this.#run;
    const runner = { materialize: (_: string, step: Step) => this.#materialize(asOf, step) };
    const watch = {
      onOutcome: (step: Step, outcome: Outcome) => this.#count(step, outcome),
      goesOn: () => this.#stop === undefined,
    };
    while (this.#standing.next < this.#standing.end && !this.#stop) {
      const { next, end } = this.#standing;
      const steps = await this.#activities().page(this.#run, next, Math.min(stepsOfPage, end - next));
      await orchestrate({ runId, asOf, steps }, runner, watch, this.#outcomes);
      if (this.#stop) return;
      this.#standing.next += steps.length;
      const { historyLength, continueAsNewSuggested } = workflowInfo();
      const isLong = historyLength > eventsOfHistory || continueAsNewSuggested;
      if (isLong && this.#standing.next < this.#standing.end && !this.#retry) {
        await condition(allHandlersFinished);
        await continueAsNew<(input: RunInput | BackfillInput, standing: Standing) => Promise<RunResult>>(
          this.#input,
          this.#standing,
        );
      }
    }
  }

  async #materialize(asOf: string, step: Step): Promise<Outcome> {
    this.#progress.current = step.id;
    try {
      return await this.#activities(step.id).materialize(this.#run, asOf, { ...step, needs: [] });
    } catch (error) {
      if (!(error instanceof ActivityFailure)) throw error;
      return { status: 'failed', dataVersion: '', rows: 0, checks: [], ...failureOf(error) };
    } finally {
      this.#progress.current = '';
    }
  }

  #count(step: Step, outcome: Outcome): void {
    const { status } = outcome;
    if (status !== 'failed') this.#progress[status] += 1;
    else this.#note(step.id, outcome.message ?? '');
    if (status === 'failed' || status === 'blocked') this.#standing.stopped.push(step.id);
    if (status === 'blocked' && this.#standing.blocked.length < failuresTold) this.#standing.blocked.push(step.id);
  }

  #note(step: string, message: string): void {
    this.#progress.failed += 1;
    if (this.#progress.failures.length < failuresTold) this.#progress.failures.push({ step, message });
  }

  /** What a schedule wants after its run, when all of it was made. */
  async #follow(): Promise<void> {
    if (this.#progress.failed > 0 || this.#progress.period === '') return;
    this.#progress.state = 'finishing';
    for (const what of this.#then) {
      this.#progress.current = what;
      if (what === 'report') await this.#activities(what).report(this.#run);
      else await this.#activities(what).publish(this.#run, this.#progress.period);
    }
    this.#progress.current = '';
  }

  async #conclude(): Promise<string> {
    const { waitForRetry } = this.#standing.settings;
    const stillOpen = this.#progress.failed > 0 && this.#stop === undefined ? waitForRetry : 0;
    const { setAside, blocked, progress } = this.#standing;
    const { workflowId } = workflowInfo();
    const stopped = this.#stop !== undefined;
    return this.#activities().conclude(this.#run, { progress, blocked, setAside, workflowId, stopped, stillOpen });
  }

  /** A failed run stays open for a while, so that a person can mend the cause and let it go on. */
  async #isToRetry(): Promise<boolean> {
    this.#progress.state = 'waiting';
    await condition(() => this.#retry || this.#stop !== undefined, this.#standing.settings.waitForRetry);
    return this.#retry && this.#stop === undefined;
  }

  /** The plan is made anew: what failed and what waited for it is still due; what was asked for again is made again. */
  #startAgain(): void {
    this.#retry = false;
    this.#enter('landing');
    const { done, skipped } = this.#progress;
    Object.assign(this.#progress, { state: 'planning', steps: done + skipped, failed: 0, blocked: 0, failures: [] });
    Object.assign(this.#standing, { blocked: [], setAside: [] });
  }

  async #end(message: string): Promise<RunResult> {
    this.#progress.state = 'done';
    await condition(allHandlersFinished);
    if (this.#stop === 'cancelled') throw new CancelledFailure('cancelled between two steps: what was made is whole');
    if (this.#progress.failed > 0 && this.#stop === undefined)
      throw ApplicationFailure.create({
        message: message.split('\n')[0] ?? 'the run failed',
        type: 'RunFailed',
        nonRetryable: true,
        details: [this.#result()],
      });
    return this.#result();
  }

  #result(): RunResult {
    return { ...this.#progress, stopped: this.#stop !== undefined, setAside: this.#standing.setAside };
  }

  /** Before the settings are known, with those of a short question. */
  async #begin(): Promise<Settings> {
    const { begin } = proxyActivities<Pick<Activities, 'begin'>>({ startToCloseTimeout: '1 minute' });
    try {
      return await begin(this.#input);
    } catch (error) {
      if (!(error instanceof ActivityFailure)) throw error;
      const { message, type } = (error.cause ?? error) as ApplicationFailure;
      throw ApplicationFailure.nonRetryable(message ?? 'the run cannot begin', type ?? 'RunFailed');
    }
  }

  /** @param summary what the web UI shows beside the activity */
  #activities(summary?: string): Omit<Activities, 'begin'> {
    const { queue, step, heartbeat, firstWait, factor, longestWait, attempts } = this.#standing.settings;
    return proxyActivities<Omit<Activities, 'begin'>>({
      taskQueue: queue,
      startToCloseTimeout: step,
      heartbeatTimeout: heartbeat,
      retry: {
        initialInterval: firstWait,
        backoffCoefficient: factor,
        maximumInterval: longestWait,
        maximumAttempts: attempts,
      },
      ...(summary && { summary: summary.slice(0, 100) }),
    });
  }
}

const stoppedBefore: Outcome = { status: 'blocked', dataVersion: '', rows: 0, checks: [] };

/** `20240301013000-1a2b`: when it began, as people read it, and a part of Temporal's own id. */
function newRunId(): string {
  const { startTime, firstExecutionRunId } = workflowInfo();
  const began = startTime.toISOString().slice(0, 19).replace(/\D/g, '');
  return `${began}-${firstExecutionRunId.replaceAll('-', '').slice(-4)}`;
}

function newStanding(runId: string, site: string): Standing {
  const scheduled = workflowInfo().searchAttributes.TemporalScheduledStartTime?.[0];
  if (scheduled) log.info('scheduled', { at: String(scheduled) });
  return {
    settings: {} as Settings,
    progress: {
      runId,
      site,
      state: 'planning',
      asOf: '',
      period: '',
      steps: 0,
      done: 0,
      skipped: 0,
      blocked: 0,
      failed: 0,
      current: '',
      failures: [],
    },
    phase: 'landing',
    next: 0,
    end: 0,
    planned: false,
    stopped: [],
    blocked: [],
    setAside: [],
    scheduledAt: scheduled instanceof Date ? scheduled.toISOString() : undefined,
  };
}

const kindOf: Record<string, FailureKind> = {
  ContractBroken: 'contract',
  CheckFailed: 'check',
  WrongRequest: 'request',
  Transient: 'transient',
  Defect: 'defect',
};

/** What a failed activity says, in words and by kind. */
function failureOf(error: ActivityFailure): Pick<Outcome, 'message' | 'failure'> {
  const { cause } = error;
  if (cause instanceof TimeoutFailure)
    return { message: 'no worker brought it to an end in time, however often it was tried', failure: 'transient' };
  const failure = kindOf[(cause instanceof ApplicationFailure && cause.type) || ''] ?? 'defect';
  return { message: cause?.message ?? error.message, failure };
}
