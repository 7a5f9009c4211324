import { setTimeout as pause } from 'node:timers/promises';
import {
  type Client,
  isGrpcServiceError,
  QueryNotRegisteredError,
  ServiceError,
  WorkflowExecutionAlreadyStartedError,
  type WorkflowExecutionDescription,
  WorkflowFailedError,
  type WorkflowHandle,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import { UserError } from '../user-error.ts';
import { queueOf, type TemporalConfig } from './config.ts';
import { withClient } from './connection.ts';
import { type BackfillInput, names, type Progress, type RunInput, type RunResult, workflowId } from './names.ts';
import { siteAttribute } from './wanted-schedules.ts';

/** A workflow of a site that is open now. */
export interface RunningRun {
  workflowId: string;
  runId: string;
  /** `run` or `backfill`. */
  kind: string;
  /** ISO. */
  started: string;
  /** Undefined while no worker answers. */
  progress: Progress | undefined;
  /** Which worker has the step under way. */
  worker?: string;
}

/**
 * Starts a run or a backfill of a site.
 * @throws UserError when one is open already
 */
export async function startRun(
  client: Client,
  config: TemporalConfig,
  kind: 'run' | 'backfill',
  input: RunInput | BackfillInput,
): Promise<WorkflowHandle> {
  const id = workflowId(input.site);
  // A schedule's run has an id of its own. The list may lag behind by a moment.
  for (const open of await openRuns(client, input.site))
    if ((await open.describe()).status.name === 'RUNNING') throw alreadyOpen(input.site, open.workflowId);
  try {
    return await client.workflow.start(kind, {
      workflowId: id,
      taskQueue: config.task_queue,
      args: [input],
      workflowIdConflictPolicy: 'FAIL',
      typedSearchAttributes: [{ key: siteAttribute, value: input.site }],
    });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    throw alreadyOpen(input.site, id);
  }
}

const alreadyOpen = (site: string, id: string): UserError =>
  new UserError(`a run of the site ${site} is open already (${id})`, {
    fix: '`minqing temporal watch` shows it; `minqing temporal retry` or `minqing temporal stop` ends its waiting',
    exitCode: 1,
  });

export interface RunWatch {
  onProgress(progress: Progress): void;
  /** Told once when nobody takes the work of a task queue. */
  onNoWorker(queue: string): void;
  signal: AbortSignal;
}

export type WatchEnd =
  | { how: 'done' | 'stopped'; result: RunResult }
  | { how: 'waiting'; result: Progress }
  | { how: 'failed'; type: string; message: string; result: RunResult | undefined }
  | { how: 'left' };

/** Watches a run until it ends, waits for a person after a failure, or the watcher leaves. */
export async function watchRun(
  client: Client,
  config: TemporalConfig,
  handle: WorkflowHandle,
  { onProgress, onNoWorker, signal }: RunWatch,
): Promise<WatchEnd> {
  const left = new Promise<WatchEnd>((resolve) => signal.addEventListener('abort', () => resolve({ how: 'left' })));
  const watching = async (): Promise<WatchEnd> => {
    let answered = performance.now();
    for (let told = false; !signal.aborted; await pause(500)) {
      const description = await handle.describe();
      if (description.status.name !== 'RUNNING') return endOf(handle);
      const progress = await progressOf(client, handle);
      if (progress) {
        answered = performance.now();
        onProgress(progress);
      }
      if (progress?.state === 'waiting') return { how: 'waiting', result: progress };
      if (told) continue;
      // The server remembers a lost worker for minutes; one that lives answers in seconds, however busy it is.
      const silent = performance.now() - answered > silenceOfWorker;
      const queue = silent ? config.task_queue : await unserved(client, config, description, progress);
      if (queue === undefined) continue;
      onNoWorker(queue);
      told = true;
    }
    return { how: 'left' };
  };
  return Promise.race([watching(), left]);
}

const silenceOfWorker = 10_000;

async function endOf(handle: WorkflowHandle): Promise<WatchEnd> {
  try {
    const result = (await handle.result()) as RunResult;
    return { how: result.stopped ? 'stopped' : 'done', result };
  } catch (error) {
    if (!(error instanceof WorkflowFailedError)) throw error;
    const cause = error.cause as { type?: string; message?: string; details?: unknown[]; name?: string } | undefined;
    const result = cause?.details?.[0] as RunResult | undefined;
    const type = cause?.type ?? cause?.name ?? 'Failed';
    const message = endedByHand[type] ?? cause?.message ?? error.message;
    return { how: 'failed', type, message, result };
  }
}

const rest = 'what was made is whole; `minqing run --engine temporal` makes the rest';
/** The server has words of its own for these, and keeps none of the workflow's. */
const endedByHand: Record<string, string> = {
  CancelledFailure: `cancelled between two steps: ${rest}`,
  TerminatedFailure: `terminated on the server: ${rest}`,
};

/** Undefined when no worker answers now. */
async function progressOf(client: Client, handle: WorkflowHandle): Promise<Progress | undefined> {
  try {
    return await client.withDeadline(Date.now() + 1500, () => handle.query<Progress>(names.progress));
  } catch (error) {
    if (error instanceof QueryNotRegisteredError || error instanceof ServiceError || isGrpcServiceError(error))
      return undefined;
    throw error;
  }
}

/** The task queue whose work nobody takes: the main one, or that of the site where a step waits to be started. */
async function unserved(
  client: Client,
  config: TemporalConfig,
  { raw, typedSearchAttributes }: WorkflowExecutionDescription,
  progress: Progress | undefined,
): Promise<string | undefined> {
  if (!progress && !(await isPolled(client, config, config.task_queue, taskQueueTypes.workflow)))
    return config.task_queue;
  const waits = raw.pendingActivities?.some(({ state }) => state === scheduled);
  const queue = queueOf(config, typedSearchAttributes.get(siteAttribute) ?? '');
  return waits && !(await isPolled(client, config, queue, taskQueueTypes.activity)) ? queue : undefined;
}

/** Temporal's numbers (temporal.api.enums.v1: TaskQueueType, PendingActivityState). */
const taskQueueTypes = { workflow: 1, activity: 2 } as const;
const scheduled = 1;

/** Whether a worker has asked for work of a queue in the last minutes. */
async function isPolled(
  client: Client,
  { namespace }: TemporalConfig,
  queue: string,
  taskQueueType: 1 | 2,
): Promise<boolean> {
  const asked = { namespace, taskQueue: { name: queue }, taskQueueType };
  const { pollers } = await client.connection.workflowService.describeTaskQueue(asked);
  return (pollers?.length ?? 0) > 0;
}

/** What runs for a site now, with its progress from the workflow itself. */
export const runningRuns = (config: TemporalConfig, site: string): Promise<RunningRun[]> =>
  withClient(config, async (client) => {
    const runs: RunningRun[] = [];
    for (const handle of await openRuns(client, site)) {
      const [description, progress] = await Promise.all([handle.describe(), progressOf(client, handle)]);
      const worker = description.raw.pendingActivities?.find((activity) => activity.state === 2)?.lastWorkerIdentity;
      runs.push({
        workflowId: handle.workflowId,
        runId: description.runId,
        kind: description.type,
        started: description.startTime.toISOString(),
        progress,
        ...(worker && { worker }),
      });
    }
    return runs;
  });

/** The open run of a site, the newest when there are several. */
export async function openRun(client: Client, site: string): Promise<WorkflowHandle> {
  const [newest] = await openRuns(client, site);
  if (newest) return newest;
  throw new UserError(`no run of the site ${site} is open`, {
    fix: 'start one: `minqing run --engine temporal`; `minqing status` shows how the last one ended',
    exitCode: 1,
  });
}

async function openRuns(client: Client, site: string): Promise<WorkflowHandle[]> {
  const found: { id: string; started: Date }[] = [];
  const query = `${names.siteAttribute} = "${site}" and ExecutionStatus = "Running"`;
  for await (const { workflowId: id, startTime } of client.workflow.list({ query }))
    found.push({ id, started: startTime });
  found.sort((a, b) => b.started.getTime() - a.started.getTime() || (a.id < b.id ? -1 : 1));
  return found.map(({ id }) => client.workflow.getHandle(id));
}

/**
 * Asks the open run of a site to make again what failed, or to stop after the step under way; returns what it says.
 * @throws UserError when it refuses, or when no worker answers
 */
export async function tell(client: Client, site: string, what: 'retry' | 'stop'): Promise<string> {
  const handle = await openRun(client, site);
  try {
    return await client.withDeadline(Date.now() + silenceOfWorker, () =>
      handle.executeUpdate<string, []>(names[what], { args: [] }),
    );
  } catch (error) {
    if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError)
      throw new UserError(`${handle.workflowId} was not told: no worker answers`, {
        fix: 'start one with `minqing worker`, then say it again',
        exitCode: 1,
      });
    if (!(error instanceof WorkflowUpdateFailedError)) throw error;
    throw new UserError(`${handle.workflowId}: ${error.cause?.message ?? 'it refuses'}`, {
      fix: 'look at it with `minqing temporal watch`',
      exitCode: 1,
    });
  }
}
