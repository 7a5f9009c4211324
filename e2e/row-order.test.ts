import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { answer, must } from './command.ts';
import { rewriteExport } from './rewritten-export.ts';

const folder = mkdtempSync(join(tmpdir(), 'minqing-row-order-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What is heard in the orders, and the figures made of it: no table that says in which row of which file something stood. */
const heard = [
  'tokens',
  'topic_models',
  'order_topics',
  'signals',
  'events',
  'event_course',
  'daily_counts',
  'alarms',
  'alarm_orders',
  'values',
  'scores',
  'changes',
];

test('rows in another order: the same topics, events, alarms and figures', async () => {
  const [one, other] = [join(folder, 'one'), join(folder, 'other')];
  for (const dir of [one, other])
    await must('init', dir, '--demo', '--orders', '1500', '--months', '3', '--layout', 'one-file');
  const file = join(other, 'exports', 'orders.csv');
  const text = readFileSync(file, 'utf8');
  rewriteExport(file, (rows) => {
    // Every 1,009th row, over and over; 1,009 is prime to the number of rows.
    const mixed = rows.map((_, i) => rows[(i * 1009) % rows.length]!);
    expect(new Set(mixed).size).toBe(rows.length);
    return mixed;
  });
  expect(readFileSync(file, 'utf8')).not.toBe(text);

  const [before, after] = [await digests(one), await digests(other)];
  expect(Object.keys(before).sort()).toEqual([...heard].sort());
  expect(after).toEqual(before);
});

/** Rows and digest of each table of what is heard, none of them empty. */
async function digests(city: string): Promise<Record<string, string>> {
  await must('run', city, '--only', 'changes');
  const { tables } = await answer<{ tables: { table: string; rows: number; digest: string }[] }>('digest', city);
  const found = tables.filter(({ table }) => heard.includes(table));
  for (const { table, rows } of found) expect(rows, table).toBeGreaterThan(0);
  return Object.fromEntries(found.map(({ table, rows, digest }) => [table, `${rows} ${digest}`]));
}
