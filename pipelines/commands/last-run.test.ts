import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { appendLedger } from '../engine/ledger.ts';
import type { Plan } from '../engine/orchestrate.ts';
import { recordPlan, recordRun } from '../engine/planning.ts';
import { loadSite } from '../site/site.ts';
import { migrate } from '../warehouse/migrations.ts';
import { withWarehouse } from '../warehouse/open.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';
import { lastRun } from './last-run.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'last-run-'));
  writeFileSync(join(dir, 'site.yaml'), 'id: toy\nname: 玩具市\ndemo: true\nwarehouse: w.duckdb\n');
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const inWarehouse = (work: (warehouse: Warehouse) => Promise<void>) =>
  withWarehouse(loadSite(dir), { purpose: 'test', scratch: join(dir, 'scratch') }, async (warehouse) => {
    await migrate(warehouse, loadSite(dir));
    await work(warehouse);
  });

const step = (id: string, ...needs: string[]): Plan['steps'][number] => {
  const [asset, partition] = id.split('/') as [string, string];
  return { id, asset, partition, needs, reason: 'missing' };
};

const entry = (runId: string, stepId: string, status: 'done' | 'failed', message = '') => {
  const [asset, partition] = stepId.split('/') as [string, string];
  const versions = { inputVersion: '', dataVersion: '', codeVersion: '' };
  const rest = { reason: 'missing', rows: 0, checks: [], asOf: '', startedAt: new Date() };
  return { runId, stepId, asset, partition, status, message, ...versions, ...rest };
};

test('nothing has run', () =>
  inWarehouse(async (warehouse) => expect(await lastRun(warehouse, 'toy', { ids: [] })).toBeUndefined()));

test('the newest run: what was made, failed, and waits behind what failed, however far', () =>
  inWarehouse(async (warehouse) => {
    const steps = [
      step('orders/2024-02'),
      step('orders/2024-03'),
      step('values/month:2024-03', 'orders/2024-03'),
      step('scores/month:2024-03', 'values/month:2024-03'),
      step('signals/2024-02', 'orders/2024-02'),
    ];
    await recordPlan(warehouse, { runId: 'r1', asOf: '', steps });
    await recordRun(warehouse, { runId: 'r1', engine: 'temporal', asOf: '2024-04-01 00:00:00', request: {} });
    await appendLedger(warehouse, entry('r1', 'orders/2024-02', 'done'));
    await appendLedger(warehouse, entry('r1', 'orders/2024-03', 'failed', 'disk full'));
    expect(await lastRun(warehouse, 'toy', { ids: [] })).toEqual({
      engine: 'temporal',
      ended: expect.stringMatching(/^\d{4}-\d\d-\d\d /),
      blocked: ['values/month:2024-03', 'scores/month:2024-03'],
      progress: {
        runId: 'r1',
        site: 'toy',
        state: 'done',
        asOf: '2024-04-01 00:00:00',
        period: 'month:2024-03',
        steps: 5,
        done: 1,
        skipped: 1,
        blocked: 2,
        failed: 1,
        current: '',
        failures: [{ step: 'orders/2024-03', message: 'disk full' }],
      },
    });

    await appendLedger(warehouse, entry('r1', 'orders/2024-03', 'done'));
    expect((await lastRun(warehouse, 'toy', { ids: [] }))?.progress).toMatchObject({ done: 2, failed: 0, blocked: 0 });
  }));

test('a run that had nothing to make counts; one that is under way, or an entry that is of no run, does not', () =>
  inWarehouse(async (warehouse) => {
    await recordRun(warehouse, { runId: 'r1', engine: 'embedded', asOf: '2024-04-01 00:00:00', request: {} });
    await pause(5);
    await recordPlan(warehouse, { runId: 'r2', asOf: '', steps: [step('orders/2024-02')] });
    await appendLedger(warehouse, entry('r2', 'orders/2024-02', 'done'));
    await appendLedger(warehouse, entry('edition-1', 'editions/month:2024-02', 'done'));
    expect((await lastRun(warehouse, 'toy', { ids: [] }))?.progress.runId).toBe('r2');
    expect(await lastRun(warehouse, 'toy', { ids: ['r2'] })).toMatchObject({
      ended: null,
      progress: { runId: 'r1', steps: 0 },
    });
    const now = new Date().toISOString();
    await pause(5);
    await recordRun(warehouse, { runId: 'r3', engine: 'temporal', asOf: '2024-05-01 00:00:00', request: {} });
    expect((await lastRun(warehouse, 'toy', { ids: [], since: now }))?.progress.runId).toBe('r2');
    expect((await lastRun(warehouse, 'toy', { ids: [] }))?.progress.runId).toBe('r3');
  }));
