import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { indicatorsOf, loadFramework } from '../../indicators/framework.ts';
import { jeffreysInterval } from '../../indicators/statistics/intervals.ts';
import { countedList } from '../scorecard/counted-list.ts';
import { type HandMade, handMadeSite } from '../scorecard/hand-made.ts';
import { make, openSmallCity, withhold } from '../scorecard/small-city.ts';
import { digestRows } from '../warehouse/digest.ts';
import { values } from './values.ts';

const march = 'month:2023-03';
const later = '2023-12-31 00:00:00';

interface Row {
  subject: string;
  state: string;
  value: number | null;
  low: number | null;
  high: number | null;
  n: number | null;
  numerator: number | null;
  denominator: number | null;
  provisional: boolean;
  replicates: number[] | null;
}

let city: HandMade;
beforeEach(async () => {
  city = await openSmallCity(4);
});
afterEach(() => city.close());

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

const rowsOf = (indicator: string, period = march) =>
  city.warehouse.rows<Row>(
    'select * from values where period = $period and indicator = $indicator order by subject_kind, subject',
    { period, indicator },
  );

const rowOf = async (indicator: string, subject = 'city') =>
  (await rowsOf(indicator)).find((row) => row.subject === subject)!;

test('one row for every subject and indicator; a figure wherever its level applies', async () => {
  await make(city, [values], [march], later);
  const states = await city.warehouse.rows<{ subject_kind: string; state: string; n: number }>(
    `select subject_kind, case when state = 'small' then 'ok' else state end as state, count(*) as n from values group by all order by all`,
  );
  const count = (level: string) =>
    indicatorsOf(loadFramework('/nonexistent')).filter(({ levels }) => levels.includes(level as 'city')).length;
  expect(states).toEqual(
    (['city', 'district', 'street', 'unit'] as const).flatMap((kind) => {
      const subjects = { city: 1, district: 2, street: 4, unit: 4 }[kind];
      const rest = (34 - count(kind)) * subjects;
      return [
        ...(rest > 0 ? [{ subject_kind: kind, state: 'inapplicable', n: rest }] : []),
        { subject_kind: kind, state: 'ok', n: count(kind) * subjects },
      ];
    }),
  );
});

test('parents are pooled: numerators and denominators of the districts sum to the city’s', async () => {
  await make(city, [values], [march], later);
  for (const id of ['P31', 'P33', 'R22', 'R23', 'R32', 'R41', 'R51', 'R53']) {
    const rows = await rowsOf(id);
    const sum = (name: 'numerator' | 'denominator') =>
      rows.filter(({ subject }) => subject.startsWith('D')).reduce((total, row) => total + row[name]!, 0);
    const whole = rows.find(({ subject }) => subject === 'city')!;
    expect(sum('numerator')).toBeCloseTo(whole.numerator!, 9);
    expect(sum('denominator')).toBe(whole.denominator);
    expect(whole.value).toBeCloseTo(whole.numerator! / whole.denominator!, 12);
  }
});

test('the rows behind a figure add up to it, for orders, calls and events', async () => {
  await make(city, [values], [march], later);
  const indicators = new Map(indicatorsOf(loadFramework('/nonexistent')).map((indicator) => [indicator.id, indicator]));
  const context = { site: handMadeSite(), warehouse: city.warehouse, partition: march, asOf: later };
  for (const [id, kind, code] of [
    ['R32', 'unit', 'U1'],
    ['R51', 'district', 'D0'],
    ['R11', 'city', 'city'],
    ['R44', 'city', 'city'],
  ] as const) {
    const things = await countedList(context, indicators.get(id)!, { kind, code });
    const row = await rowOf(id, code);
    expect(things.length).toBeGreaterThan(0);
    expect(things.reduce((sum, { numerator }) => sum + numerator, 0)).toBeCloseTo(row.numerator!, 9);
    expect(things.reduce((sum, { denominator }) => sum + denominator, 0)).toBe(row.denominator);
    expect(Object.keys(things[0]!).sort()).toEqual(['at', 'denominator', 'id', 'numerator']);
  }
  await expect(countedList(context, indicators.get('R11')!, { kind: 'unit', code: 'U1' })).rejects.toThrow(
    'does not apply',
  );
});

