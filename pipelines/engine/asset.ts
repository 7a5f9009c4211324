import type { Site } from '../site/site.ts';
import type { Settings } from '../warehouse/settings.ts';
import type { Parameters, Warehouse } from '../warehouse/warehouse.ts';
import type { Extent } from './partitions.ts';

/** How an asset is cut: by input file, by month of the order's anchor date, by reporting period, or not at all. */
export type Partitioning = 'file' | 'month' | 'period' | 'all';

/**
 * Which partitions of an upstream asset one partition reads.
 * `same`: the partition of the same name · `previous`: the one before it, of the same asset kind ·
 * `touching`: for a month, the files that hold an order with a version in that month ·
 * `months`: for a period, every month up to 31 days after its end · `until`: every partition up to and with this one ·
 * `all`: every partition.
 */
export type Mapping = 'same' | 'previous' | 'touching' | 'months' | 'until' | 'all';

export interface Read {
  asset: string;
  mapping: Mapping;
  /** A partition of it that fails does not stop what reads it: that is made from what there is. */
  evenIfFailed?: true;
}

export interface CheckResult {
  name: string;
  passed: boolean;
  blocking: boolean;
  detail: string;
}

/** One file of `sql/checks`: a query whose rows are the failures. `$partition` is bound. */
export interface Check {
  name: string;
  blocking: boolean;
  /** Returns one row per failure; the first few are shown in the message: their `message`, else all their columns. */
  sql: string;
  /** What the SQL names beside `$partition`: limits of the site. */
  parameters?(site: Site): Parameters;
  /** What a person can do about a failure; default: look at the rows. */
  fix?: string;
}

export interface StepContext {
  site: Site;
  /** Inside the step's transaction. */
  warehouse: Warehouse;
  partition: string;
  /** `YYYY-MM-DD HH:MM:SS`, site-local. The only "now" there is. */
  asOf: string;
  /** A private folder, wiped at start and exit. */
  scratch: string;
  /** Reports progress of long work, in finished and total pieces. */
  progress(done: number, total: number): void;
  /** What `begin` returned for this partition, if it was begun from what the step now reads. */
  begun?: unknown;
}

/** One table or a few that belong together, made by one function from what it reads. */
export interface Asset {
  /** A noun: what it is, not what is done. */
  key: string;
  partitioning: Partitioning;
  /** Tables it owns; each has the partition column (`file`, `month`, `period`; none with `all`). */
  tables: TableDefinition[];
  reads: Read[];
  /** Changes when the code or SQL that makes it changes; see `codeVersion`. */
  codeVersion: string;
  /** The part of the configuration that the partition's content depends on. */
  config?(site: Site, partition: string, extent: Extent): unknown;
  /** True when the result depends on the run's `as_of`; returns the part that matters for this partition. */
  asOf?(site: Site, partition: string, asOf: string): string;
  checks: Check[];
  /** What the connection is set to while a partition is made. */
  settings?: Settings;
  /** Planned partition by partition together with the asset before it in the graph, which has the same partitions. */
  alongside?: true;
  /**
   * Reads what the partition is made from and starts, in threads, what then needs no warehouse: while another step is
   * made. Changes nothing. The result is held in memory until the partition's turn, so what is too large for that is not begun.
   */
  begin?(context: Omit<StepContext, 'progress' | 'begun'>): Promise<unknown>;
  /** Inserts the partition's rows. The engine has already deleted the old ones. */
  materialize(context: StepContext): Promise<void>;
}

export interface TableDefinition {
  name: string;
  /** Column definitions as DuckDB DDL, e.g. `order_id VARCHAR, at TIMESTAMP`. No keys, defaults or checks: DuckLake has none. */
  columns: string;
  /** Kept through rebuilds, changed only by migrations. Default: derived, dropped and rebuilt. */
  durable?: boolean;
  /** Columns left out of digests (run ids, times). */
  undigested?: string[];
  /** Making one partition also adds rows to others here, as an index needs: no part of any partition's data version. */
  shared?: boolean;
}
