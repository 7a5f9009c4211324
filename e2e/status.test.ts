import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadSite } from '../pipelines/site/site.ts';
import { withWarehouse } from '../pipelines/warehouse/open.ts';
import { must, started } from './command.ts';

/** What `minqing status` shows of a site in temporal.yaml: what runs, what is late, how the last run ended. */
let folder: string;
let site: string;
let env: NodeJS.ProcessEnv;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'minqing-status-'));
  site = join(folder, 'site');
  mkdirSync(join(site, 'contracts'), { recursive: true });
  mkdirSync(join(site, 'exports'));
  writeFileSync(join(site, 'site.yaml'), 'id: watch\nname: 望城市\ndemo: true\nfreshness: { within: 48 }\n');
  writeFileSync(
    join(site, 'contracts', 'orders.yaml'),
    `kind: orders
files: ["**"]
dates: ['%Y-%m-%d %H:%M:%S']
columns:
  order_id: { from: [工单编号], required: true }
  received_at: { from: [受理时间], required: true }
  body: { from: [内容], mask: text }
`,
  );
  writeFileSync(
    join(site, 'exports', 'march.csv'),
    '工单编号,受理时间,内容\nA1,2024-03-05 10:00:00,路灯不亮\nA2,2024-04-01 00:10:00,井盖缺失\n',
  );
  writeFileSync(join(folder, 'temporal.yaml'), 'address: 127.0.0.1:9\nsites:\n  watch: { folder: site }\n');
  env = { ...process.env, MINQING_TEMPORAL: join(folder, 'temporal.yaml') };
  await must('run', site);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const status = (...args: string[]) => started(['status', site, ...args], env);

test('everything is made, and late: the exports have stopped; the cluster is away, which status says and survives', async () => {
  const { status: code, stdout } = await status('--json').ended;
  expect(code).toBe(0);
  const report = JSON.parse(stdout);
  expect(report.running).toEqual({ address: '127.0.0.1:9', runs: [], problem: '127.0.0.1:9 does not answer' });
  expect(report.due).toBe(0);
  expect(report.freshness).toMatchObject({ state: 'late', newestExport: '2024-04-01 00:10:00' });
  expect(report.freshness.lag.periods).toBeGreaterThan(12);
  const fresh = Object.fromEntries(report.freshness.assets.map((asset: { asset: string }) => [asset.asset, asset]));
  expect(fresh.scores).toMatchObject({ newest: 'month:2024-03', state: 'late', behind: report.freshness.lag.periods });
  expect(fresh.orders).toMatchObject({ newest: '2024-04', state: 'late', behind: report.freshness.lag.periods - 1 });
  expect(fresh.published).toMatchObject({ newest: 'all', state: 'unjudged' });
  expect(report.last_run.progress).toMatchObject({ failed: 0, blocked: 0, asOf: '2024-04-01 00:00:00' });
  expect(report.last_run.progress.done).toBe(report.last_run.progress.steps);
});

test('a failed run is told in the words of its message, with the fix', async () => {
  const broken = join(site, 'exports', 'broken.csv');
  writeFileSync(broken, '工单编号,内容\nB1,噪音\n');
  expect((await started(['run', site]).ended).status).toBe(1);
  const { status: code, stdout } = await status().ended;
  rmSync(broken);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^Temporal: 127\.0\.0\.1:9 does not answer\nasset /);
  expect(stdout).toMatch(/\norders +2 .* 2024-04 +\d+ behind\n/);
  expect(stdout).toMatch(/last run: .* \(embedded\) ended just now, 0 of 1 planned steps made\n/);
  expect(stdout).toMatch(/What failed\n {4}- landed\/[0-9a-f]{12}\n {6}broken\.csv: .*受理时间[\s\S]*fix: /);
  expect(stdout).toContain(`minqing run ${site}\n`);
  expect(stdout).toMatch(
    /\nlate: month:\d{4}-\d\d was due .*; the newest export is of 2024-04-01 00:10:00, \d+ periods and/,
  );
});

test('while another process holds the warehouse, what runs is shown at once, and who holds it is told', async () => {
  const open = { purpose: 'run r1: orders/2024-03', scratch: join(folder, 'scratch') };
  const minqing = fileURLToPath(new URL('../bin/minqing.mjs', import.meta.url));
  await withWarehouse(loadSite(site), open, async () => {
    const child = spawn(process.execPath, [minqing, 'status', site], { env });
    let [told, shown] = ['', ''];
    child.stdout.on('data', (text) => {
      shown += text;
    });
    child.stderr.on('data', (text) => {
      told += text;
    });
    await expect.poll(() => told, { timeout: 60_000 }).toMatch(/waiting for the warehouse, in use by process \d+/);
    child.kill('SIGKILL');
    expect(told).toMatch(/ since .*: run r1: orders\/2024-03/);
    expect(shown).toBe('Temporal: 127.0.0.1:9 does not answer\n');
  });
});
