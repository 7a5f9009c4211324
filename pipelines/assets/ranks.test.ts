import { afterAll, beforeAll, expect, test } from 'vitest';
import type { HandMade } from '../scorecard/hand-made.ts';
import { make, openSmallCity } from '../scorecard/small-city.ts';
import { digestRows } from '../warehouse/digest.ts';
import { comparisons } from './comparisons.ts';
import { goalposts } from './goalposts.ts';
import { ranks } from './ranks.ts';
import { scores } from './scores.ts';
import { values } from './values.ts';

const period = 'month:2023-02';
const later = '2023-12-31 00:00:00';

let city: HandMade;
beforeAll(async () => {
  city = await openSmallCity(3);
  await make(city, [values, comparisons, goalposts, scores, ranks], [period], later);
});
afterAll(() => city.close());

const rows = <Row>(sql: string) => city.warehouse.rows<Row>(sql);

test('every rank has the intervals of data, of method and of both around it', async () => {
  const all = await rows<{ subject_kind: string; node: string }>('select * from ranks order by all');
  expect(new Set(all.map(({ subject_kind, node }) => `${subject_kind} ${node}`))).toContain('unit R');
  expect(
    await rows(`select * from ranks where not ("rank" between 1 and ranked and "rank" between low and high
      and "rank" between data_low and data_high and "rank" between method_low and method_high and high <= ranked)`),
  ).toEqual([]);
  const [spread] = await rows<{ both: number; method: number }>(
    'select sum(high - low)::int as both, sum(method_high - method_low)::int as method from ranks',
  );
  expect(spread!.both).toBeGreaterThan(spread!.method);
});

test('ranks follow the published scores of one set of indicators', async () => {
  expect(
    await rows(`select a.subject from ranks a join ranks b using (period, subject_kind, node)
      join scores s on s.period = a.period and s.subject_kind = a.subject_kind and s.subject = a.subject and s.node = a.node
      join scores t on t.period = b.period and t.subject_kind = b.subject_kind and t.subject = b.subject and t.node = b.node
      where a."rank" < b."rank" and s.score < t.score or s.indicators <> t.indicators`),
  ).toEqual([]);
});

test('bands: the own one and the probability of each, which sum to 1', async () => {
  const odd = await rows(`select subject from bands group by subject_kind, subject, node
    having count(*) <> 4 or count(*) filter (own) <> 1 or abs(sum(probability) - 1) > 1e-9`);
  expect(odd).toEqual([]);
  const [own] = await rows<{ n: number; agree: number }>(
    `select count(*)::int as n, count(*) filter (band = case when score >= 80 then '一档' when score >= 65 then '二档' when score >= 50 then '三档' else '四档' end)::int as agree
     from bands join scores using (period, subject_kind, subject, node) where own`,
  );
  expect(own!.n).toBeGreaterThan(4);
  expect(own!.agree).toBe(own!.n);
  expect(
    await rows(`select subject from bands join scores using (period, subject_kind, subject, node)
      where band = '一档' and abs(probability - len(list_filter(replicates, x -> x >= 80)) / len(replicates)) > 1e-9`),
  ).toEqual([]);
});

test('回访不足 has no rank and no band in what call-backs enter, and says so', async () => {
  const own = await openSmallCity(3);
  // U1 asks one in eight of those who would answer, U2 nobody.
  await own.warehouse.run(
    `update orders set callback_valid = false where unit = 'U2' or unit = 'U1' and hash('asked' || order_id) % 8 > 0`,
  );
  await make(own, [values, comparisons, goalposts, scores, ranks], [period], later);
  const standing = (sql: string) => own.warehouse.rows(sql);
  expect(
    await standing(
      `select subject, state, "rank" is null as unranked, ranked from ranks where node = 'R' and subject_kind = 'unit' order by subject`,
    ),
  ).toEqual([
    { subject: 'U0', state: 'ok', unranked: false, ranked: 2 },
    { subject: 'U1', state: 'callbacks', unranked: true, ranked: 2 },
    { subject: 'U2', state: 'callbacks', unranked: true, ranked: 2 },
    { subject: 'U3', state: 'ok', unranked: false, ranked: 2 },
  ]);
  expect(await standing(`select distinct subject from bands where subject_kind = 'unit' order by subject`)).toEqual([
    { subject: 'U0' },
    { subject: 'U3' },
  ]);
  expect(
    await standing(`select value, worst, best, share from callback_bounds where subject = 'U2' and indicator = 'R41'`),
  ).toEqual([{ value: null, worst: 0, best: 1, share: 0 }]);
  expect(await standing(`select 1 from scores where subject = 'U1' and node = 'R' and score is null`)).toEqual([]);
  // Half of what the districts' residents could say is missing; what a district hears depends on no call-back.
  expect(
    await standing(
      `select distinct node from ranks where state = 'callbacks' and subject_kind = 'district' order by node`,
    ),
  ).toEqual([{ node: 'R' }, { node: 'index' }]);
  expect(await standing(`select 1 from ranks where node = 'P' and subject_kind = 'district'`)).not.toEqual([]);
  own.close();
});

test('the same figures give the same ranks; 初步数 have neither rank nor band', async () => {
  const before = await digestRows(city.warehouse, { name: 'ranks' });
  await make(city, [ranks], [period], later);
  expect(await digestRows(city.warehouse, { name: 'ranks' })).toEqual(before);
  await city.warehouse.run('update scores set provisional = true');
  await make(city, [ranks], [period], later);
  expect(await rows('select 1 from ranks union all select 1 from bands')).toEqual([]);
});
