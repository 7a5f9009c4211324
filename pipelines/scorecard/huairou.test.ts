import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { changes } from '../assets/changes.ts';
import { comparisons } from '../assets/comparisons.ts';
import { goalposts } from '../assets/goalposts.ts';
import { ranks } from '../assets/ranks.ts';
import { scores } from '../assets/scores.ts';
import { values } from '../assets/values.ts';
import { UserError } from '../user-error.ts';
import { frameworkOf } from './framework-of.ts';
import { fullSupply, type HandMade, handMadeSite, openHandMade } from './hand-made.ts';
import { make } from './small-city.ts';

const site = handMadeSite({
  framework: 'beijing-huairou',
  periods: ['assess'],
  assessment: { month_starts_on: 19, day_starts_at: 12 },
});
const march = 'assess:2024-03';
const february = 'assess:2024-02';

let city: HandMade;
let next = 0;

/** Orders of a unit with a valid call-back: whether contacted, whether solved, the first rating. */
async function calledBack(unit: string, at: string, ...orders: [boolean, boolean, string][]): Promise<void> {
  for (const [contacted, solved, satisfaction] of orders)
    await order(unit, at, {
      callback_valid: true,
      contacted_at: contacted ? '2024-01-02 00:00:00' : null,
      solved_resident: solved ? '实际解决' : '未解决',
      satisfaction,
    });
}

const order = async (unit: string, at: string, columns: Record<string, unknown>) => {
  const order_id = `o${String(next++).padStart(3, '0')}`;
  const [received_at, callback_at] = ['2024-01-01 00:00:00', at];
  const month = '2024-01';
  await city.insert('orders', {
    month,
    order_id,
    received_at,
    unit,
    callback_at,
    closed_at: at,
    file: 'f',
    ...columns,
  });
  return order_id;
};

beforeAll(async () => {
  city = await openHandMade();
  await city.insert('subjects', { kind: 'city', code: 'city', name: '样例市', parent: null, position: 0 });
  for (const [position, code] of ['A', 'B', 'C', 'D'].entries())
    await city.insert('subjects', { kind: 'unit', code, name: code, parent: null, position });
  for (const month of ['2024-01', '2024-02', '2024-03']) await city.insert('supply', ...fullSupply(month));
  await city.warehouse.run(
    `insert into files select 'f', 'orders', list(column_name) from supply where kind = 'orders' and month = '2024-01'`,
  );
  await city.insert(
    'periods',
    { period: february, kind: 'assess', start_at: '2024-01-19 12:00:00', end_at: '2024-02-19 12:00:00', label: '' },
    { period: march, kind: 'assess', start_at: '2024-02-19 12:00:00', end_at: '2024-03-19 12:00:00', label: '' },
  );
  // The window: from the 19th at noon to the 19th at noon.
  await calledBack('A', '2024-02-19 12:00:00', [true, true, '满意']);
  await calledBack('A', '2024-03-19 11:59:59', [true, true, '满意']);
  await calledBack('A', '2024-03-19 12:00:00', [false, false, '不满意']);
  await calledBack('A', '2024-02-19 11:59:59', [true, false, '基本满意']);
  await calledBack('A', '2024-03-01 00:00:00', [true, false, '基本满意'], [true, false, '不满意']);
  const good: [boolean, boolean, string] = [true, true, '满意'];
  const bad: [boolean, boolean, string] = [false, true, '不满意'];
  await calledBack('B', '2024-03-01 00:00:00', good, bad);
  await calledBack('C', '2024-03-01 00:00:00', good, bad, good, bad, good, bad, good, bad);
  await order('D', '2024-03-01 00:00:00', { callback_valid: false, solved_resident: '实际解决', satisfaction: '满意' });
  // Approved within ten days of the period's end.
  await city.warehouse.run(
    `insert into exclusions by name select month, order_id, '剔除' as matter, '同意' as decision,
       timestamp '2024-03-25' as approved_at, 'x' as file, 1 as "row" from orders
     where unit = 'A' and satisfaction = '不满意' and callback_at < '2024-03-19 12:00:00'`,
  );
  await make(
    city,
    [values, comparisons, goalposts, scores, ranks, changes],
    [february, march],
    '2024-12-31 00:00:00',
    site,
  );
});
afterAll(() => city.close());

