import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { siteConfig } from '../pipelines/site/config.ts';
import { UserError } from '../pipelines/user-error.ts';
import { indicatorsOf, loadFramework, maturityDays, scoredAt } from './framework.ts';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function siteWith(files: Record<string, string>): string {
  const dir = mkdtempSync(join(tmpdir(), 'minqing-framework-'));
  folders.push(dir);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(dir, name, '..'), { recursive: true });
    writeFileSync(join(dir, name), text);
  }
  return dir;
}

/** The text of the error that loading a site folder gives. */
function refusal(files: Record<string, string>, id?: string): string {
  try {
    loadFramework(siteWith(files), id);
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    return (error as UserError).text;
  }
  throw new Error('the framework was accepted');
}

const builtIn = readFileSync(fileURLToPath(new URL('./frameworks/minqing-2026.yaml', import.meta.url)), 'utf8');
const lineOf = (text: string, part: string) => text.slice(0, text.indexOf(part)).split('\n').length;
const extension = (body: string) =>
  `extends: minqing-2026\nid: yunxi\nname: 云溪市评估框架\nversion: "1"\nprovenance: 本市自定\n${body}`;

test('every entry of the built-in framework has SQL, and every SQL file an entry', () => {
  const entries = indicatorsOf(loadFramework('/nonexistent')).map(({ id }) => id);
  const files = readdirSync(fileURLToPath(new URL('../sql/indicators', import.meta.url))).map((file) =>
    file.replace('.sql', ''),
  );
  expect([...entries].sort()).toEqual([...files].sort());
  expect(entries).toHaveLength(34);
});

test('the built-in framework: equal weights, units by 服务回应性 alone, every maturity resolves', () => {
  const framework = loadFramework('/nonexistent');
  expect(framework.key).toBe('minqing-2026@2026.1');
  expect(new Set(indicatorsOf(framework).map(({ weight }) => weight))).toEqual(new Set([1]));
  expect(scoredAt(framework, 'unit').map(({ id }) => id)).toEqual([
    'R22',
    'R31',
    'R32',
    'R33',
    'R34',
    'R41',
    'R42',
    'R43',
    'R51',
    'R52',
    'R53',
  ]);
  const limits = { ...framework.limits, ...siteConfig.parse({ id: 'any', name: 'x' }).limits };
  const maturity = Object.fromEntries(
    indicatorsOf(framework).map((indicator) => [indicator.id, maturityDays(indicator, limits)]),
  );
  expect(maturity).toMatchObject({ P22: 1, P42: 3, P51: 1, R21: 1, R32: 0, R43: 30, R44: 30, R52: 7 });
  expect(() => maturityDays({ ...indicatorsOf(framework)[0]!, maturity_days: 'lunch_hours' }, limits)).toThrow(
    /lunch_hours/,
  );
});

test('a typo names the file, the line and the key', () => {
  const typo = builtIn.replace('clock: due\n', 'clok: due\n');
  const text = refusal({ 'framework.yaml': typo });
  expect(text).toContain(`framework.yaml:${lineOf(typo, '          - id: R32')}`);
  expect(text).toContain('clock');
  expect(text).toContain('fix:');
});

test.each([
  ['a column nobody has', 'columns: [closed_at, redo]', 'columns: [closed_at, redone]', 'redone is no column'],
  ['an unknown statistic', 'statistic: km_median', 'statistic: median', 'statistic'],
  ['two indicators of one id', 'id: R42', 'id: R41', 'R41 stands twice'],
  [
    'a negative weight',
    'id: R5\n        name: 评得更真\n        weight: 1',
    'id: R5\n        name: 评得更真\n        weight: -1',
    'negative',
  ],
  [
    'goalposts the wrong way round',
    'goalposts: { low: 0.8, high: 0.95',
    'goalposts: { low: 0.95, high: 0.8',
    'low must be less',
  ],
  [
    'outcomes for a plain rate',
    'statistic: rate\n            direction: higher\n            measure: percent\n            columns: [kind, desk]',
    'statistic: rate\n            outcomes: [0, 1]\n            direction: higher\n            measure: percent\n            columns: [kind, desk]',
    'weighted_rate',
  ],
  [
    'a target without source',
    'basis: target, source: "GB/T 33358-2016：接通率≥95%；下限为自拟"',
    'basis: target',
    'needs its source',
  ],
])('%s is refused with its line', (_, right, wrong, message) => {
  expect(builtIn).toContain(right);
  const text = refusal({ 'framework.yaml': builtIn.replace(right, wrong) });
  expect(text).toContain(message);
  expect(text).toMatch(/framework\.yaml:\d+/);
});

