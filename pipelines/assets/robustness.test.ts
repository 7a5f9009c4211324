import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type HandMade, handMadeSite } from '../scorecard/hand-made.ts';
import { make, openSmallCity } from '../scorecard/small-city.ts';
import { digestRows } from '../warehouse/digest.ts';
import { comparisons } from './comparisons.ts';
import { goalposts } from './goalposts.ts';
import { ranks } from './ranks.ts';
import { robustness } from './robustness.ts';
import { scores } from './scores.ts';
import { values } from './values.ts';

const period = 'month:2023-02';
const later = '2023-12-31 00:00:00';
const tables = robustness.tables.map(({ name }) => name);

let city: HandMade;
beforeAll(async () => {
  city = await openSmallCity(3);
  await make(city, [values, comparisons, goalposts, scores, ranks], [period], later);
  await make(city, [robustness], ['all'], later);
});
afterAll(() => city.close());

const rows = <Row>(sql: string) => city.warehouse.rows<Row>(sql);

test('every level that can be ranked has a study of its newest complete period, or a reason why not', async () => {
  const studies = await rows<{ subject_kind: string; node: string; period: string; subjects: number; state: string }>(
    'select * from robustness_studies order by all',
  );
  expect(studies.length).toBeGreaterThan(0);
  for (const study of studies) {
    expect(study.period).toBe(period);
    expect(study.state).toBe(study.subjects < 3 ? 'few' : 'ok');
  }
  expect(
    studies.some(({ subject_kind, node, state }) => subject_kind === 'unit' && node === 'R' && state === 'ok'),
  ).toBe(true);
});

test('ranks of the study are the published ones, within what leaving out an indicator gives', async () => {
  expect(await rows('select 1 from robustness_spans')).not.toEqual([]);
  expect(
    await rows(`select s.subject from robustness_spans s join ranks r using (period, subject_kind, subject, node)
      where s.nominal <> r."rank" or not s.nominal between s.best and s.worst`),
  ).toEqual([]);
});

test('nothing that is not finite is stored, and the same figures give the same rows', async () => {
  for (const name of tables) {
    const numbers = await rows<{ column_name: string }>(
      `select distinct column_name from duckdb_columns() where table_name = '${name}' and data_type = 'DOUBLE'`,
    );
    for (const { column_name } of numbers)
      expect(await rows(`select 1 from ${name} where not isfinite(${column_name})`), `${name}.${column_name}`).toEqual(
        [],
      );
  }
  const digests = async () => Promise.all(tables.map((name) => digestRows(city.warehouse, { name })));
  const before = await digests();
  await make(city, [robustness], ['all'], later);
  expect(await digests()).toEqual(before);
});

test('dimensions of any name are studied', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'minqing-robustness-'));
  const text = readFileSync('indicators/frameworks/distance-to-target.yaml', 'utf8');
  writeFileSync(join(dir, 'framework.yaml'), text.replace('- id: R\n', '- id: Z\n'));
  const site = handMadeSite({}, dir);
  await make(city, [values, comparisons, goalposts, scores], [period], later, site);
  await make(city, [robustness], ['all'], later, site);
  expect(await rows('select subject_kind, node, state from robustness_studies order by subject_kind')).toEqual([
    { subject_kind: 'district', node: 'Z', state: 'few' },
    { subject_kind: 'street', node: 'Z', state: 'ok' },
    { subject_kind: 'unit', node: 'Z', state: 'ok' },
  ]);
  rmSync(dir, { recursive: true });
});

test('初步数 are not tried', async () => {
  await city.warehouse.run('update scores set provisional = true');
  await make(city, [robustness], ['all'], later);
  expect(await rows('select 1 from robustness_studies')).toEqual([]);
});
