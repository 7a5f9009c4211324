import { existsSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { loadTemporal, siteIdOf, type TemporalConfig } from '../temporal/config.ts';
import { listens } from '../temporal/port-holder.ts';
import type { RunningRun } from '../temporal/runs.ts';
import { UserError } from '../user-error.ts';
import { age } from './age.ts';

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

/** What runs, as lines for a person. */
export function runningLines({ address, runs, problem }: Running, siteDir: string): string[] {
  if (problem) return [`Temporal: ${problem}`];
  if (runs.length === 0) return [`Temporal: nothing is running on ${address}`];
  return runs.flatMap(({ workflowId, kind, started, progress, worker }) => {
    const head = `running: ${workflowId} (${kind}), begun ${age(started)}`;
    if (!progress) return [`${head}, no worker answers: is \`minqing worker\` running?`];
    const parts = [
      head,
      ...(worker ? [`on ${worker}`] : []),
      `${progress.state}, ${progress.done + progress.skipped} of ${progress.steps} steps`,
      ...(progress.current ? [`at ${shortStep(progress.current)}`] : []),
      ...(progress.failed > 0 ? [`${progress.failed} failed, ${progress.blocked} blocked`] : []),
    ];
    const failures = progress.failures.slice(0, mostTold);
    return [
      parts.join(', '),
      ...failures.map(({ step, message }) => `  failed: ${shortStep(step)}: ${message.replaceAll('\n', '\n  ')}`),
      ...(progress.state === 'waiting'
        ? [`  it waits for a person: mend this, then minqing temporal retry ${siteDir}`]
        : []),
    ];
  });
}

const mostTold = 5;

/** A step as people read it: of an export's hash, twelve digits are enough. */
export const shortStep = (step: string): string => step.replace(/[0-9a-f]{64}/, (hash) => hash.slice(0, 12));
