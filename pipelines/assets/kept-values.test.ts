import { afterEach, beforeEach, expect, test } from 'vitest';
import { indicatorsOf } from '../../indicators/framework.ts';
import { countedList } from '../scorecard/counted-list.ts';
import { frameworkOf } from '../scorecard/framework-of.ts';
import { type HandMade, handMadeSite } from '../scorecard/hand-made.ts';
import { make, openSmallCity } from '../scorecard/small-city.ts';
import { values } from './values.ts';

const march = 'month:2023-03';
const later = '2023-12-31 00:00:00';

let city: HandMade;
beforeEach(async () => {
  city = await openSmallCity(4);
});
afterEach(() => city.close());

const table = (name: string) =>
  city.warehouse.rows(`select * ${name === 'values' ? 'exclude (replicates)' : ''} from ${name} order by all`);

const rule = (orders: string, decision: string, at: string, matter = '剔除') =>
  city.warehouse.run(
    `insert into exclusions by name select month, order_id, '${matter}' as matter, '${decision}' as decision,
       timestamp '${at}' as approved_at, 'x' as file, 1 as "row" from orders where ${orders}`,
  );

test('beside the figures stand those without excluded orders; the figures themselves stay', async () => {
  await make(city, [values], [march], later);
  const before = await table('values');
  expect(await table('kept_values')).toEqual([]);

  const excluded = "hash('e' || order_id) % 10 = 0";
  await rule(excluded, '同意', '2023-04-02 00:00:00');
  await make(city, [values], [march], later);
  expect(await table('values')).toEqual(before);

  const gone = new Set(
    (await city.warehouse.rows<{ order_id: string }>(`select order_id from orders where ${excluded}`)).map(
      ({ order_id }) => order_id,
    ),
  );
  const site = handMadeSite();
  for (const id of ['R41', 'R51', 'R32', 'P33']) {
    const indicator = indicatorsOf(frameworkOf(site)).find((each) => each.id === id)!;
    for (const subject of [
      { kind: 'city', code: 'city' },
      { kind: 'district', code: 'D1' },
    ]) {
      const context = { site, warehouse: city.warehouse, partition: march, asOf: later };
      const left = (await countedList(context, indicator, subject)).filter((thing) => !gone.has(thing.id));
      const [row] = await city.warehouse.rows<{ n: number; numerator: number; denominator: number; value: number }>(
        `select * from kept_values where indicator = '${id}' and subject = '${subject.code}'`,
      );
      expect(row!.n).toBe(left.length);
      expect(row!.denominator).toBe(left.length);
      expect(row!.numerator).toBeCloseTo(
        left.reduce((sum, { numerator }) => sum + numerator, 0),
        9,
      );
      expect(row!.n).toBeLessThan(
        before.find((each) => each.indicator === id && each.subject === subject.code)!.n as number,
      );
    }
  }
  const kinds = await city.warehouse.rows<{ indicator: string }>(
    'select distinct indicator from kept_values order by 1',
  );
  expect(kinds.map(({ indicator }) => indicator)).not.toContain('R11');
  expect(kinds.map(({ indicator }) => indicator)).not.toContain('R44');
});

test.each([
  ['one that is refused', [['不同意', '2023-04-02']]],
  ['one that waits', [['待定', '2023-04-02']]],
  ['one of another matter', [['同意', '2023-04-02', '改评']]],
  ['one decided after the figures are complete', [['同意', '2024-04-02']]],
  [
    'one taken back later',
    [
      ['同意', '2023-04-02'],
      ['不同意', '2023-04-03'],
    ],
  ],
])('%s takes nothing out', async (_, entries) => {
  for (const [decision, at, matter] of entries) await rule("order_id like '%7'", decision!, `${at} 00:00:00`, matter);
  await make(city, [values], [march], later);
  expect(await table('kept_values')).toEqual([]);
});
