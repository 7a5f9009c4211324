import { afterAll, beforeAll, expect, test } from 'vitest';
import { indicatorsOf } from '../../indicators/framework.ts';
import { values } from '../assets/values.ts';
import { countedList } from './counted-list.ts';
import { frameworkOf } from './framework-of.ts';
import { fullSupply, type HandMade, handMadeSite, openHandMade } from './hand-made.ts';
import { make } from './small-city.ts';

const site = handMadeSite({ framework: 'gbt-33358' });
const period = 'month:2024-03';
const asOf = '2024-12-31 00:00:00';

let city: HandMade;
beforeAll(async () => {
  city = await openHandMade();
  await city.insert('subjects', { kind: 'city', code: 'city', name: '样例市', parent: null, position: 0 });
  await city.insert('supply', ...fullSupply('2024-03'));
  await city.warehouse.run(
    `insert into files select 'g', 'calls', list('calls.' || column_name) from supply where kind = 'calls'`,
  );
  await city.warehouse.run(`update files set supplied = list_transform(supplied, x -> replace(x, 'calls.', ''))`);
  for (const [call_id, in_at, answered] of [
    ['c0', '2024-02-29 00:00:00', true],
    ['c1', '2024-03-01 06:00:00', true],
    ['c2', '2024-03-01 12:00:00', false],
    ['c3', '2024-03-02 00:00:00', true],
    ['c4', '2024-03-03 18:00:00', true],
  ] as const)
    await city.insert('calls', { month: in_at.slice(0, 7), call_id, in_at, answered, wait_seconds: 20, file: 'g' });
  // No request: hung up at once.
  await city.insert('calls', {
    month: '2024-03',
    call_id: 'c9',
    in_at: '2024-03-01 07:00:00',
    answered: false,
    wait_seconds: 2,
    file: 'g',
  });
});
afterAll(() => city.close());

/**
 * Windows by their end. 1 March 0–6 h: no request. 6–12 h: c1. 12–24 h: c1, c2. 2 March 0–6 h: c1, c2, c3. 6–12 h: c2, c3.
 * 12–24 h: c3. Then none until the last call. Kept: 6 + 12 of 42 hours. By the month it were 3 of 4.
 */
test('接通率 is the part of running 24-hour windows with at least 95%, worked by hand', async () => {
  const indicator = indicatorsOf(frameworkOf(site)).find(({ id }) => id === 'G11')!;
  const rows = await countedList({ site, warehouse: city.warehouse, partition: period, asOf }, indicator, {
    kind: 'city',
    code: 'city',
  });
  expect(rows.map(({ id, numerator, denominator }) => [id, numerator, denominator])).toEqual([
    ['c1', 0.25, 0.25],
    ['c2', 0, 0.5],
    ['c3', 0.5, 1],
  ]);
  await make(city, [values], [period], asOf, site);
  const [figure] = await city.warehouse.rows<{ value: number; low: number; high: number; n: number }>(
    `select value, low, high, n from values where indicator = 'G11' and subject = 'city'`,
  );
  expect(figure!.value).toBeCloseTo(18 / 42, 12);
  expect(figure!.n).toBe(1);
  expect(figure!.low).toBeLessThan(0.25);
  expect(figure!.high).toBeGreaterThan(0.6);
});
