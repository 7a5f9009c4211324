import type { Warehouse } from '../warehouse/warehouse.ts';
import type { CheckResult } from './asset.ts';

/** What the ledger says of the newest finished making of a partition. */
export interface LedgerEntry {
  asset: string;
  partition: string;
  inputVersion: string;
  dataVersion: string;
  rows: number;
}

export interface LedgerRow extends LedgerEntry {
  runId: string;
  stepId: string;
  reason: string;
  status: 'done' | 'failed' | 'dropped';
  codeVersion: string;
  asOf: string;
  checks: CheckResult[];
  message: string;
  startedAt: Date;
}

/** Newest successful entry of every partition, by `asset/partition`; dropped ones are left out. */
export async function newestEntries(warehouse: Warehouse, assets?: string[]): Promise<Map<string, LedgerEntry>> {
  const only = assets ? `and asset in (${assets.map((asset) => `'${asset}'`).join(', ') || 'null'})` : '';
  const rows = await warehouse.rows<LedgerEntry & { status: string }>(
    `select asset, partition, arg_max(status, seq) as status, arg_max(input_version, seq) as "inputVersion",
            arg_max(data_version, seq) as "dataVersion", arg_max(rows, seq) as rows
     from ledger where status in ('done', 'dropped') ${only} group by asset, partition`,
  );
  return new Map(rows.filter((row) => row.status === 'done').map((row) => [`${row.asset}/${row.partition}`, row]));
}

/** Steps whose last making failed, by `asset/partition`. */
export async function failedSteps(warehouse: Warehouse): Promise<Set<string>> {
  const rows = await warehouse.rows<{ step_id: string }>(
    "select step_id from ledger group by step_id having arg_max(status, seq) = 'failed'",
  );
  return new Set(rows.map((row) => row.step_id));
}

/**
 * Appends one row. Its attempt number is one more than the partition's highest, so that of two makers of one
 * partition the later transaction conflicts or is seen to be later: never two halves.
 */
export async function appendLedger(warehouse: Warehouse, row: LedgerRow): Promise<void> {
  await warehouse.run(
    `insert into ledger
     select (select coalesce(max(seq), 0) + 1 from ledger), $run_id, $step_id, $asset, $partition,
            (select coalesce(max(attempt), 0) + 1 from ledger where step_id = $step_id), $reason, $status,
            $input_version, $data_version, $code_version, $as_of, $rows, $checks, $message, $started_at, $ended_at`,
    {
      run_id: row.runId,
      step_id: row.stepId,
      asset: row.asset,
      partition: row.partition,
      reason: row.reason,
      status: row.status,
      input_version: row.inputVersion,
      data_version: row.dataVersion,
      code_version: row.codeVersion,
      as_of: row.asOf,
      rows: row.rows,
      checks: JSON.stringify(row.checks),
      message: row.message,
      started_at: sqlTime(row.startedAt),
      ended_at: sqlTime(new Date()),
    },
  );
}

const sqlTime = (time: Date): string => time.toISOString().slice(0, 23).replace('T', ' ');
