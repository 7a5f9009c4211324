import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { run } from '../engine/run.ts';
import { loadSite } from '../site/site.ts';
import { rejects } from './rejects.ts';

const contract = (more = '') => `kind: orders
files: ["**"]
columns:
  order_id: { from: [编号], required: true }
  received_at: { from: [时间, 受理时间], required: true }
  kind: { from: [类型], values: { 投诉: [投诉], 咨询: [咨询${more}] } }
`;
let dir: string;
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'minqing-rejects-'));
  write('site.yaml', 'id: trial\nname: 试验市\ndemo: true\n');
  write('contracts/orders.yaml', contract());
  const asking = Array.from({ length: 6 }, (_, i) => `B${i},2024-03-0${i + 1} 08:00:00,问询`);
  write(
    'exports/a.csv',
    ['编号,时间,类型', 'A1,2024-03-01 08:00:00,投诉', 'A2,昨天,投诉', '=A3,2024-03-01 08:00:00,咨询', ...asking].join(
      '\n',
    ),
  );
  write(
    'exports/sub/b.csv',
    '编号,受理时间,类型\nC1,2024-03-01 08:00:00,投诉\nC2,13800138000,投诉\n,2024-03-01 08:00:00,投诉\n',
  );
  const events = { onPlan() {}, onStep() {}, onProgress() {}, onOutcome() {} };
  await run(loadSite(dir), { only: ['landed'] }, { scratch: join(dir, 'scratch') }, events);
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

function write(name: string, text: string): void {
  mkdirSync(dirname(join(dir, name)), { recursive: true });
  writeFileSync(join(dir, name), text);
  const copied = new Date(Date.now() - 60_000);
  utimesSync(join(dir, name), copied, copied);
}

async function command(options: Parameters<typeof rejects>[1], json = true) {
  const written: string[] = [];
  const spies = [process.stdout, process.stderr].map((stream) =>
    vi.spyOn(stream, 'write').mockImplementation((text) => written.push(String(text)) > 0),
  );
  try {
    const status = await rejects(dir, options, json);
    return { status, text: written.join('') };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

test('causes come largest first, over all years of a header, with the share of the files they are in', async () => {
  const { status, text } = await command({});
  expect(status).toBe(0);
  const { causes } = JSON.parse(text);
  expect(causes).toMatchObject([
    { rows: 6, files: 1, share: 6 / 9, column_name: 'kind', example: 'a.csv:5', words: { 问询: 6 } },
    { rows: 2, files: 2, share: 2 / 12, column_name: 'received_at', header: '受理时间 / 时间', shapes: ['9…', '中中'] },
    { rows: 1, files: 1, share: 1 / 3, column_name: 'order_id' },
  ]);
  expect(JSON.parse((await command({ file: 'sub/b.csv' })).text).causes).toHaveLength(2);
  await expect(command({ file: 'b.csv' })).rejects.toMatchObject({ message: /no export of this name/ });
});

test('places are written without a value, and nothing in them runs as a formula', async () => {
  const out = join(dir, 'refused.csv');
  await command({ out });
  const text = readFileSync(out, 'utf8');
  expect(text.split('\r\n')).toHaveLength(1 + 9 + 1);
  expect(text).toContain('\r\na.csv,3,received_at,时间,中中,');
  expect(text).not.toMatch(/13800138000|昨天|问询/);
  await expect(command({ out: join(dir, 'nowhere', 'x.csv') })).rejects.toMatchObject({ where: expect.any(String) });
});

test('landed again after the contract was mended: before and after; a source that is gone is named', async () => {
  expect((await command({ again: true })).text).toContain('"rejected": 7');
  write('contracts/orders.yaml', contract(', 问询'));
  renameSync(join(dir, 'exports/sub/b.csv'), join(dir, 'b.csv'));
  const { status, text } = await command({ again: true });
  expect(status).toBe(1);
  expect(JSON.parse(text)).toMatchObject({
    again: [
      { name: 'a.csv', before: { rejected: 7, accepted: 2 }, after: { rejected: 1, accepted: 8 } },
      { name: 'sub/b.csv', before: { rejected: 2 }, after: null, problem: { message: 'its source is gone' } },
    ],
    causes: [{ column_name: 'received_at', rows: 2 }, { column_name: 'order_id' }],
  });
  // Found by its bytes, wherever it lies.
  renameSync(join(dir, 'b.csv'), join(dir, 'exports/c.csv'));
  const found = await command({ again: true, file: 'sub/b.csv' }, false);
  expect(found.status).toBe(0);
  expect(found.text).toContain('minqing run');
  await expect(command({ again: true, file: 'x.csv' })).rejects.toMatchObject({ message: /no export of this name/ });
});
