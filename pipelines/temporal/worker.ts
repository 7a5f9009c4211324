import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, NativeConnection, Worker, type WorkflowBundle } from '@temporalio/worker';
import { UserError } from '../user-error.ts';
import { activities } from './activities.ts';
import { queueOf, type TemporalConfig } from './config.ts';
import { ensureSearchAttributes, serverAddress, serverTrouble, withClient } from './connection.ts';
import type { Log } from './logs.ts';
import { installRuntime, openMetrics } from './metrics.ts';
import { SiteWorkers, siteFolderOf } from './site-workers.ts';

export interface WorkerOptions {
  /** Only these task queues; default: all that temporal.yaml names. */
  queues?: string[];
  log: Log;
  /** Told when it polls. */
  onReady?: (queues: string[]) => void;
}

/**
 * Works for all sites of temporal.yaml until the process is told to end (SIGINT, SIGTERM): then it takes nothing new and
 * ends the step under way.
 * @throws UserError when the server cannot be reached, or a site of temporal.yaml is none
 */
export async function work(config: TemporalConfig, { queues, log, onReady }: WorkerOptions): Promise<void> {
  const served = queues ?? queuesOf(config);
  for (const queue of served)
    if (!queuesOf(config).includes(queue))
      throw new UserError(`no site uses the task queue ${queue}`, {
        where: config.file,
        fix: `one of ${queuesOf(config).join(', ')}`,
      });
  for (const id of Object.keys(config.sites)) if (served.includes(queueOf(config, id))) siteFolderOf(config, id);
  await withClient(config, (client) => ensureSearchAttributes(client, config));
  installRuntime({ log, metrics: config.worker.metrics });
  const sites = new SiteWorkers(config);
  const connection = await connect(config);
  try {
    const workflowBundle = await workflows(log);
    const tools = activities({ config, sites, log, metrics: openMetrics() });
    const workers = await Promise.all(
      served.map((taskQueue) =>
        Worker.create({
          connection,
          namespace: config.namespace,
          taskQueue,
          workflowBundle,
          activities: tools,
          maxConcurrentActivityTaskExecutions: config.worker.steps_at_once,
          shutdownGraceTime: config.worker.shutdown_grace,
          // A heartbeat is only sent on when the one before is so old; a lost worker is known after `heartbeat`.
          maxHeartbeatThrottleInterval: config.timeouts.heartbeat / 3,
          // The same for what workflows are to do next, which the server keeps for the worker that knows them best.
          stickyQueueScheduleToStartTimeout: config.timeouts.heartbeat / 2,
        }),
      ),
    );
    onReady?.(served);
    await Promise.all(workers.map((worker) => worker.run()));
  } catch (error) {
    throw serverTrouble(config, error);
  } finally {
    await sites.close();
    await connection.close();
  }
}

/** The task queues that temporal.yaml names, its own first. */
export const queuesOf = (config: TemporalConfig): string[] => [
  ...new Set([config.task_queue, ...Object.values(config.sites).map((site) => site.task_queue ?? config.task_queue)]),
];

/** The workflows as one script, the way a worker runs them. What its making has to say is of no use to an operator. */
export const workflows = (log: Log): Promise<WorkflowBundle> =>
  bundleWorkflowCode({
    workflowsPath: fileURLToPath(new URL('./workflows.ts', import.meta.url)),
    logger: { ...log, info: () => undefined },
  });

async function connect(config: TemporalConfig): Promise<NativeConnection> {
  try {
    return await NativeConnection.connect(serverAddress(config));
  } catch (error) {
    throw serverTrouble(config, error);
  }
}
