import type { PeriodKind } from '../site/periods.ts';

/**
 * What client, workflows and worker say to each other. Only names and counts travel, never data: the plan lies in the
 * warehouse. Workflows are bundled without Node, so nothing here imports anything that runs.
 */

/** Raised when what travels changes its meaning; a worker refuses a request of another one by name. */
export const protocol = 1;

/** What a person or a schedule asks for. Periods by id (`month:2024-03`). */
export interface RunInput {
  protocol: number;
  /** Id of the site in temporal.yaml, the same as in its site.yaml. */
  site: string;
  /** `YYYY-MM-DD HH:MM:SS`, site-local; a schedule's run takes it from the scheduled time. */
  asOf?: string;
  only?: string[];
  periods?: { from: string; to: string };
  force?: boolean;
  /** What follows when all is made. */
  then?: ('report' | 'publish')[];
  /** For a schedule's run: the kind of period its time closes. */
  closes?: PeriodKind;
}

/** Computes a range of periods again, with what they read; lands new files first. */
export interface BackfillInput {
  protocol: number;
  site: string;
  periods: { from: string; to: string };
  pick: 'missing' | 'failed' | 'all';
}

export type RunState = 'planning' | 'landing' | 'making' | 'finishing' | 'waiting' | 'stopping' | 'done';

/** What the query `progress` answers. */
export interface Progress {
  runId: string;
  site: string;
  state: RunState;
  asOf: string;
  /** Newest period the run makes. */
  period: string;
  steps: number;
  done: number;
  skipped: number;
  blocked: number;
  failed: number;
  /** The step under way, as `asset/partition`. */
  current: string;
  /** The first failures, each with its message. */
  failures: { step: string; message: string }[];
}

/** Names of workflows, queries and updates, and of the search attributes by which the web UI finds a run. */
export const names = {
  run: 'run',
  backfill: 'backfill',
  progress: 'progress',
  retry: 'retry',
  stop: 'stop',
  siteAttribute: 'MinqingSite',
  periodAttribute: 'MinqingPeriod',
} as const;

/** One run or backfill of a site at a time: they share this id, so that a second is refused while one is open. */
export const workflowId = (site: string): string => `minqing-${site}`;

export const scheduleId = (site: string, name: string): string => `minqing-${site}-${name}`;

/** What a run ends with. */
export interface RunResult extends Progress {
  /** It was stopped before its end, between two steps. */
  stopped: boolean;
  /** Exports that were not landed, each with the reason. */
  setAside: { name: string; reason: string; fix: string }[];
}
