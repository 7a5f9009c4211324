import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type ExplainedGoalposts,
  type ExplainedScore,
  type ExplainedValue,
  type Explanation,
  explain,
} from '../../indicators/explain.ts';
import { loadFramework } from '../../indicators/framework.ts';
import type { Level } from '../../indicators/framework-schema.ts';
import type { HandMade } from '../scorecard/hand-made.ts';
import { make, monthsFrom2023, openSmallCity, withhold } from '../scorecard/small-city.ts';
import { digestRows } from '../warehouse/digest.ts';
import { changes } from './changes.ts';
import { goalposts } from './goalposts.ts';
import { scores } from './scores.ts';
import { situation } from './situation.ts';
import { values } from './values.ts';

const framework = loadFramework('/nonexistent');
const later = '2024-12-31 00:00:00';
const months = monthsFrom2023(14);
const cards = [values, goalposts, scores, changes];

let city: HandMade;
beforeAll(async () => {
  city = await openSmallCity(14);
  await make(city, cards, months, later);
}, 60_000);
afterAll(() => city.close());

const scoreOf = async (period: string, node: string, subject = 'city') =>
  (await city.warehouse.row<ExplainedScore & { indicators: string; replicates: number[] | null }>(
    'select * from scores where period = $period and node = $node and subject = $subject',
    { period, node, subject },
  ))!;

describe('goalposts', () => {
  test('are the target where there is one, else frozen from the first 12 closed months', async () => {
    const rows = await city.warehouse.rows<{
      indicator: string;
      level: string;
      basis: string;
      low: number;
      high: number;
      frozen_at: string | null;
    }>('select * from goalposts order by indicator');
    expect(rows).toHaveLength(34);
    const of = (id: string) => rows.find(({ indicator }) => indicator === id)!;
    expect(of('R11')).toMatchObject({ basis: 'target', level: 'all', low: 0.8, high: 0.95, frozen_at: null });
    expect(of('R32')).toMatchObject({ basis: 'frozen', level: 'district', frozen_at: '2024-01-01 00:00:00' });
    expect(of('R12')).toMatchObject({ basis: 'frozen', level: 'city' });
    const all = (
      await city.warehouse.rows<{ value: number }>(
        `select value from values where indicator = 'R32' and subject_kind = 'district' and period < 'month:2024-01' and state = 'ok'`,
      )
    ).map(({ value }) => value);
    expect(all).toHaveLength(24);
    expect(of('R32').high - of('R32').low).toBeCloseTo(0.1, 9);
    expect((of('R32').low + of('R32').high) / 2).toBeCloseTo((Math.min(...all) + Math.max(...all)) / 2, 1);
  });

  test('once frozen stay, whatever comes later', async () => {
    const before = await digestRows(city.warehouse, { name: 'goalposts' });
    await city.warehouse.run(`create or replace temp table kept as select * from values`);
    await city.warehouse.run(`update values set value = 0.1 where indicator = 'R32'`);
    await make(city, [goalposts], months, later);
    expect(await digestRows(city.warehouse, { name: 'goalposts' })).toEqual(before);
    await city.warehouse.run('delete from values');
    await city.warehouse.run('insert into values select * from kept');
  });

  test('are provisional before 12 months are closed', async () => {
    const young = await openSmallCity(3, 60);
    await make(young, [values, goalposts], monthsFrom2023(3), later);
    expect(await young.warehouse.rows('select distinct basis from goalposts order by basis')).toEqual([
      { basis: 'provisional' },
      { basis: 'target' },
    ]);
    young.close();
  });
});

describe('scores', () => {
  test('stand for every subject and node, between 0 and 100, inside their interval', async () => {
    const odd = await city.warehouse.rows(
      `select * exclude replicates from scores where score is not null and (score < 0 or score > 100 or low > score or high < score or coverage > 1) or (state = 'ok' and score is null)`,
    );
    expect(odd).toEqual([]);
    const [{ n }] = (await city.warehouse.rows<{ n: number }>(
      `select count(*) as n from scores where period = 'month:2023-06'`,
    )) as [{ n: number }];
    expect(n).toBe(11 * (1 + 2 + 11 + 34));
  });

  test('units have 服务回应性 and no index', async () => {
    expect((await scoreOf('month:2023-06', 'R', 'U1')).state).toBe('ok');
    expect((await scoreOf('month:2023-06', 'P', 'U1')).state).toBe('inapplicable');
    expect((await scoreOf('month:2023-06', 'index', 'U1')).state).toBe('inapplicable');
    expect((await scoreOf('month:2023-06', 'index', 'D0')).state).toBe('ok');
  });

  test('fewer orders give wider intervals', async () => {
    const width = async (subject: string) => {
      const { low, high } = await scoreOf('month:2023-06', 'R', subject);
      return high! - low!;
    };
    expect(await width('D0')).toBeGreaterThan(await width('city'));
    expect(await width('S0')).toBeGreaterThan(await width('D0'));
  });
});