describe('a column that is not there', () => {
  test('is 数据暂不支持, never zero, in its months alone', async () => {
    await withhold(city, 'closed_at', '2023-03');
    await withhold(city, 'on_time', '2023-03');
    await make(city, [values], ['month:2023-02', march], later);
    expect(await rowOf('R32')).toMatchObject({
      state: 'unsupported',
      value: null,
      low: null,
      high: null,
      n: null,
      numerator: null,
      replicates: null,
    });
    expect((await rowsOf('R32', 'month:2023-02')).every(({ state }) => state !== 'unsupported')).toBe(true);
    expect(await rowOf('R22')).toMatchObject({ state: 'ok' });
  });

  test('may be replaced by its alternative', async () => {
    await withhold(city, 'called_back', '2023-03');
    await make(city, [values], [march], later);
    expect((await rowOf('P21')).state).toBe('ok');
  });

  test('of population or of calls counts as well', async () => {
    await city.warehouse.run('delete from population');
    await city.warehouse.run(`delete from supply where kind = 'calls'`);
    await make(city, [values], [march], later);
    for (const id of ['P11', 'P14', 'P21', 'P23', 'R11']) expect((await rowOf(id)).state).toBe('unsupported');
  });

  test('in one district’s own export makes that district unsupported, and its rows count nowhere', async () => {
    await city.insert('files', {
      file: 'no hops',
      kind: 'orders',
      supplied: ['order_id', 'received_at', 'dispatched_at', 'returns'],
    });
    await city.warehouse.run(`update orders set file = 'no hops', hops = null where district = 'D1'`);
    await make(city, [values], [march], later);
    const [whole, d0, d1] = [await rowOf('R24'), await rowOf('R24', 'D0'), await rowOf('R24', 'D1')];
    expect(d1).toMatchObject({ state: 'unsupported', value: null });
    expect([whole.numerator, whole.denominator]).toEqual([d0.numerator, d0.denominator]);
    expect((await rowOf('R23', 'D1')).state).toBe('ok');
  });
});

test('too few is 样本不足: shown raw with its interval; none at all has no figure', async () => {
  await city.warehouse.run(
    `update orders set callback_valid = false where not (unit = 'U0' and order_id in (select order_id from orders where unit = 'U0' and callback_valid and callback_at between '2023-03-01' and '2023-03-31' order by order_id limit 5)) or unit <> 'U0'`,
  );
  await make(city, [values], [march], later);
  const five = await rowOf('R41', 'U0');
  expect(five).toMatchObject({ state: 'small', n: 5 });
  expect(five.value).not.toBeNull();
  expect(await rowOf('R41', 'U1')).toMatchObject({
    state: 'small',
    n: 0,
    value: null,
    low: null,
    high: null,
    replicates: null,
  });
});

test('a figure is 初步数 until what it waits for is in', async () => {
  await make(city, [values], [march], '2023-04-15 00:00:00');
  expect(await rowOf('R43')).toMatchObject({ provisional: true });
  expect(await rowOf('R52')).toMatchObject({ provisional: false });
  expect(await rowOf('R32')).toMatchObject({ provisional: false });
  const early = (await rowOf('R43')).denominator!;
  await make(city, [values], [march], '2023-05-01 00:00:00');
  expect((await rowOf('R43')).provisional).toBe(false);
  expect((await rowOf('R43')).denominator).toBeGreaterThan(early);
});

