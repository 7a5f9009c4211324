import { afterEach, beforeEach, expect, test } from 'vitest';
import { type HandMade, handMadeSite } from '../scorecard/hand-made.ts';
import { make, openSmallCity } from '../scorecard/small-city.ts';
import { fairness } from './fairness.ts';

const february = 'month:2023-02';
const later = '2023-12-31 00:00:00';

interface Row {
  subject: string;
  state: string;
  value: number;
  low: number;
  high: number;
  numerator: number;
  denominator: number;
  verdict: string | null;
  mode: string;
  modes: number;
}

let city: HandMade;
beforeEach(async () => {
  city = await openSmallCity(3, 4000);
  await city.warehouse.run(`insert into subjects select 'unit', 'U' || i, 'U', null, i from range(4, 20) t(i)`);
  await city.warehouse.run(
    `update orders set unit = 'U' || (hash('u' || order_id) % 20), "row" = rowid, callback_mode = '人工'`,
  );
  await city.warehouse.run(
    `create table landed_orders as select file, "row", if(hash('x' || order_id) % 20 = 0, due_at, null) as extended_to, null::timestamp as suspended_from from orders`,
  );
});
afterEach(() => city.close());

const run = () => make(city, [fairness], [february], later);
const rowsOf = (measure: string, kind = 'unit') =>
  city.warehouse.rows<Row>(
    'select * from fairness_checks where measure = $measure and subject_kind = $kind order by subject',
    { measure, kind },
  );
const decide = (matter: string, orders: string, decision: string, day: string) =>
  city.warehouse.run(
    `insert into exclusions by name select month, order_id, '${matter}' as matter, '${decision}' as decision, timestamp '${day} 00:00:00' as approved_at, 'x' as file, 1 as "row" from orders where ${orders}`,
  );

test('shares are what counting by hand gives, for city, districts and units', async () => {
  await run();
  const [whole] = await rowsOf('unheard', 'city');
  const days = handMadeSite().config.limits?.callback_days ?? 7;
  const [counted] = await city.warehouse.rows<{ closed: number; missing: number }>(
    `select count(*) as closed, count(*) filter (not coalesce(callback_valid, false)) as missing from orders
     where closed_at >= '2023-02-01' and closed_at < '2023-03-01' and closed_at + to_days(${days}) <= timestamp '${later}'`,
  );
  expect([whole!.numerator, whole!.denominator]).toEqual([counted!.missing, counted!.closed]);
  for (const kind of ['district', 'unit']) {
    const parts = await rowsOf('unheard', kind);
    expect(parts.reduce((sum, { denominator }) => sum + denominator, 0)).toBe(whole!.denominator);
  }
  for (const { value, low, high, numerator, denominator } of await rowsOf('extended')) {
    expect(value).toBe(numerator / denominator);
    expect(low <= value && value <= high).toBe(true);
  }
});

test('equal units are not called; one that extends most of its orders is', async () => {
  await run();
  const called = async () =>
    (await rowsOf('extended')).filter(({ verdict }) => verdict === '偏高').map(({ subject }) => subject);
  expect(await called()).toEqual([]);
  await city.warehouse.run(
    `update landed_orders set extended_to = timestamp '2023-03-01' where "row" in (select "row" from orders where unit = 'U3' and hash(order_id) % 2 = 0)`,
  );
  await run();
  expect(await called()).toEqual(['U3']);
});

test('the newest ruling counts, and without a ledger there is no share of excluded orders', async () => {
  await city.warehouse.run(`update files set supplied = list_filter(supplied, name -> name <> 'excluded')`);
  await run();
  expect(await rowsOf('excluded', 'city')).toEqual([]);
  await city.insert('files', { file: 'x', kind: 'exclusions', supplied: ['order_id'] });
  await decide('剔除', "unit = 'U1'", '同意', '2023-03-01');
  await decide('剔除', "unit = 'U2'", '同意', '2023-03-01');
  await decide('剔除', "unit = 'U2'", '不同意', '2023-03-05');
  await decide('剔除', "unit = 'U3'", '同意', '2024-03-05'); // not known yet
  await decide('剔除', "unit = 'U4'", '同意', '2023-03-01');
  await decide('剔除', "unit = 'U4'", '待定', '2023-03-05');
  await run();
  const shares = Object.fromEntries((await rowsOf('excluded')).map(({ subject, value }) => [subject, value]));
  expect([shares.U1, shares.U2, shares.U3]).toEqual([1, 0, 0]);
  // As in the figures: what is pending decides nothing.
  expect(shares.U4).toBe(1);
});

test('a rating counts as changed by a ruling or by another last rating', async () => {
  await city.warehouse.run(
    `update orders set satisfaction = '不满意', satisfaction_final = if(unit = 'U1', '满意', '不满意')`,
  );
  await decide('改评', "unit = 'U2'", '同意', '2023-03-01');
  await run();
  const shares = Object.fromEntries((await rowsOf('rerated')).map(({ subject, value }) => [subject, value]));
  expect([shares.U1, shares.U2, shares.U3]).toEqual([1, 1, 0]);
});

test('call-backs by one way alone are shown with the way, and never called', async () => {
  await city.warehouse.run(
    `update orders set callback_mode = if(hash('w' || order_id) % 3 = 0, '人工', '短信') where unit <> 'U5'`,
  );
  await run();
  const rows = await rowsOf('single_mode');
  const own = rows.find(({ subject }) => subject === 'U5')!;
  expect([own.value, own.mode, own.modes]).toEqual([1, '人工', 1]);
  expect(rows.find(({ subject }) => subject === 'U6')).toMatchObject({ mode: '短信', modes: 2 });
  expect(rows.every(({ verdict }) => verdict === null)).toBe(true);
  // Not 可比对象不足: it is not meant to be compared.
  expect(rows.every(({ state, denominator }) => state === (denominator < 30 ? 'small' : 'ok'))).toBe(true);
});

test('those never heard are compared with the others by channel: alike are not called, the unlike are', async () => {
  const words = async () =>
    Object.fromEntries(
      (
        await city.warehouse.rows<{ value: string; verdict: string }>(
          `select value, verdict from fairness_callbacks where facet = 'channel' order by value`,
        )
      ).map(({ value, verdict }) => [value, verdict]),
    );
  await city.warehouse.run(`update orders set callback_valid = hash('h' || order_id) % 10 < 6`);
  await run();
  expect(new Set(Object.values(await words()))).toEqual(new Set(['无显著差别']));
  await city.warehouse.run(
    `update orders set callback_valid = false where channel = '网站' and hash(order_id) % 2 = 0`,
  );
  await run();
  expect((await words()).网站).toBe('偏高');
});

test('a period without orders has no rows, and no number is without an end', async () => {
  await run();
  expect(
    await city.warehouse.rows(`select 1 from fairness_checks where not isfinite(value) or not isfinite(expected)
      union all select 1 from fairness_callbacks where not isfinite(share) or not isfinite(satisfaction)`),
  ).toEqual([]);
  await city.warehouse.run('delete from orders');
  await run();
  expect(await city.warehouse.rows('select 1 from fairness_checks union all select 1 from fairness_callbacks')).toEqual(
    [],
  );
});
