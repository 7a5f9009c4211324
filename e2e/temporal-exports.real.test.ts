import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TemporalCity } from './temporal-city.ts';
import { startServer, type TestServer } from './temporal-server.ts';

/** A real export on both engines. */
let folder: string;
let server: TestServer;
beforeAll(async () => {
  process.env.MINQING_RESIDENT_KEY = '7'.repeat(64);
  folder = mkdtempSync(join(tmpdir(), 'minqing-temporal-real-'));
  server = await startServer(join(folder, 'server'));
});
afterAll(async () => {
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

test('Pingshan: Temporal makes the tables that the embedded engine makes', async () => {
  const from = fileURLToPath(new URL('../fixtures/sites/pingshan2018', import.meta.url));
  const [embedded, temporal] = ['embedded', 'temporal'].map((id) => new TemporalCity({ folder, id, from, server })) as [
    TemporalCity,
    TemporalCity,
  ];
  const worker = temporal.worker();
  try {
    const [told] = await Promise.all([temporal.run().told, embedded.must('run')]);
    expect(told).toMatchObject({ how: 'done', status: 0, failed: 0, blocked: 0 });
    expect(told.done).toBeGreaterThan(50);
  } finally {
    worker.kill('SIGTERM');
  }
  expect((await worker.ended).status).toBe(0);
  expect(await temporal.digests()).toEqual(await embedded.digests());
});