test('what comes after a period is complete does not change it', async () => {
  await make(city, [values], [march], '2023-05-01 00:00:00');
  const before = await digestRows(city.warehouse, { name: 'values' });
  await make(city, [values], [march], later);
  expect(await digestRows(city.warehouse, { name: 'values' })).toEqual(before);
  expect(values.asOf!(handMadeSite(), march, later)).toBe('2023-05-01 00:00:00');
  expect(values.asOf!(handMadeSite(), march, '2023-04-02 00:00:00')).toBe('2023-04-02 00:00:00');
});

test('the order of rows does not matter: same bytes', async () => {
  await make(city, [values], [march], later);
  const before = await digestRows(city.warehouse, { name: 'values' });
  for (const table of ['orders', 'calls', 'event_members', 'signals', 'population', 'subjects', 'files'])
    await city.warehouse.run(
      `create or replace table ${table} as select * from ${table} order by hash(${table}::varchar)`,
    );
  await make(city, [values], [march], later);
  expect(await digestRows(city.warehouse, { name: 'values' })).toEqual(before);
});

test('orders of one event move together: intervals widen by the design effect', async () => {
  await make(city, [values], [march], later);
  const alone = await rowOf('R23');
  await city.warehouse.run('delete from event_members');
  await city.warehouse.run(
    `insert into event_members select month, order_id, 'returned' from orders where returns = 1 and month = '2023-03'`,
  );
  await city.warehouse.run(
    `insert into events by name select '2023-03' as month, 'returned' as event, '多人同诉' as type, 'D0' as district`,
  );
  await make(city, [values], [march], later);
  const together = await rowOf('R23');
  expect(together.value).toBe(alone.value);
  expect(together.high! - together.low!).toBeGreaterThan(2 * (alone.high! - alone.low!));
  const plain = jeffreysInterval(alone.numerator!, alone.denominator!);
  expect(alone.high! - alone.low!).toBeGreaterThanOrEqual(plain.high - plain.low - 1e-12);
});

test('indicators share one resample: the same orders give the same ups and downs', async () => {
  await city.warehouse.run('update orders set hops = 3 * returns');
  await make(city, [values], [march], later);
  const [r23, r24, r42] = [await rowOf('R23'), await rowOf('R24'), await rowOf('R42')];
  expect(r23.value).toBe(r24.value);
  expect(correlation(r23.replicates!, r24.replicates!)).toBeGreaterThan(0.9);
  expect(Math.abs(correlation(r23.replicates!, r42.replicates!))).toBeLessThan(0.4);
});

function correlation(a: number[], b: number[]): number {
  const mean = (xs: number[]) => xs.reduce((sum, x) => sum + x, 0) / xs.length;
  const [ma, mb] = [mean(a), mean(b)];
  const sum = (pick: (i: number) => number) => a.reduce((total, _, i) => total + pick(i), 0);
  return (
    sum((i) => (a[i]! - ma) * (b[i]! - mb)) / Math.sqrt(sum((i) => (a[i]! - ma) ** 2) * sum((i) => (b[i]! - mb) ** 2))
  );
}

test('every figure lies in its interval; nothing is infinite', async () => {
  await make(city, [values], [march], later);
  const odd = await city.warehouse.rows(
    `select indicator, subject, value, low, high from values
     where value is not null and (low > value + 1e-9 or high < value - 1e-9 or low is null or (high is null and indicator <> 'R33')
       or not isfinite(value) or not isfinite(low) or not isfinite(coalesce(high, 0)) or len(replicates) <> 200
       or len(list_filter(replicates, lambda x: not isfinite(x))) > 0)`,
  );
  expect(odd).toEqual([]);
});

test('a year without a working calendar is an error once a figure needs it, and not before', async () => {
  const { warehouse } = city;
  const made = (period: string) => make(city, [values], [period], later);
  await warehouse.run(`delete from calendar_days where day >= date '2023-04-01'`);
  await made(march);
  await expect(made('month:2023-04')).rejects.toMatchObject({
    message: 'the working calendar has no table for 2023',
    fix: expect.stringContaining('calendar.csv'),
  });
  await warehouse.run(
    `update orders set due_at = null, due_from = 'no calendar' where month = '2023-03' and unit = 'U1'`,
  );
  await warehouse.run(`insert into calendar_days values ('2026-12-31', 'working', 0)`);
  await expect(made(march)).rejects.toMatchObject({ message: 'the working calendar has no table for 2027' });
  await made('month:2023-01');
});

