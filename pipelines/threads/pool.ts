import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';
import { TransientError } from '../user-error.ts';

const mostAttempts = 3;

/** An error of the thread itself; what a task throws comes back from the thread as it is. */
const isDeathOfThread = (error: unknown): boolean =>
  error instanceof Error &&
  (error.message.startsWith('worker exited with code') ||
    String((error as NodeJS.ErrnoException).code).startsWith('ERR_WORKER_'));

const bootstrap = fileURLToPath(new URL('./bootstrap.mjs', import.meta.url));

/**
 * Threads that all run one module and live until `close`.
 * The module exports `start(input)`, which returns (or resolves to) the function called for each task.
 */
export class Pool<Task, Result> {
  readonly threads: number;
  readonly #piscina: Piscina<Task, Result>;
  #closed = false;

  /** `module` is a file URL (`new URL('./x.ts', import.meta.url)`); `threads` is capped at the number of cores. */
  constructor(module: URL, input: unknown, threads = availableParallelism()) {
    this.threads = Math.max(1, Math.min(threads, availableParallelism()));
    this.#piscina = new Piscina({
      filename: bootstrap,
      minThreads: this.threads,
      maxThreads: this.threads,
      idleTimeout: Number.POSITIVE_INFINITY,
      // An idle thread must not block: it may have something to close after a while.
      atomics: 'disabled',
      workerData: { module: module.href, input },
    });
  }

  /**
   * Runs one task on whichever thread is free. When its thread dies (killed, out of memory), another takes its place and
   * the task is done again: threads keep nothing that a result depends on.
   * @throws what the task throws; TransientError when its thread died three times
   */
  async run(task: Task): Promise<Result> {
    for (let attempt = 1; ; attempt++)
      try {
        return await this.#piscina.run(task);
      } catch (error) {
        if (this.#closed || !isDeathOfThread(error)) throw error;
        if (attempt === mostAttempts)
          throw new TransientError(`a thread died ${mostAttempts} times over the same work`, {
            fix: 'is the machine short of memory? run again; if it stays so, look at `dmesg` for what killed it',
            exitCode: 1,
          });
      }
  }

  /**
   * Runs tasks as they are produced and yields the results in the order of the tasks, whichever thread finishes first.
   * At most two tasks per thread are under way, so a long stream never piles up in memory.
   */
  async *map(tasks: Iterable<Task> | AsyncIterable<Task>): AsyncGenerator<Result> {
    const underWay: Promise<Result>[] = [];
    try {
      for await (const task of tasks) {
        underWay.push(this.run(task));
        if (underWay.length >= 2 * this.threads + 1) yield await underWay.shift()!;
      }
      while (underWay.length > 0) yield await underWay.shift()!;
    } finally {
      await Promise.allSettled(underWay);
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#piscina.destroy();
  }
}