const scoreOf = async (subject: string, table = 'scores') =>
  (await city.warehouse.row<{ score: number | null; state: string }>(
    `select score, state from ${table} where period = '${march}' and subject = '${subject}' and node = 'R'`,
  ))!;

describe('三率 worked by hand', () => {
  test('10 × contacted + 50 × solved + 40 × (满意 + 0.9 × 基本满意), of valid call-backs in the window', async () => {
    // A: 4 in the window, contacted 4, solved 2, (2 + 0.9) / 4.  B: contacted 1 of 2, solved 2, 1 of 2.
    expect((await scoreOf('A')).score).toBeCloseTo(10 + 25 + 29, 9);
    expect((await scoreOf('B')).score).toBeCloseTo(5 + 50 + 20, 9);
    expect((await scoreOf('C')).score).toBeCloseTo(75, 9);
  });

  test('含剔除 and 不含剔除 stand side by side', async () => {
    // Without A's excluded order: contacted 3 of 3, solved 2 of 3, 2.9 of 3.
    expect((await scoreOf('A', 'kept_scores')).score).toBeCloseTo(10 + 100 / 3 + (40 * 2.9) / 3, 9);
    expect((await scoreOf('city', 'kept_scores')).score).toBeCloseTo((100 * (0.8 + 6 + 3.16)) / 13, 9);
  });

  test('ties are broken by volume', async () => {
    const rows = await city.warehouse.rows<{ subject: string; rank: number }>(
      `select subject, "rank" from ranks where "rank" is not null and period = '${march}' and subject_kind = 'unit' and node = 'R' order by "rank"`,
    );
    expect(rows).toEqual([
      { subject: 'C', rank: 1 },
      { subject: 'B', rank: 2 },
      { subject: 'A', rank: 3 },
    ]);
  });
});

describe('traps seen in the field', () => {
  test('no valid call-back is no score, and not 0', async () => {
    expect(await scoreOf('D')).toEqual({ score: null, state: 'coverage' });
    const rows = await city.warehouse.rows<{ value: number | null; denominator: number }>(
      `select value, denominator from values where period = '${march}' and subject = 'D' and state <> 'inapplicable'`,
    );
    expect(rows).toEqual(Array(3).fill({ value: null, denominator: 0 }));
    expect(await city.warehouse.rows(`select distinct "rank", state from ranks where subject = 'D'`)).toEqual([
      { rank: null, state: 'callbacks' },
    ]);
    expect(await city.warehouse.rows(`select 1 from bands where subject = 'D'`)).toEqual([]);
  });

  test('nothing before is no growth: neither +100% nor a change at all', async () => {
    const rows = await city.warehouse.rows<{ subject: string }>(
      `select distinct subject from changes where period = '${march}' and against = 'previous' and subject_kind = 'unit' order by 1`,
    );
    expect(rows).toEqual([{ subject: 'A' }]);
  });

  test('the total is pooled, not the mean of unit rates', async () => {
    // 14 call-backs: contacted 4 + 1 + 4, solved 2 + 2 + 8, rated 2.9 + 1 + 4.
    const pooled = (100 * (0.1 * 9 + 0.5 * 12 + 0.4 * 7.9)) / 14;
    expect((await scoreOf('city')).score).toBeCloseTo(pooled, 9);
    expect(pooled).not.toBeCloseTo((64 + 75 + 75) / 3, 1);
  });

  test('other windows than the framework’s are refused, naming what to write', () => {
    const calendar = handMadeSite({ framework: 'beijing-huairou' });
    expect(() => frameworkOf(calendar)).toThrow(UserError);
    expect(() => frameworkOf(calendar)).toThrow(/other windows/);
  });
});