describe('explain', () => {
  const rowsOf = async (period: string, subject: string) => ({
    values: await city.warehouse.rows<ExplainedValue>(
      'select * exclude replicates from values where period = $period and subject = $subject',
      { period, subject },
    ),
    scores: await city.warehouse.rows<ExplainedScore>(
      'select * exclude replicates from scores where period = $period and subject = $subject',
      { period, subject },
    ),
    goalposts: await city.warehouse.rows<ExplainedGoalposts>('select * from goalposts'),
  });

  test.each([
    ['city', 'city'],
    ['district', 'D0'],
    ['unit', 'U2'],
  ] as const)('re-adds every sum of a %s down to the figures', async (level: Level, subject) => {
    const tree = explain(framework, level, level === 'unit' ? 'R' : 'index', await rowsOf('month:2024-01', subject));
    let checked = 0;
    const visit = (node: Explanation) => {
      for (const child of node.children) visit(child);
      if (node.children.length > 0 && node.score !== null) {
        expect(node.children.reduce((sum, { contribution }) => sum + contribution, 0)).toBeCloseTo(node.score, 9);
        checked++;
      }
      if (node.figure?.goalposts && node.figure.value !== null) {
        const { value, goalposts: posts, direction } = node.figure;
        const share =
          direction === 'higher'
            ? (value - posts.low) / (posts.high - posts.low)
            : (posts.high - value) / (posts.high - posts.low);
        expect(100 * Math.min(1, Math.max(0, share))).toBeCloseTo(node.score!, 9);
        checked++;
      }
    };
    visit(tree);
    expect(checked).toBeGreaterThan(10);
  });

  test('shows an indicator’s way from orders to points, and refuses unknown nodes', async () => {
    const rows = await rowsOf('month:2024-01', 'U2');
    const { figure } = explain(framework, 'unit', 'R32', rows);
    expect(figure).toMatchObject({ sqlFile: 'sql/indicators/R32.sql', clock: 'due', goalposts: { basis: 'frozen' } });
    expect(figure!.numerator! / figure!.denominator!).toBe(figure!.value);
    expect(figure!.normalisation).toMatch(/^100 × \([\d.]+ − [\d.]+\) \/ \([\d.]+ − [\d.]+\), clipped to 0–100$/);
    expect(() => explain(framework, 'unit', 'R11', rows)).toThrow(RangeError);
  });
});

describe('changes', () => {
  test('compare with the previous period and the same one last year', async () => {
    const against = await city.warehouse.rows(
      `select period, against, count(*) > 0 as some from changes where node = 'index' and subject = 'city' group by all order by all`,
    );
    expect(
      against
        .filter((row) => (row as { against: string }).against === 'year')
        .map((row) => (row as { period: string }).period),
    ).toEqual(['month:2024-01', 'month:2024-02']);
    expect(against.filter((row) => (row as { against: string }).against === 'previous')).toHaveLength(13);
  });

  test('differences are the difference of the two, inside their interval, with one of three words', async () => {
    const odd = await city.warehouse.rows(
      `select c.period, c.node from changes c join scores n on (n.period, n.subject_kind, n.subject, n.node) = (c.period, c.subject_kind, c.subject, c.node)
       join scores b on b.period = 'month:2024-01' and (b.subject_kind, b.subject, b.node) = (c.subject_kind, c.subject, c.node)
       where c.period = 'month:2024-02' and c.against = 'previous' and (abs(c.difference - (n.score - b.score)) > 1e-9 or c.low > c.difference or c.high < c.difference)`,
    );
    expect(odd).toEqual([]);
    const words = await city.warehouse.rows<{ verdict: string }>('select distinct verdict from changes');
    expect(words.every(({ verdict }) => ['提升', '回落', '基本持平'].includes(verdict))).toBe(true);
  });

  test('where nothing changed but chance, few findings stand', async () => {
    const [{ share }] = (await city.warehouse.rows<{ share: number }>(
      `select avg((verdict <> '基本持平')::int) as share from changes where against = 'previous' and period > 'month:2023-03'`,
    )) as [{ share: number }];
    expect(share).toBeLessThan(0.03);
  });

  test('a real fall is a fall, a real rise of what is bad as well', async () => {
    const fallen = await openSmallCity(2);
    await fallen.warehouse.run(`update orders set returns = 1 where month = '2023-02' and hash(order_id) % 3 = 0`);
    await fallen.warehouse.run(`update orders set solved_resident = '实际解决' where month = '2023-02'`);
    await make(fallen, cards, monthsFrom2023(2), '2023-12-31 00:00:00');
    const verdicts = await fallen.warehouse.rows<{ node: string; verdict: string; value_difference: number }>(
      `select node, verdict, value_difference from changes where period = 'month:2023-02' and subject = 'city' and node in ('R23', 'R41', 'R12') order by node`,
    );
    expect(verdicts.map(({ node, verdict }) => [node, verdict])).toEqual([
      ['R12', '基本持平'],
      ['R23', '回落'],
      ['R41', '提升'],
    ]);
    expect(verdicts[1]!.value_difference).toBeGreaterThan(0.2);
    fallen.close();
  });
});

