import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadSite, type Site } from '../pipelines/site/site.ts';
import type { Progress } from '../pipelines/temporal/names.ts';
import { withWarehouse } from '../pipelines/warehouse/open.ts';
import type { Warehouse } from '../pipelines/warehouse/warehouse.ts';
import { type Ended, type Started, started, succeeded } from './command.ts';
import type { TestServer } from './temporal-server.ts';

/** What `minqing run --engine temporal --json` says in the end. */
export interface RunTold extends Progress {
  workflow: string;
  how: 'done' | 'stopped' | 'waiting' | 'failed';
}

/** A worker process, and what it has made so far, as its log says. */
export interface CityWorker extends Started {
  /** Lines of its log, as they came. */
  readonly log: Record<string, unknown>[];
  /** Resolves in the moment in which a line of the log is the n-th of those meant; fails when the worker ends before. */
  said(meant: (line: Record<string, unknown>) => boolean, times?: number): Promise<void>;
}

export const madeStep = (line: Record<string, unknown>): boolean => /^step (done|skipped)/.test(String(line.message));
export const failedStep = (line: Record<string, unknown>): boolean => line.message === 'step failed';

/** A city whose steps run on a task queue of its own, with short waits, as a temporal.yaml beside it says. */
export class TemporalCity {
  readonly id: string;
  /** The site folder. */
  readonly dir: string;
  readonly #env: NodeJS.ProcessEnv;

  /**
   * @param from a site folder that is copied; nothing must have been run in it, for the copy gets an id of its own
   * @param lines further lines of temporal.yaml
   */
  constructor(
    { folder, id, from, server }: { folder: string; id: string; from: string; server: TestServer },
    ...lines: string[]
  ) {
    const own = join(folder, id);
    mkdirSync(own, { recursive: true });
    this.id = id;
    this.dir = join(own, 'city');
    cpSync(from, this.dir, { recursive: true });
    const yaml = join(this.dir, 'site.yaml');
    writeFileSync(yaml, readFileSync(yaml, 'utf8').replace(/^id: \S+/m, `id: ${id}`));
    const file = join(own, 'temporal.yaml');
    const common = [
      `address: ${server.address}`,
      `task_queue: ${id}`,
      'timeouts: { step: 10m, heartbeat: 2s }',
      'retries: { first_wait: 200ms, longest_wait: 1s, attempts: 500 }',
      `sites: { ${id}: { folder: city } }`,
    ];
    writeFileSync(file, [...common, ...lines, ''].join('\n'));
    this.#env = { ...process.env, MINQING_TEMPORAL: file };
  }

  get site(): Site {
    return loadSite(this.dir);
  }

  /** Starts a command on this city: `start('run', '--engine', 'temporal')`. */
  start(name: string, ...options: string[]): Started {
    return this.limited(undefined, name, ...options);
  }

  /** The same, with a limit on the size of files as in `started`. */
  limited(fileLimit: number | undefined, name: string, ...options: string[]): Started {
    return started([...name.split(' '), this.dir, ...options], this.#env, { ...(fileLimit && { fileLimit }) });
  }

  /** Runs a command on this city to its end, which must be a good one. */
  async must(name: string, ...options: string[]): Promise<Ended> {
    return succeeded([name, ...options], await this.start(name, ...options).ended);
  }

  /** Starts a run on Temporal and watches it; its last word comes when it ends or waits for a person. */
  run(): { told: Promise<RunTold & { status: number | null; stderr: string }> } {
    const { ended } = this.start('run', '--engine', 'temporal', '--json');
    return {
      told: ended.then(({ status, stdout, stderr }) => {
        if (!stdout) throw new Error(`the run said nothing, and ended with ${status}\n${stderr}`);
        return { ...(JSON.parse(stdout) as RunTold), status, stderr };
      }),
    };
  }

  /** Starts a worker for this city; `fileLimit` as in `started`. */
  worker(fileLimit?: number): CityWorker {
    const log: Record<string, unknown>[] = [];
    const waiting = new Set<() => void>();
    const onLine = (line: string) => {
      if (!line.startsWith('{')) return;
      log.push(JSON.parse(line) as Record<string, unknown>);
      for (const look of waiting) look();
    };
    const process = started(['worker'], this.#env, { onLine, endless: true, ...(fileLimit && { fileLimit }) });
    const said: CityWorker['said'] = (meant, times = 1) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (log.filter(meant).length < times) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
        void process.ended.then(({ status, stderr }) =>
          reject(new Error(`the worker ended with ${status} too early\n${stderr.slice(-2000)}`)),
        );
      });
    return Object.assign(process, { log, said });
  }

  /** Digests of the result tables, the editions' among them. */
  async digests(): Promise<Record<string, string>> {
    const { stdout } = await this.must('digest', '--json');
    const { tables } = JSON.parse(stdout) as { tables: { table: string; digest: string }[] };
    return Object.fromEntries(tables.map(({ table, digest }) => [table, digest]));
  }

  /** Works with the city's warehouse, once whoever holds it lets it go. */
  open<Result>(work: (warehouse: Warehouse) => Promise<Result>, { readOnly = true } = {}): Promise<Result> {
    const scratch = join(this.dir, '..', 'scratch');
    return withWarehouse(this.site, { purpose: 'test', scratch, readOnly, waitSeconds: 60 }, work);
  }

  /** Rows of a query. */
  rows<Row>(sql: string, parameters = {}): Promise<Row[]> {
    return this.open((warehouse) => warehouse.rows<Row>(sql, parameters));
  }
}
