import { afterEach, beforeEach } from 'vitest';
import { indicatorsOf, loadFramework } from '../../indicators/framework.ts';
import { type CountedThing, countedList } from './counted-list.ts';
import { fullSupply, type HandMade, handMadeSite, openHandMade } from './hand-made.ts';

const site = handMadeSite();
const indicators = new Map(indicatorsOf(loadFramework('/nonexistent')).map((indicator) => [indicator.id, indicator]));

export let city: HandMade;
beforeEach(async () => {
  city = await openHandMade();
  await city.insert('subjects', { kind: 'city', code: 'city', name: '样例市', parent: null, position: 0 });
  await city.insert('supply', ...fullSupply('2024-03'));
});
afterEach(() => city.close());

/** A test fixture: what an indicator counts in March 2024, counted when everything is long known, unless said otherwise. */
export async function counted(id: string, asOf = '2024-12-31 00:00:00'): Promise<CountedThing[]> {
  return countedList({ site, warehouse: city.warehouse, partition: 'month:2024-03', asOf }, indicators.get(id)!, {
    kind: 'city',
    code: 'city',
  });
}

/** `id numerator/denominator` of what is counted, by id; a denominator of 1 is left out. */
export async function rows(id: string, asOf?: string): Promise<string[]> {
  const things = await counted(id, asOf);
  return things
    .map(({ id, numerator, denominator }) => `${id} ${numerator}${denominator === 1 ? '' : `/${denominator}`}`)
    .sort();
}

export const march = (day: number, time = '10:00:00') => `2024-03-${String(day).padStart(2, '0')} ${time}`;
export const april = (day: number, time = '10:00:00') => `2024-04-${String(day).padStart(2, '0')} ${time}`;
export const order = (order_id: string, columns: Record<string, unknown> = {}) =>
  city.insert('orders', { month: '2024-03', order_id, received_at: march(5), ...columns });
export const call = (call_id: string, columns: Record<string, unknown> = {}) =>
  city.insert('calls', { month: '2024-03', call_id, in_at: march(5), ...columns });
export async function event(name: string, type: string, ...orderIds: string[]): Promise<void> {
  await city.insert('events', { month: '2024-03', event: name, type, district: 'D1' });
  await city.insert('event_members', ...orderIds.map((order_id) => ({ month: '2024-03', order_id, event: name })));
}
/** Raised on the morning of the 5th, unless said otherwise. */
export async function alarm(name: string, columns: Record<string, unknown>, ...orderIds: string[]): Promise<void> {
  await city.insert('alarms', { month: '2024-03', alarm: name, kind: 'burst', raised_at: march(5), ...columns });
  await city.insert('alarm_orders', ...orderIds.map((order_id) => ({ month: '2024-03', alarm: name, order_id })));
}
