import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { loadTemporal, siteIdOf, type TemporalConfig } from '../temporal/config.ts';
import type { Progress } from '../temporal/names.ts';
import { UserError } from '../user-error.ts';

/** A workflow of the site that is open now. */
export interface RunningRun {
  workflowId: string;
  runId: string;
  kind: string;
  started: string;
  progress: Progress;
  worker?: string;
}

/** What Temporal says of a site. */
export interface Running {
  address: string;
  runs: RunningRun[];
  /** Why nothing can be said, in one line. */
  problem?: string;
}

/**
 * Asks Temporal what runs for a site folder; undefined when the site stands in no temporal.yaml. Never throws, and takes
 * no longer than two seconds or so: looking at a site must work when its cluster does not.
 */
export async function whatRuns(folder: string): Promise<Running | undefined> {
  let config: TemporalConfig;
  let site: string;
  try {
    config = loadTemporal();
  } catch (error) {
    return unreadable(error);
  }
  try {
    site = siteIdOf(config, folder);
  } catch {
    return undefined;
  }
  const { address } = config;
  const silent = { address, runs: [], problem: `${address} does not answer` };
  if (!(await listens(address))) return silent;
  const { runningRuns } = (await import(runsModule)) as {
    runningRuns(config: TemporalConfig, site: string): Promise<RunningRun[]>;
  };
  const waiting = new AbortController();
  try {
    return await Promise.race([
      runningRuns(config, site).then((runs) => ({ address, runs })),
      pause(answerLimit, silent, { signal: waiting.signal }),
    ]);
  } catch (error) {
    return { address, runs: [], problem: oneLine(error, address) };
  } finally {
    waiting.abort();
  }
}

const runsModule = '../temporal/runs.ts';
const connectLimit = 1000;
const answerLimit = 1500;

/** Whether anything listens there: known sooner than a client's own attempts end. */
function listens(address: string): Promise<boolean> {
  const colon = address.lastIndexOf(':');
  return new Promise((resolve) => {
    const host = address.slice(0, colon).replace(/^\[|\]$/g, '');
    const socket = connect({ host, port: Number(address.slice(colon + 1)), timeout: connectLimit });
    const end = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => end(true));
    socket.once('timeout', () => end(false));
    socket.once('error', () => end(false));
  });
}

/** No temporal.yaml at all is nothing to speak of; one with a mistake is. */
function unreadable(error: unknown): Running | undefined {
  if (!(error instanceof UserError)) throw error;
  if (error.where && !existsSync(error.where.replace(/:\d+$/, '')) && !process.env.MINQING_TEMPORAL) return undefined;
  return { address: '', runs: [], problem: oneLine(error, '') };
}

function oneLine(error: unknown, address: string): string {
  if (!(error instanceof UserError)) return `${address} answers with an error`;
  return `${error.where ? `${error.where}: ` : ''}${error.message}`.split('\n')[0]!;
}