describe('withholding a column', () => {
  const [january, february] = monthsFrom2023(2) as [string, string];
  let robbed: HandMade;
  const dimensions = () =>
    robbed.warehouse.rows<{ node: string; score: number | null; state: string }>(
      `select node, score, state from scores where period = $period and subject = 'city' and node in ('index', 'P', 'R') order by node`,
      { period: february },
    );
  beforeAll(async () => {
    robbed = await openSmallCity(2, 200);
    await make(robbed, cards, [january, february], later);
  });
  afterAll(() => robbed.close());

  test.each(['satisfaction', 'hops', 'closed_at', 'merged_at', 'available_at', 'callback_valid', 'wait_seconds'])(
    '%s never raises a score, nor is what remains compared',
    async (column) => {
      const before = await dimensions();
      expect(before.every(({ state }) => state === 'ok')).toBe(true);
      const supply = await robbed.warehouse.rows<{ kind: string; rows: number; filled: number }>(
        `select kind, rows, filled from supply where month = '2023-02' and column_name = $column`,
        { column },
      );
      await withhold(robbed, column, '2023-02');
      await make(robbed, cards, [february], later);
      for (const [i, { score, state }] of (await dimensions()).entries()) {
        expect(score === null ? state : 'ok').toBe(score === null ? 'unsupported' : before[i]!.state);
        expect(score ?? 0).toBeLessThanOrEqual(before[i]!.score!);
      }
      const compared = await robbed.warehouse.rows(
        `select 1 from changes where period = $period and subject = 'city' and node = 'index'`,
        { period: february },
      );
      expect(compared).toEqual([]);
      await robbed.insert('supply', ...supply.map((row) => ({ month: '2023-02', column_name: column, ...row })));
      await make(robbed, cards, [february], later);
      expect(await dimensions()).toEqual(before);
    },
  );
});

describe('situation', () => {
  test('counts 件次, 工单数 and 诉求人数 apart, per 10,000 people, by hand', async () => {
    const one = await openSmallCity(1, 50);
    await make(one, [situation], ['month:2023-01'], later);
    const rows = await one.warehouse.rows<{ measure: string; value: number }>(
      `select measure, value from situation where subject = 'city'`,
    );
    const of = Object.fromEntries(rows.map(({ measure, value }) => [measure, value]));
    const hand = (await one.warehouse.row<{ contacts: number; orders: number; residents: number; open: number }>(
      `select count(*) as contacts, count(*) filter (merged_into is null) as orders, count(distinct resident) as residents,
         count(*) filter (merged_into is null and (closed_at is null or closed_at >= '2023-02-01')) as open from orders where month = '2023-01'`,
    ))!;
    expect(of).toMatchObject({
      件次: hand.contacts,
      工单数: hand.orders,
      诉求人数: hand.residents,
      未办结工单: hand.open,
    });
    expect(of.每万人诉求人数).toBeCloseTo((hand.residents / 100_000) * 10_000, 9);
    const ages = rows.filter(({ measure }) => measure.startsWith('未办结工单（'));
    expect(ages.reduce((sum, { value }) => sum + value, 0)).toBe(hand.open);
    const units = await one.warehouse.rows<{ value: number }>(
      `select value from situation where subject_kind = 'unit' and measure = '件次'`,
    );
    expect(units.reduce((sum, { value }) => sum + value, 0)).toBe(hand.contacts);
    expect(
      await one.warehouse.rows(`select 1 from situation where subject_kind = 'unit' and measure = '每万人诉求人数'`),
    ).toEqual([]);
    one.close();
  });

  test('topics stand beside their base; where there is none it is unknown, not zero', async () => {
    await make(city, [situation], ['month:2023-01', 'month:2024-02'], later);
    const first = await city.warehouse.rows(
      `select orders_previous, orders_year from topic_situation where period = 'month:2023-01' and subject = 'city'`,
    );
    expect(first).toEqual(Array(3).fill({ orders_previous: null, orders_year: null }));
    const sums = await city.warehouse.row(
      `select sum(orders)::int as now, sum(orders_previous)::int as previous, sum(orders_year)::int as year from topic_situation where period = 'month:2024-02' and subject = 'city'`,
    );
    expect(sums).toEqual({ now: 400, previous: 400, year: 400 });
  });
});
