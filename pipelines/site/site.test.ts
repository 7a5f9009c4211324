import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { UserError } from '../user-error.ts';
import { keyFingerprint, makeResidentKey, residentKey } from './resident-key.ts';
import { loadSite } from './site.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'minqing-site-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const write = (name: string, text: string) => writeFileSync(join(dir, name), text);

function problem(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof UserError) return error.text;
    throw error;
  }
  throw new Error('no error was thrown');
}

test('a small site.yaml is enough; the rest has defaults', () => {
  write('site.yaml', 'id: linjiang\nname: 临江市\n');
  const site = loadSite(dir);
  expect(site.config).toMatchObject({
    time_zone: 'Asia/Shanghai',
    periods: ['month'],
    events: { residents: 3, days: 3 },
  });
  expect(site.exportsDir).toBe(join(dir, 'exports'));
});

test.each([
  ['a misspelt key', 'id: a1\nname: 甲市\nperoids: [month]\n', /site\.yaml:3: line 3: peroids/],
  [
    'a wrong value deep inside',
    'id: a1\nname: 甲市\nlimits:\n  sign_hours: fast\n',
    /site\.yaml:4: line 4: limits\.sign_hours/,
  ],
  ['broken YAML', 'id: a1\nname: "甲市\n', /site\.yaml:\d+: not valid YAML/],
  ['a key twice', 'id: a1\nname: 甲市\nname: 乙市\n', /site\.yaml:3: not valid YAML/],
  ['an id that cannot name a schema', 'id: 甲市\nname: 甲市\n', /site\.yaml:1: line 1: id: use a-z/],
  [
    'a time zone that does not exist',
    'id: a1\nname: 甲市\ntime_zone: Asia/Linjiang\n',
    /site\.yaml:3: line 3: time_zone/,
  ],
])('%s is named with its line', (_, yaml, message) => {
  write('site.yaml', yaml);
  const text = problem(() => loadSite(dir));
  expect(text).toMatch(message);
  expect(text).toContain('fix:');
});

test('no site folder: the message says so', () => {
  expect(problem(() => loadSite(join(dir, 'nowhere')))).toContain('not a site folder');
});

test('an environment variable is filled in, and missed by name', () => {
  const variable = ['$', '{MINQING_TEST_EXPORTS}'].join('');
  write('site.yaml', ['id: a1', 'name: 甲市', `exports: ${variable}/x`, ''].join('\n'));
  expect(problem(() => loadSite(dir))).toContain('MINQING_TEST_EXPORTS is not set');
  process.env.MINQING_TEST_EXPORTS = '/srv';
  expect(loadSite(dir).exportsDir).toBe('/srv/x');
  delete process.env.MINQING_TEST_EXPORTS;
});

test('wrong tables are named with file and line', () => {
  write('site.yaml', 'id: a1\nname: 甲市\n');
  write('units.csv', 'code,name,aliases,parent\nU1,住建局,住房城乡建设局|市住建局,\nU1,城管局,,\n');
  expect(problem(() => loadSite(dir))).toMatch(/units\.csv:3: code U1 stands twice/);
  write('units.csv', 'code,name\nU1,住建局\n');
  expect(problem(() => loadSite(dir))).toMatch(/units\.csv:1: column aliases, parent is missing/);
  write('units.csv', 'code,name,aliases,parent\nU1,住建局\n');
  expect(problem(() => loadSite(dir))).toMatch(/units\.csv:2/);
  rmSync(join(dir, 'units.csv'));
  write('regions.csv', 'code,name,aliases,parent\nS1,望江街道,,D9\n');
  expect(problem(() => loadSite(dir))).toMatch(/regions\.csv:2: parent D9/);
});

test('a real site refuses to work without a key; a made key is private and stays', () => {
  write('site.yaml', `id: a1\nname: 甲市\nresident_key_file: ${join(dir, 'outside', 'a1.key')}\n`);
  const site = loadSite(dir);
  expect(problem(() => residentKey(site))).toContain('there is no key');
  makeResidentKey(site);
  const key = residentKey(site);
  makeResidentKey(site);
  expect(residentKey(site)).toEqual(key);
  expect(key).toHaveLength(32);
  expect(keyFingerprint(key)).toMatch(/^[0-9a-f]{16}$/);
});