test('an indicator without SQL is refused; the site folder may bring its own', () => {
  const own = builtIn.replace('id: R42', 'id: X1');
  expect(refusal({ 'framework.yaml': own })).toContain('indicator X1 has no SQL');
  const framework = loadFramework(siteWith({ 'framework.yaml': own, 'indicators/X1.sql': 'select 1' }));
  expect(indicatorsOf(framework).find(({ id }) => id === 'X1')).toMatchObject({
    sqlFile: 'indicators/X1.sql',
    sql: 'select 1',
  });
});

test('a site overrides weights, goalposts and targets, leaves out and adds', () => {
  const added = `    - id: X1
      name: 自定指标
      definition: 自定
      levels: [city]
      clock: closed
      statistic: rate
      direction: higher
      measure: percent
      columns: [closed_at]
      min_sample: { n: 30, of: 工单 }
      goalposts: { low: 0, high: 1, basis: provisional }
      source: 本市规定
`;
  const framework = loadFramework(
    siteWith({
      'framework.yaml': extension(
        `limits: { answer_seconds: 12 }\nweights: { R: 2, R5: 3, R51: 0.5 }\ngoalposts: { R32: { low: 0.9, high: 0.995, basis: target, source: 本市考核办法 } }\nremove: [P13, P11, P12, P14]\nadd:\n  R4:\n${added}`,
      ),
      'indicators/X1.sql': 'select 1',
    }),
  );
  expect(framework).toMatchObject({ id: 'yunxi', key: 'yunxi@1', limits: { answer_seconds: 12, work_start_hour: 9 } });
  expect(framework.dimensions.map(({ id, weight }) => [id, weight])).toEqual([
    ['P', 1],
    ['R', 2],
  ]);
  expect(framework.dimensions[0]!.sub_dimensions.map(({ id }) => id)).toEqual(['P2', 'P3', 'P4', 'P5', 'P6']);
  const byId = new Map(indicatorsOf(framework).map((indicator) => [indicator.id, indicator]));
  expect(byId.get('R51')!.weight).toBe(0.5);
  expect(byId.get('R32')!.goalposts).toMatchObject({ low: 0.9, high: 0.995, basis: 'target' });
  expect(byId.get('X1')).toMatchObject({ subDimension: 'R4', weight: 1, ours: true });
});

test('an override of what is not there is refused with its line', () => {
  const text = refusal({ 'framework.yaml': extension('weights: { R: 2, R99: 1 }\n') });
  expect(text).toContain('R99 is no dimension, sub-dimension or indicator');
  expect(text).toContain('framework.yaml:6');
});

test('what only the whole shows is refused too: weights that are all 0', () => {
  expect(refusal({ 'framework.yaml': extension('weights: { R11: 0, R12: 0, R13: 0 }\n') })).toContain(
    'weights of these are all 0',
  );
});

test('a framework may extend another file; a circle is refused', () => {
  const nested = loadFramework(
    siteWith({
      'framework.yaml': extension('weights: { P: 3 }\n').replace('extends: minqing-2026', 'extends: base.yaml'),
      'base.yaml': extension('weights: { P: 2, R: 2 }\n'),
    }),
  );
  expect(nested.dimensions.map(({ weight }) => weight)).toEqual([3, 2]);
  expect(
    refusal({
      'framework.yaml': extension('').replace('minqing-2026', 'base.yaml'),
      'base.yaml': extension('').replace('minqing-2026', 'framework.yaml'),
    }),
  ).toContain('extends itself');
  expect(refusal({ 'framework.yaml': extension('').replace('minqing-2026', 'nowhere.yaml') })).toContain(
    'does not exist',
  );
  expect(refusal({}, 'no-such')).toContain('no built-in framework no-such');
});
