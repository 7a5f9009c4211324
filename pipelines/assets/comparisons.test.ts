import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type HandMade, handMadeSite } from '../scorecard/hand-made.ts';
import { make, openSmallCity } from '../scorecard/small-city.ts';
import { digestRows } from '../warehouse/digest.ts';
import { comparisons } from './comparisons.ts';
import { values } from './values.ts';

const february = 'month:2023-02';
const later = '2024-12-31 00:00:00';

interface FunnelRow {
  subject: string;
  state: string;
  value: number;
  expected: number;
  low: number;
  high: number;
  own: number;
  verdict: string | null;
}

interface Bound {
  indicator: string;
  value: number;
  worst: number;
  best: number;
  answered: number;
  missing: number;
  share: number;
}

/** A city of 20 units that get the same work, but for what `changes` make of it. */
async function cityOf20(...changes: string[]): Promise<HandMade> {
  const city = await openSmallCity(2, 4000);
  await city.warehouse.run(`insert into subjects select 'unit', 'U' || i, 'U', null, i from range(4, 20) t(i)`);
  await city.warehouse.run(`update orders set unit = 'U' || (hash('u' || order_id) % 20)`);
  await city.warehouse.run(`update orders set category1 = ['城建', '社保'][1 + (hash('w' || order_id) % 2)::int]`);
  for (const change of changes) await city.warehouse.run(change);
  await make(city, [values, comparisons], [february], later);
  return city;
}

const funnel = (city: HandMade, indicator: string, basis = 'raw') =>
  city.warehouse.rows<FunnelRow>(
    `select * from funnels where subject_kind = 'unit' and indicator = $indicator and basis = $basis order by subject`,
    { indicator, basis },
  );

let equal: HandMade;
beforeAll(async () => {
  equal = await cityOf20();
});
afterAll(() => equal.close());

describe('funnels', () => {
  test('units of equal work are seldom called anything', async () => {
    const words = await equal.warehouse.rows<{ verdict: string | null; n: number }>(
      'select verdict, count(*) as n from funnels group by all',
    );
    const of = (word: string | null) => words.find(({ verdict }) => verdict === word)?.n ?? 0;
    expect(words.every(({ verdict }) => ['好于', '差于', '无显著差别', null].includes(verdict))).toBe(true);
    expect(of('无显著差别')).toBeGreaterThan(200);
    expect(of('好于') + of('差于')).toBeLessThan(6);
  });

  test('expect of all units together what they have, and hold every number in its place', async () => {
    const odd = await equal.warehouse.rows(
      `select * from funnels where not (outer_low <= low and low <= expected and expected <= high and high <= outer_high
         and own between 0 and 1 and p between 0 and 1 and dispersion >= 1 and isfinite(z))`,
    );
    expect(odd).toEqual([]);
    for (const basis of ['raw', 'standardised']) {
      const [sums] = await equal.warehouse.rows<{ had: number; wanted: number }>(
        `select sum(f.value * v.denominator) as had, sum(f.expected * v.denominator) as wanted
         from funnels f join values v using (period, subject_kind, subject, indicator)
         where subject_kind = 'unit' and indicator = 'R31' and basis = $basis`,
        { basis },
      );
      expect(sums!.wanted).toBeCloseTo(sums!.had, 6);
    }
  });

  test('call a unit that is worse, in the direction of the indicator, and no other', async () => {
    const city = await cityOf20(
      `update orders set solved_resident = '未解决', redo = 1 where unit = 'U7' and hash('bad' || order_id) % 2 = 0`,
    );
    const called = async (indicator: string) =>
      (await funnel(city, indicator)).filter(({ verdict }) => verdict === '差于').map(({ subject }) => subject);
    expect(await called('R41')).toEqual(['U7']);
    expect(await called('R42')).toEqual(['U7']);
    expect((await funnel(city, 'R41')).filter(({ verdict }) => verdict === '好于')).toEqual([]);
    city.close();
  });

  test('standardise by kind of work, with the raw figure beside it, and never a published rule', async () => {
    // Social security is contacted late by everybody; U3 and U4 have hardly anything else.
    const city = await cityOf20(
      `update orders set category1 = '社保' where unit in ('U3', 'U4') and hash('more' || order_id) % 10 > 0`,
      `update orders set contacted_at = dispatched_at + interval 3 day where category1 = '社保'`,
    );
    const [raw, standardised] = [await funnel(city, 'R31'), await funnel(city, 'R31', 'standardised')];
    const of = (rows: FunnelRow[], subject: string) => rows.find((row) => row.subject === subject)!;
    for (const unit of ['U3', 'U4']) {
      expect(of(raw, unit).verdict).toBe('差于');
      expect(of(standardised, unit)).toMatchObject({ verdict: '无显著差别', value: of(raw, unit).value });
      expect(of(standardised, unit).expected).toBeLessThan(of(raw, unit).expected - 0.05);
    }
    const bases = await city.warehouse.rows<{ indicator: string }>(
      `select distinct indicator from funnels where basis = 'standardised' and subject_kind = 'unit' order by 1`,
    );
    expect(bases.map(({ indicator }) => indicator)).toEqual(['R31', 'R34', 'R43', 'R52', 'R53']);
    city.close();
  });

  test('say nothing of a unit whose work nobody else has, or of which too few answered', async () => {
    const city = await cityOf20(
      `update orders set category1 = '供热' where unit = 'U5'`,
      `update orders set callback_valid = false where unit = 'U6' and hash('mute' || order_id) % 2 = 0`,
    );
    const heating = (await funnel(city, 'R52', 'standardised')).find(({ subject }) => subject === 'U5')!;
    expect(heating).toMatchObject({ state: 'alone', verdict: null });
    expect(heating.own).toBeCloseTo(1, 9);
    const solved = await funnel(city, 'R41');
    expect(solved.find(({ subject }) => subject === 'U6')).toMatchObject({ state: 'callbacks', verdict: null });
    expect(solved.filter(({ state }) => state === 'ok')).toHaveLength(19);
    city.close();
  });
});

