import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NativeConnection, Worker } from '@temporalio/worker';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startServer, type TestServer } from '../../e2e/temporal-server.ts';
import { judgeFreshness } from '../engine/freshness.ts';
import { siteConfig } from '../site/config.ts';
import { openLog } from './logs.ts';
import { installRuntime, openMetrics } from './metrics.ts';
import { freePort } from './port-holder.ts';

let dir: string;
let server: TestServer;
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'metrics-'));
  server = await startServer(dir);
});
afterAll(async () => {
  await server?.stop();
  rmSync(dir, { recursive: true, force: true });
});

const log = openLog({ level: 'silent' });

test('an address that cannot be listened on is told with the key to change', async () => {
  expect(() => installRuntime({ log, metrics: 'metrics.example:9464' })).toThrow('is no address to listen on');
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  const { port } = taken.address() as { port: number };
  expect(() => installRuntime({ log, metrics: `127.0.0.1:${port}` })).toThrow('another program listens there');
  await new Promise((resolve) => taken.close(resolve));
});

test("one page has the SDK's figures of a real worker and ours, also after the runtime was made anew", async () => {
  const address = `127.0.0.1:${await freePort('127.0.0.1')}`;
  installRuntime({ log, metrics: address });
  const metrics = openMetrics();
  metrics.step('demo', 'orders', 'done', 1);
  // The runtime ends with its last connection: this attempt takes it down, and the next brings it up again.
  await expect(NativeConnection.connect({ address: '127.0.0.1:9' })).rejects.toThrow();

  const connection = await NativeConnection.connect({ address: server.address });
  const worker = await Worker.create({ connection, taskQueue: 'figures', activities: { nothing: async () => 'done' } });
  const page = await worker.runUntil(async () => {
    metrics.landed('demo', 'orders', { accepted: 120, rejected: 3 });
    metrics.landed('demo', 'orders', { accepted: 5, rejected: 0 });
    metrics.step('demo', 'orders', 'done', 1.5);
    metrics.step('demo', 'orders', 'failed', 70);
    metrics.step('demo', 'scores', 'blocked', Number.NaN);
    metrics.succeeded('demo', new Date('2024-04-02T03:00:00Z'));
    metrics.freshness(
      'demo',
      'Asia/Shanghai',
      judgeFreshness({
        config: siteConfig.parse({ id: 'demo', name: '某市', freshness: { within: 48 } }),
        now: '2024-04-05 06:00:00',
        assets: [],
        made: [],
        newestExport: '2024-03-31 18:00:00',
        firstMonth: '2024-01',
      }),
    );
    await expect.poll(async () => (await read(address)).includes('temporal_')).toBe(true);
    return read(address);
  });
  await connection.close();

  for (const line of [
    '# TYPE minqing_rows_landed_total counter',
    'minqing_rows_landed_total{kind="orders",site="demo"} 125',
    'minqing_rows_rejected_total{kind="orders",site="demo"} 3',
    'minqing_steps_total{asset="orders",site="demo",status="done"} 1',
    'minqing_steps_total{asset="orders",site="demo",status="failed"} 1',
    'minqing_steps_total{asset="scores",site="demo",status="blocked"} 1',
    '# TYPE minqing_step_seconds histogram',
    'minqing_step_seconds_bucket{asset="orders",site="demo",le="3"} 1',
    'minqing_step_seconds_bucket{asset="orders",site="demo",le="180"} 2',
    'minqing_step_seconds_sum{asset="orders",site="demo"} 71.5',
    '# TYPE minqing_lag_periods gauge',
    'minqing_lag_periods{site="demo"} 1',
    'minqing_lag_seconds{site="demo"} 21600',
    `minqing_newest_export_timestamp_seconds{site="demo"} ${Date.parse('2024-03-31T10:00:00Z') / 1000}`,
    `minqing_last_success_timestamp_seconds{site="demo"} ${Date.parse('2024-04-02T03:00:00Z') / 1000}`,
  ])
    expect(page.split('\n')).toContain(line);
  expect(page).toMatch(/^temporal_\w+.*task_queue="figures"/m);
});

const read = async (address: string): Promise<string> => (await fetch(`http://${address}/metrics`)).text();
