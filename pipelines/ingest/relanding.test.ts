import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { run } from '../engine/run.ts';
import { loadSite } from '../site/site.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'minqing-relanding-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

function write(files: Record<string, string>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, name)), { recursive: true });
    writeFileSync(join(dir, name), content);
    const copied = new Date(Date.now() - 60_000);
    utimesSync(join(dir, name), copied, copied);
  }
}

const nothing = () => undefined;
const silent = { onPlan: nothing, onStep: nothing, onProgress: nothing };

/** Runs up to the orders, and tells by name what was made: exports by their file name. */
async function made(): Promise<string[]> {
  const done: string[] = [];
  const report = await run(
    loadSite(dir),
    { only: ['orders', 'calls', 'exclusions'] },
    { scratch: join(dir, 'scratch') },
    {
      ...silent,
      onOutcome: ({ asset, partition }, { status, message }, name) => {
        expect(message ?? '').toBe('');
        if (status === 'done') done.push(asset === 'landed' ? name : `${asset}/${partition}`);
      },
    },
  );
  expect(report.setAside).toEqual([]);
  return done.sort();
}

const contract = (kind: string, files: string, columns: string): string =>
  `kind: ${kind}\nfiles: ["${files}"]\nexported_at: { file_name: '(\\d{8})', format: '%Y%m%d' }\ncolumns:\n${columns}`;

const site = {
  'site.yaml': 'id: trial\nname: 试验市\ndemo: true\n',
  'contracts/orders.yaml': contract(
    'orders',
    '工单*',
    '  order_id: { from: [编号] }\n  received_at: { from: [受理] }\n  kind: { from: [类型], codes: { file: kinds.csv, from: code, to: name } }\n',
  ),
  'contracts/kinds.csv': 'code,name\n1,投诉\n2,咨询\n',
  'contracts/calls.yaml': contract('calls', '通话*', '  call_id: { from: [编号] }\n  in_at: { from: [呼入] }\n'),
  'contracts/ledger.yaml': contract(
    'exclusions',
    '剔除*',
    '  order_id: { from: [编号] }\n  decision: { from: [结果] }\n',
  ),
  'exports/工单20240301.csv': '编号,受理,类型\nA,2024-01-05,1\nB,2024-02-05,2\n',
  'exports/通话20240301.csv': '编号,呼入\nC1,2024-01-05\n',
};

test('of a changed contract, or a table it names, only its own files are landed again', async () => {
  write(site);
  expect(await made()).toEqual([
    'calendar/all',
    'calls/2024-01',
    'calls/2024-02',
    'exclusions/2024-01',
    'exclusions/2024-02',
    'orders/2024-01',
    'orders/2024-02',
    'subjects/all',
    '工单20240301.csv',
    '通话20240301.csv',
  ]);
  expect(await made()).toEqual([]);

  write({ 'contracts/calls.yaml': `${site['contracts/calls.yaml']}  caller: { from: [主叫] }\n` });
  expect((await made()).filter((step) => step.endsWith('.csv'))).toEqual(['通话20240301.csv']);

  write({ 'contracts/kinds.csv': 'code,name\n1,求助\n2,咨询\n' });
  expect((await made()).filter((step) => step.endsWith('.csv'))).toEqual(['工单20240301.csv']);

  write({ 'contracts/orders.yaml': site['contracts/orders.yaml'].replace('kind: orders', 'kind: orders # as ever') });
  expect(await made()).toEqual([]);
});

test('a newer version, a call-back or a ruling makes only the months of its order again', async () => {
  write(site);
  await made();
  write({ 'exports/工单20240401.csv': '编号,受理,类型\nA,2024-01-05,2\n' });
  expect(await made()).toEqual(['calls/2024-01', 'exclusions/2024-01', 'orders/2024-01', '工单20240401.csv']);
  write({ 'exports/剔除20240401.csv': '编号,结果\nB,同意\n' });
  // All that reads exports of the month looks again; where nothing has changed, what reads it has nothing to do.
  expect(await made()).toEqual(['calls/2024-02', 'exclusions/2024-02', 'orders/2024-02', '剔除20240401.csv']);
});