test('deadlines by rule count like those of an export, though no file supplies the column', async () => {
  const { warehouse } = city;
  await make(city, [values], [march], later);
  const before = await rowOf('R32');
  await warehouse.run(
    `update files set supplied = list_filter(supplied, lambda name: name not in ('due_at', 'on_time')) where kind = 'orders'`,
  );
  await make(city, [values], [march], later);
  expect((await rowOf('R32')).state).toBe('unsupported');
  await warehouse.run(`update orders set due_from = 'rule', on_time = null, joined = ['due_at']`);
  await make(city, [values], [march], later);
  expect(await rowOf('R32')).toMatchObject({ state: 'ok', denominator: before.denominator });
});

test('an empty warehouse has no figure and no error', async () => {
  for (const table of ['orders', 'calls', 'events', 'event_members', 'signals', 'supply', 'files', 'population'])
    await city.warehouse.run(`delete from ${table}`);
  await make(city, [values], [march], later);
  expect(await city.warehouse.rows(`select distinct state from values order by state`)).toEqual([
    { state: 'inapplicable' },
    { state: 'unsupported' },
  ]);
});

describe('a site’s own indicator', () => {
  const site = (sql: string, entry = '') => {
    const dir = mkdtempSync(join(tmpdir(), 'minqing-values-'));
    folders.push(dir);
    mkdirSync(join(dir, 'indicators'));
    writeFileSync(join(dir, 'indicators', 'X1.sql'), sql);
    writeFileSync(
      join(dir, 'framework.yaml'),
      `extends: minqing-2026\nid: own\nname: 自定\nversion: "1"\n${entry}provenance: 自定\nadd:\n  R4:\n    - { id: X1, name: 自定, definition: 自定, levels: [city], clock: closed, statistic: rate, direction: higher, measure: percent, columns: [closed_at], min_sample: { n: 1, of: 工单 }, goalposts: { low: 0, high: 1, basis: provisional }, source: 自定 }\n`,
    );
    return handMadeSite({}, dir);
  };
  const good =
    'select order_id, closed_at as at, 1 as numerator, 1 as denominator from orders where closed_at <= $as_of';

  test('is computed like ours', async () => {
    await make(city, [values], [march], later, site(good));
    expect(await rowOf('X1')).toMatchObject({ state: 'ok', value: 1 });
  });

  test.each([
    ['returns a row twice', `${good} union all ${good}`, 'order_id twice'],
    [
      'lacks a column',
      'select order_id, closed_at as at, 1 as numerator from orders',
      'it returns order_id, at, numerator',
    ],
    ['is not SQL', 'selct 1', 'the database refuses it'],
    ['counts more than there is', good.replace('1 as numerator', '2 as numerator'), 'outside 0 to denominator'],
    ['has missing numbers', good.replace('1 as numerator', 'null::int as numerator'), 'numerator is missing'],
  ])('that %s is refused by name', async (_, sql, message) => {
    const made = make(city, [values], [march], later, site(sql));
    await expect(made).rejects.toThrow(message);
    await expect(made).rejects.toMatchObject({ where: 'indicators/X1.sql' });
  });

  test('applies in its dates of validity', async () => {
    await make(city, [values], [march], later, site(good, 'valid_from: 2023-03-02\n'));
    expect(await city.warehouse.rows('select distinct state from values')).toEqual([{ state: 'inapplicable' }]);
    await make(city, [values], [march], later, site(good, 'valid_from: 2023-03-01\nvalid_to: 2023-03-31\n'));
    expect((await rowOf('X1')).state).toBe('ok');
  });
});