describe('call-back bounds', () => {
  test('hold the figure, count who was not heard, and differ by their share', async () => {
    const rows = await equal.warehouse.rows<Bound>('select * from callback_bounds');
    expect(rows).toHaveLength(3 * (1 + 2 + 4 + 20));
    for (const { indicator, value, worst, best, answered, missing, share } of rows) {
      expect(Math.min(worst, best)).toBeLessThanOrEqual(value + 1e-12);
      expect(Math.max(worst, best)).toBeGreaterThanOrEqual(value - 1e-12);
      // 认定差 is worst at +1 and best at −1, the others at 0 and 1.
      expect(best - worst).toBeCloseTo((indicator === 'R53' ? -2 : 1) * (1 - share), 12);
      expect(share).toBeCloseTo(answered / (answered + missing), 12);
    }
    const [city] = await equal.warehouse.rows<{ missing: number; answered: number }>(
      `select missing, answered from callback_bounds where subject_kind = 'city' and indicator = 'R41'`,
    );
    const [hand] = await equal.warehouse.rows<{ missing: number; answered: number }>(
      `select count(*) filter (closed_at >= '2023-02-01' and closed_at < '2023-03-01' and callback_valid is not true) as missing,
         count(*) filter (callback_valid and coalesce(callback_at, closed_at) >= '2023-02-01' and coalesce(callback_at, closed_at) < '2023-03-01') as answered
       from orders`,
    );
    expect(city).toEqual(hand);
  });

  test('are enough by the site’s own share', async () => {
    const site = handMadeSite({ limits: { callback_share: 0.999 } });
    await make(equal, [comparisons], [february], later, site);
    expect(await equal.warehouse.rows('select distinct enough from callback_bounds')).toEqual([{ enough: false }]);
    expect(await equal.warehouse.rows(`select distinct state from funnels where indicator = 'R51'`)).toEqual([
      { state: 'callbacks' },
    ]);
    await make(equal, [comparisons], [february], later);
  });
});

test('shrunken values stand beside the raw ones, nearer to the peers; scores do not read them', async () => {
  const rows = await equal.warehouse.rows<{ value: number; shrunk: number; expected: number; inside: boolean }>(
    `select s.value, shrunk, expected, shrunk between shrunk_low and shrunk_high as inside
     from shrunk_values s join standards using (period, subject_kind, subject, indicator) where basis = 'raw'`,
  );
  expect(rows.length).toBeGreaterThan(200);
  expect(rows.every(({ inside }) => inside)).toBe(true);
  const nearer = rows.filter((row) => Math.abs(row.shrunk - row.expected) <= Math.abs(row.value - row.expected) + 0.01);
  expect(nearer.length / rows.length).toBeGreaterThan(0.97);
});

test('the same figures give the same bytes, in whatever order their rows lie; nothing gives nothing', async () => {
  const digests = async () => Promise.all(comparisons.tables.map(({ name }) => digestRows(equal.warehouse, { name })));
  const before = await digests();
  for (const table of ['values', 'standards'])
    await equal.warehouse.run(
      `create or replace table ${table} as select * from ${table} order by hash(${table}::varchar)`,
    );
  await make(equal, [comparisons], [february], later);
  expect(await digests()).toEqual(before);
  const empty = await openSmallCity(1, 10);
  await empty.warehouse.run('delete from orders');
  await make(empty, [values, comparisons], ['month:2023-01'], later);
  expect(await empty.warehouse.rows('select * from funnels')).toEqual([]);
  expect(await empty.warehouse.rows('select * from callback_bounds')).toEqual([]);
  empty.close();
});
