import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { changes } from '../assets/changes.ts';
import { framework as frameworkAsset } from '../assets/framework.ts';
import { goalposts } from '../assets/goalposts.ts';
import { scores } from '../assets/scores.ts';
import { values } from '../assets/values.ts';
import type { UserError } from '../user-error.ts';
import { frameworkOf, frameworksOf, isCovered } from './framework-of.ts';
import { type HandMade, handMadeSite } from './hand-made.ts';
import { periodOf } from './reporting-period.ts';
import { make, monthsFrom2023, openSmallCity } from './small-city.ts';
import { asStanding } from './standing-framework.ts';

const folders: string[] = [];
const version = (name: string, dates: string, rest = '') =>
  `extends: distance-to-target\nid: yunxi\nname: 满意率目标\nversion: "${name}"\n${dates}\nprovenance: 测试\n${rest}`;
const target98 = 'goalposts: { R51: { low: 0.48, high: 0.98, floor: 50, basis: target, source: 本市考核办法 } }\n';

function siteOf(files: Record<string, string>, config: Record<string, unknown> = {}) {
  const dir = mkdtempSync(join(tmpdir(), 'minqing-versions-'));
  folders.push(dir);
  mkdirSync(join(dir, 'frameworks'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(dir, 'frameworks', name), text);
  return handMadeSite(config, dir);
}

const two = () =>
  siteOf({
    '2023a.yaml': version('95', 'valid_to: 2023-02-28'),
    '2023b.yaml': version('98', 'valid_from: 2023-03-01', target98),
  });

const months = monthsFrom2023(4);
const cards = [frameworkAsset, values, goalposts, scores, changes];
const later = '2024-12-31 00:00:00';

let city: HandMade;
const site = two();
beforeAll(async () => {
  city = await openSmallCity(4);
  await make(city, cards, months, later, site);
});
afterAll(() => {
  city.close();
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

const unitScores = () =>
  city.warehouse.rows<{ period: string; subject: string; score: number; value: number }>(
    `select s.period, s.subject, s.score, v.value from scores s join values v using (period, subject_kind, subject)
     where s.node = 'R51' and v.indicator = 'R51' order by all`,
  );
const comparedMonths = async () =>
  (
    await city.warehouse.rows<{ period: string }>(
      `select distinct period from changes where against = 'previous' order by 1`,
    )
  ).map(({ period }) => period);
const twoPerPoint = (value: number, target: number) => Math.min(100, Math.max(50, 100 - 200 * (target - value)));

test('a period is computed by the version valid then: two points lost per percentage point, never below 50', async () => {
  const rows = await unitScores();
  expect(rows.length).toBeGreaterThan(20);
  for (const { period, score, value } of rows)
    expect(score).toBeCloseTo(twoPerPoint(value, period < 'month:2023-03' ? 0.95 : 0.98), 9);
  expect(rows.some(({ score }) => score === 50)).toBe(true);
  expect(rows.some(({ score }) => score > 50)).toBe(true);
});

test('a change of framework is a break: nothing is compared across it', async () => {
  expect(await comparedMonths()).toEqual(['month:2023-02', 'month:2023-04']);
});

test('run --framework recomputes history on purpose, and readers see what stands', async () => {
  const before = await unitScores();
  const onPurpose = { ...site, frameworkOnPurpose: 'yunxi@98' };
  await make(city, cards, months, later, onPurpose);
  for (const { score, value } of await unitScores()) expect(score).toBeCloseTo(twoPerPoint(value, 0.98), 9);
  expect(await comparedMonths()).toEqual(['month:2023-02', 'month:2023-03', 'month:2023-04']);
  expect(frameworkOf(await asStanding(city.warehouse, site), months[0]).key).toBe('yunxi@98');
  await make(city, cards, months, later, site);
  expect(await unitScores()).toEqual(before);
  expect(await asStanding(city.warehouse, site)).toBe(site);
  expect(() => frameworksOf({ ...site, frameworkOnPurpose: 'nobody' })).toThrow(/no built-in framework nobody/);
});

test('a period across the change belongs to the later version; one outside all dates has no figures', () => {
  expect(frameworkOf(site, 'week:2023-W09').key).toBe('yunxi@98'); // 27 February to 5 March
  expect(isCovered(site, periodOf(site, 'week:2023-W09'))).toBe(true);
  const gap = siteOf({
    'a.yaml': version('95', 'valid_to: 2023-02-20'),
    'b.yaml': version('98', 'valid_from: 2023-03-01', target98),
  });
  expect(isCovered(gap, periodOf(gap, 'month:2023-02'))).toBe(false);
  expect(isCovered(gap, periodOf(gap, 'week:2023-W07'))).toBe(true);
});

test.each([
  ['two at one time', version('98', 'valid_from: 2023-02-01', target98), /both valid on 2023-02-01/, /b\.yaml:5/],
  ['one version twice', version('95', 'valid_from: 2023-03-01'), /stands in .*a\.yaml too/, /b\.yaml:4/],
])('%s is refused with file and line', (_, text, message, where) => {
  const wrong = siteOf({ 'a.yaml': version('95', 'valid_to: 2023-02-28'), 'b.yaml': text });
  try {
    frameworksOf(wrong);
  } catch (error) {
    expect((error as UserError).text).toMatch(message);
    expect((error as UserError).text).toMatch(where);
    return;
  }
  throw new Error('accepted');
});
