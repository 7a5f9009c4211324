import { afterAll, beforeAll, expect, test } from 'vitest';
import { compareVariant } from '../../indicators/what-if/replay.ts';
import { comparisons } from '../assets/comparisons.ts';
import { goalposts } from '../assets/goalposts.ts';
import { scores } from '../assets/scores.ts';
import { values } from '../assets/values.ts';
import { type Dispute, disputedOrders } from './disputed-orders.ts';
import { frameworkOf } from './framework-of.ts';
import { type HandMade, handMadeSite } from './hand-made.ts';
import { readPublishedIndex } from './published-index.ts';
import { make, openSmallCity } from './small-city.ts';

const period = 'month:2023-02';
const asOf = '2023-12-31 00:00:00';
const site = handMadeSite();
const framework = frameworkOf(site);

let city: HandMade;
let list: Dispute;
beforeAll(async () => {
  city = await openSmallCity(3);
  await city.warehouse.run(
    `insert into exclusions by name select month, order_id, '剔除' as matter, '同意' as decision,
       timestamp '2023-03-02' as approved_at, 'x' as file, 1 as "row" from orders where hash('e' || order_id) % 10 = 0`,
  );
  await make(city, [values, comparisons, goalposts, scores], [period], asOf);
  list = await disputedOrders({ site, warehouse: city.warehouse, period, asOf }, framework, 'U1');
});
afterAll(() => city.close());

const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0);

test('every indicator re-adds: its figure from the orders, its lost points to 100', async () => {
  expect(list.indicators.length).toBeGreaterThan(8);
  for (const row of list.indicators) {
    const own = list.orders.filter(({ indicator }) => indicator === row.indicator);
    const [published] = await city.warehouse.rows<{ value: number; numerator: number; denominator: number; n: number }>(
      `select value, numerator, denominator, n from values where subject = 'U1' and indicator = '${row.indicator}'`,
    );
    expect(own).toHaveLength(row.n);
    expect(sum(own.map(({ numerator }) => numerator))).toBeCloseTo(published!.numerator, 9);
    expect(sum(own.map(({ denominator }) => denominator))).toBeCloseTo(published!.denominator, 9);
    expect(sum(own.map(({ lost }) => lost)) + row.score!, row.indicator).toBeCloseTo(100, 8);
  }
  expect(sum(list.orders.map(({ lost_of_score }) => lost_of_score)) + list.score!).toBeCloseTo(100, 8);
});

test('orders have dates and verdicts, and nothing of the resident or the text', () => {
  expect(list.orders[0]).toMatchObject({ order_id: expect.any(String), received_at: expect.any(String) });
  const names = new Set(list.orders.flatMap((row) => Object.keys(row)));
  for (const name of ['resident', 'title', 'body', 'reply', 'place']) expect(names.has(name)).toBe(false);
  expect(list.orders.some(({ excluded }) => excluded)).toBe(true);
  expect(list.indicators.some(({ value, value_kept }) => value_kept !== null && value_kept !== value)).toBe(true);
});

test('figures older than the orders are refused, not listed', async () => {
  await city.warehouse.run(`update orders set satisfaction = '不满意' where unit = 'U2'`);
  await expect(disputedOrders({ site, warehouse: city.warehouse, period, asOf }, framework, 'U2')).rejects.toThrow(
    /have changed since/,
  );
});

test('the published index replayed without a change is the published score', async () => {
  for (const level of ['district', 'unit'] as const) {
    const index = (await readPublishedIndex(city.warehouse, framework, level, period))!;
    const { rows } = compareVariant(index, { change: {}, figuresOf: (table) => table });
    expect(rows.length).toBeGreaterThan(0);
    for (const { code, before } of rows) {
      const [row] = await city.warehouse.rows<{ score: number }>(
        `select score from scores where subject_kind = '${level}' and subject = '${code}' and node = '${index.top}'`,
      );
      expect(before.score).toBeCloseTo(row!.score, 9);
      expect(before.rank_low!).toBeLessThanOrEqual(before.rank!);
    }
  }
});
