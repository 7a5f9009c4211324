import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { loadSite } from '../site/site.ts';
import { openScratch } from './scratch.ts';

const folder = mkdtempSync(join(tmpdir(), 'minqing-scratch-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('what killed processes left is wiped, of the same number too; what this one has is not', () => {
  writeFileSync(join(folder, 'site.yaml'), 'id: scratch\nname: 某市\ndemo: true\n');
  const site = loadSite(folder);
  const parent = join(folder, '.minqing', 'scratch');
  const [own, dead, living] = [process.pid, 2 ** 30, process.ppid].map((pid) => join(parent, String(pid)));
  for (const dir of [own, dead, living]) {
    mkdirSync(dir!, { recursive: true });
    writeFileSync(join(dir!, 'spill'), 'rows');
  }
  const { dir, wipe } = openScratch(site);
  expect(dir).toBe(own);
  expect(readdirSync(dir)).toEqual([]);
  expect(existsSync(dead!)).toBe(false);
  expect(existsSync(join(living!, 'spill'))).toBe(true);
  writeFileSync(join(dir, 'spill'), 'rows');
  expect(readdirSync(openScratch(site).dir)).toEqual(['spill']);
  wipe();
  expect(existsSync(dir)).toBe(false);
});
