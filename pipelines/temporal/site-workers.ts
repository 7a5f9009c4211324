import { openScratch } from '../engine/scratch.ts';
import { loadSite } from '../site/site.ts';
import { Pool } from '../threads/pool.ts';
import { UserError } from '../user-error.ts';
import type { TemporalConfig } from './config.ts';
import { SiteFailure } from './failures.ts';
import type { SiteAnswer, SiteAnswers, SiteTask, SiteThreadInput } from './site-thread.ts';

/** The threads of one worker, one for each site it has worked for, kept until `close`. */
export class SiteWorkers {
  readonly #config: TemporalConfig;
  readonly #sites = new Map<string, SiteWorker>();

  constructor(config: TemporalConfig) {
    this.#config = config;
  }

  /**
   * The thread of a site.
   * @throws UserError when the site is not in temporal.yaml, its folder is none, or its id is another
   */
  of(site: string): SiteWorker {
    const known = this.#sites.get(site);
    if (known) return known;
    const worker = new SiteWorker(siteFolderOf(this.#config, site));
    this.#sites.set(site, worker);
    return worker;
  }

  /** Lets each thread finish and close its warehouse. */
  async close(): Promise<void> {
    await Promise.all([...this.#sites.values()].map((worker) => worker.close()));
    this.#sites.clear();
  }
}

/**
 * The folder of a site in temporal.yaml.
 * @throws UserError naming temporal.yaml when there is no such site or its folder holds another one
 */
export function siteFolderOf(config: TemporalConfig, id: string): string {
  const folder = config.sites[id]?.folder;
  if (!folder)
    throw new UserError(`there is no site ${id} in temporal.yaml`, {
      where: config.file,
      fix: 'add it under `sites`, with its folder, where the worker runs',
    });
  const own = loadSite(folder).config.id;
  if (own !== id)
    throw new UserError(`the folder of site ${id} holds the site ${own}`, {
      where: config.file,
      fix: `name it ${own} under \`sites\`, or correct its folder`,
    });
  return folder;
}

export class SiteWorker {
  readonly folder: string;
  readonly #scratch: ReturnType<typeof openScratch>;
  readonly #pool: Pool<SiteTask, SiteAnswer>;
  readonly #progress = new Int32Array(new SharedArrayBuffer(8));

  constructor(folder: string) {
    this.folder = folder;
    this.#scratch = openScratch(loadSite(folder));
    const progress = this.#progress.buffer as SharedArrayBuffer;
    const input: SiteThreadInput = { folder, scratch: this.#scratch.dir, progress };
    this.#pool = new Pool(new URL('./site-thread.ts', import.meta.url), input, 1);
  }

  /** Pieces of the step under way: done, in all. */
  get progress(): [number, number] {
    return [Atomics.load(this.#progress, 0), Atomics.load(this.#progress, 1)];
  }

  /** @throws SiteFailure with the kind and the words of what went wrong in the thread */
  async ask<Kind extends SiteTask['kind']>(task: Extract<SiteTask, { kind: Kind }>): Promise<SiteAnswers[Kind]> {
    const answer = await this.#pool.run(task);
    if ('failure' in answer) throw new SiteFailure(answer.failure, answer.message);
    return answer.value as SiteAnswers[Kind];
  }

  async close(): Promise<void> {
    await this.ask({ kind: 'close' });
    await this.#pool.close();
    this.#scratch.wipe();
  }
}
