import { existsSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { loadTemporal, siteIdOf, type TemporalConfig } from '../temporal/config.ts';
import { listens } from '../temporal/port-holder.ts';
import type { RunningRun } from '../temporal/runs.ts';
import { UserError } from '../user-error.ts';

/** What Temporal says of a site. */
export interface Running {
  address: string;
  runs: RunningRun[];
  /** Why nothing can be said, in one line. */
  problem?: string;
}

/**
 * Asks Temporal what runs for a site folder; undefined when the site stands in no temporal.yaml. Never throws, and takes
 * no longer than a few seconds, most of them where a server answers but no worker does: looking at a site must work when its cluster does not.
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
  const [, host, port] = /^\[?(.*?)\]?:(\d+)$/.exec(address) ?? [];
  // Known sooner than a client's own attempts end.
  if (!host || !(await listens(host, Number(port))))
    return { address, runs: [], problem: `${address} does not answer` };
  const { runningRuns } = await import('../temporal/runs.ts');
  const slow = { address, runs: [], problem: `${address} did not answer within ${answerLimit / 1000} s` };
  const waiting = new AbortController();
  try {
    return await Promise.race([
      runningRuns(config, site).then((runs) => ({ address, runs })),
      pause(answerLimit, slow, { signal: waiting.signal }),
    ]);
  } catch (error) {
    return { address, runs: [], problem: oneLine(error, address) };
  } finally {
    waiting.abort();
  }
}

/** A worker that is away is given up by the client after a second and a half. */
const answerLimit = 2500;

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
