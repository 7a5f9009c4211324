import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { answer, must } from './command.ts';

/** From a strange export to a figure with two commands: the stranger's way, whose numbers are counted again from the file. */
const file = join(process.env.MINQING_EVAL ?? '', 'data/tipdm2020c/附件2-1377.csv');
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'minqing-drafted-'));
  process.env.MINQING_RESIDENT_KEY = '7'.repeat(64);
  process.env.XDG_CONFIG_HOME = join(folder, 'config');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('init --from and run make scores of an export that nobody wrote a contract for', async () => {
  const site = join(folder, 'mycity');
  await must('init', site, '--from', file);
  await must('run', site, '--period', '2019-12');
  const rows: Record<string, string>[] = parse(readFileSync(file), { bom: true, columns: true });
  const ofMonth = rows.filter((row) => row.留言时间!.startsWith('2019/12/'));
  expect(ofMonth.length).toBeGreaterThan(20);
  const { tree } = await answer<{ tree: { figure: { numerator: number; denominator: number } } }>(
    ...(['explain', 'P33', site, '--period', '2019-12'] as const),
  );
  expect(tree.figure.denominator).toBe(ofMonth.length);
});
