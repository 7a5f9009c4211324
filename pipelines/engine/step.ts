import type { Site } from '../site/site.ts';
import { UserError } from '../user-error.ts';
import { digestRows, shortHash } from '../warehouse/digest.ts';
import { inTransaction } from '../warehouse/migrations.ts';
import { machineTrouble } from '../warehouse/open.ts';
import { withSettings } from '../warehouse/settings.ts';
import { createTables, type PartitionColumn } from '../warehouse/tables.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';
import type { Ahead } from './ahead.ts';
import type { Asset, CheckResult } from './asset.ts';
import { CheckFailed, failureKind } from './failure.ts';
import { appendLedger, newestEntries } from './ledger.ts';
import type { Outcome, Step } from './orchestrate.ts';
import type { Extent } from './partitions.ts';
import { fullCodeVersion, inputVersion } from './versions.ts';

export interface StepRun {
  site: Site;
  warehouse: Warehouse;
  runId: string;
  asOf: string;
  extent: Extent;
  assets: Map<string, Asset>;
  scratch: string;
  progress: (done: number, total: number) => void;
  /** Where steps are begun ahead of their turn. */
  ahead?: Ahead | undefined;
}

/**
 * Makes one partition in one transaction: delete, insert, check, ledger row, commit. Looks first whether anything it
 * reads has changed, and skips if not. When it fails, nothing of it stays but a ledger row that says why.
 */
export async function makeStep(step: Step, run: StepRun): Promise<Outcome> {
  const asset = run.assets.get(step.asset);
  if (!asset) throw new Error(`the plan names asset ${step.asset}, which does not exist`);
  const startedAt = new Date();
  const row = {
    runId: run.runId,
    stepId: step.id,
    asset: step.asset,
    partition: step.partition,
    reason: step.reason,
    codeVersion: fullCodeVersion(asset),
    asOf: run.asOf,
    startedAt,
  };
  let checks: CheckResult[] = [];
  try {
    return await withSettings(run.warehouse, asset.settings ?? {}, () =>
      inTransaction(run.warehouse, async () => {
        if (step.reason === 'obsolete') return dropPartition(asset, step, run, row);
        const newest = await newestEntries(run.warehouse, [...asset.reads.map((read) => read.asset), asset.key]);
        const input = inputVersion(asset, step.partition, { ...run, newest });
        const entry = newest.get(step.id);
        if (entry?.inputVersion === input && step.reason !== 'forced')
          return { status: 'skipped', dataVersion: entry.dataVersion, rows: entry.rows, checks: [] };

        await deletePartition(asset, step.partition, run.warehouse);
        const begun = run.ahead?.take(step, input);
        await asset.materialize({ ...run, partition: step.partition, begun });
        const { rows, digest } = await digestPartition(asset, step.partition, run.warehouse);
        checks = await runChecks(asset, step.partition, run);
        const failed = checks.find((check) => check.blocking && !check.passed);
        if (failed)
          throw new CheckFailed(`check ${failed.name} failed: ${failed.detail}`, {
            where: step.id,
            fix:
              asset.checks.find(({ name }) => name === failed.name)?.fix ??
              `look at the rows that sql/checks/${failed.name}.sql finds, mend the source or the contract, and run again`,
            exitCode: 1,
          });
        const result = { inputVersion: input, dataVersion: digest, rows, checks };
        await appendLedger(run.warehouse, { ...row, ...result, status: 'done', message: '' });
        return { status: 'done', dataVersion: digest, rows, checks };
      }),
    );
  } catch (caught) {
    const error = machineTrouble(run.site, caught);
    const failed = { status: 'failed', dataVersion: '', rows: 0, checks, message: safeMessage(error) } as const;
    // On a full disk the ledger cannot be written either; the outcome still says what happened.
    await appendLedger(run.warehouse, { ...row, ...failed, inputVersion: '' }).catch(() => undefined);
    return { ...failed, failure: failureKind(error) };
  }
}

const partitionColumn = (asset: Asset): PartitionColumn =>
  asset.partitioning === 'all' ? undefined : asset.partitioning;

const partitionFilter = (asset: Asset): string => {
  const column = partitionColumn(asset);
  return column ? `${column} = $partition` : 'true';
};

async function deletePartition(asset: Asset, partition: string, warehouse: Warehouse): Promise<void> {
  await createTables(warehouse, asset.tables, partitionColumn(asset));
  for (const { name, durable } of asset.tables)
    if (!durable) await warehouse.run(`delete from ${name} where ${partitionFilter(asset)}`, { partition });
}

async function dropPartition(
  asset: Asset,
  step: Step,
  run: StepRun,
  row: Pick<
    Parameters<typeof appendLedger>[1],
    'runId' | 'stepId' | 'asset' | 'partition' | 'reason' | 'codeVersion' | 'asOf' | 'startedAt'
  >,
): Promise<Outcome> {
  await deletePartition(asset, step.partition, run.warehouse);
  const nothing = { dataVersion: '', rows: 0, checks: [] };
  await appendLedger(run.warehouse, { ...row, ...nothing, status: 'dropped', inputVersion: '', message: '' });
  return { status: 'done', ...nothing };
}

async function digestPartition(
  asset: Asset,
  partition: string,
  warehouse: Warehouse,
): Promise<{ rows: number; digest: string }> {
  let rows = 0;
  const parts: string[] = [];
  for (const table of asset.tables.filter(({ shared }) => !shared)) {
    const found = await digestRows(warehouse, table, partitionFilter(asset), partition);
    rows += found.rows;
    parts.push(found.digest);
  }
  return { rows, digest: shortHash(parts.join('|')) };
}

async function runChecks(
  asset: Asset,
  partition: string,
  { site, warehouse }: Pick<StepRun, 'site' | 'warehouse'>,
): Promise<CheckResult[]> {
  const results: CheckResult[] = [];
  for (const check of asset.checks) {
    const failures = await warehouse.rows(check.sql, { ...check.parameters?.(site), partition });
    const shown = failures.slice(0, 3).map((failure) =>
      'message' in failure
        ? String(failure.message)
        : Object.entries(failure)
            .map(([key, value]) => `${key} ${value}`)
            .join(', '),
    );
    results.push({
      name: check.name,
      passed: failures.length === 0,
      blocking: check.blocking,
      detail: failures.length === 0 ? '' : `${failures.length} found; ${shown.join('; ')}`,
    });
  }
  return results;
}

/** An error's text without any value of the data: database errors quote cells, which may hold personal data. */
export function safeMessage(error: unknown): string {
  if (error instanceof UserError) return error.text;
  if (!(error instanceof Error)) return 'unknown failure';
  const line = error.message.split('\n')[0] ?? '';
  return `${error.name}: ${line.replace(/"[^"]*"|'[^']*'|“[^”]*”/g, '…').replace(/\d{4,}/g, '…')}`;
}
