import { setTimeout as sleep } from 'node:timers/promises';
import type { Site } from '../site/site.ts';
import {
  isWaitedFor,
  machineTrouble,
  type OpenOptions,
  type OpenWarehouse,
  openWarehouse,
  tellHolder,
} from './open.ts';
import type { Warehouse } from './warehouse.ts';

/** How long a warehouse stays open when nothing follows, in ms. */
const idleAfter = 300;
/** How long those that wait have to take the warehouse before the next step asks for it again, in ms. */
const turnOfOthers = 1000;
/** How long the next step waits while others read, in s. */
const patience = 600;

/**
 * The warehouse as a maker of many steps holds it: only while a step runs. It stays open from one step to the next
 * when the next follows at once, since opening and closing costs more than a small step, but whoever waits is let in
 * in between.
 */
export class WarehouseLease {
  readonly #site: Site;
  readonly #options: Pick<OpenOptions, 'scratch' | 'onWait' | 'waitSeconds'>;
  #open: OpenWarehouse | undefined;
  #wasOpen = false;
  #idle: NodeJS.Timeout | undefined;
  #last: Promise<unknown> = Promise.resolve();

  constructor(site: Site, options: Pick<OpenOptions, 'scratch' | 'onWait' | 'waitSeconds'>) {
    this.#site = site;
    this.#options = options;
  }

  /** Runs `work` with the warehouse; one after the other. When it throws, the warehouse is closed and opened afresh. */
  use<Result>(purpose: string, work: (warehouse: Warehouse) => Promise<Result>): Promise<Result> {
    const result = this.#last.then(() => this.#useNow(purpose, work));
    this.#last = result.catch(() => undefined);
    return result;
  }

  /** Closes the warehouse if it is open. */
  close(): void {
    clearTimeout(this.#idle);
    this.#open?.close();
    this.#open = undefined;
  }

  async #useNow<Result>(purpose: string, work: (warehouse: Warehouse) => Promise<Result>): Promise<Result> {
    clearTimeout(this.#idle);
    if (this.#open) tellHolder(this.#site, purpose);
    else {
      const waitSeconds = this.#wasOpen ? patience : this.#options.waitSeconds;
      this.#open = await openWarehouse(this.#site, { ...this.#options, purpose, ...(waitSeconds && { waitSeconds }) });
      this.#wasOpen = true;
    }
    try {
      const result = await work(this.#open.warehouse);
      if (isWaitedFor(this.#site)) await this.#letOthersIn();
      else this.#idle = setTimeout(() => this.close(), idleAfter);
      return result;
    } catch (error) {
      this.close();
      throw machineTrouble(this.#site, error);
    }
  }

  async #letOthersIn(): Promise<void> {
    this.close();
    for (let waited = 0; waited < turnOfOthers && isWaitedFor(this.#site); waited += 20) await sleep(20);
  }
}
