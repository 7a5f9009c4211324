import { expect, test } from 'vitest';
import { type Birth, type Continuing, identify, type Membership, rootsOf } from './identity.ts';

const state = (rest: Partial<Continuing>): Continuing => ({
  month: '2024-02',
  groups: [],
  fresh: (rest.groups ?? []).map(() => true),
  specific: (rest.groups ?? []).map(() => true),
  previous: new Map(),
  births: [],
  ...rest,
});
const birth = (event: string, orderId: string, month = '2024-01', at = 1): Birth => ({ event, orderId, month, at });
const members = (event: string, ...orders: string[]): [string, Membership][] =>
  orders.map((order) => [order, { event, specific: true }]);

test('a new group is named after its earliest member, always alike', () => {
  const first = identify(state({ groups: [['a', 'b']] }));
  expect(first.events[0]).toMatch(/^E[0-9a-f]{16}$/);
  expect(first.born).toEqual([{ event: first.events[0], orderId: 'a' }]);
  expect(identify(state({ month: '2024-07', groups: [['a', 'c', 'd']] })).events).toEqual(first.events);
});

test('the same month again finds the births it wrote, also when a late order has become the earliest', () => {
  const { events, born } = identify(state({ groups: [['b', 'c']] }));
  const births = [birth(born[0]!.event, 'b', '2024-02')];
  expect(identify(state({ groups: [['b', 'c']], births }))).toEqual({ events, born: [], merged: [] });
  expect(identify(state({ groups: [['a', 'b', 'c']], births }))).toEqual({ events, born: [], merged: [] });
});

test('an event goes on where most of its members are', () => {
  const previous = new Map(members('E1', 'a', 'b', 'c'));
  const { events, born } = identify(
    state({
      groups: [
        ['a', 'y'],
        ['b', 'c', 'x'],
      ],
      previous,
      births: [birth('E1', 'a')],
    }),
  );
  expect(events[1]).toBe('E1');
  expect(events[0]).not.toBe('E1');
  expect(born).toEqual([{ event: events[0], orderId: 'a' }]);
});

test('one order that changes sides does not take its event along', () => {
  const previous = new Map([...members('E1', 'a', 'b', 'c'), ...members('E2', 'd', 'e')]);
  const { events, merged } = identify(state({ groups: [['c', 'd', 'e', 'x']], previous }));
  expect(events).toEqual(['E2']);
  expect(merged).toEqual([]);
});

test('of events that meet the oldest survives, the others become aliases', () => {
  const previous = new Map([...members('E9', 'a', 'b'), ...members('E1', 'c', 'd'), ...members('E5', 'e', 'f')]);
  const births = [birth('E9', 'a', '2023-11'), birth('E1', 'c', '2023-12', 7), birth('E5', 'e', '2023-12', 3)];
  const { events, merged, born } = identify(state({ groups: [['a', 'b', 'c', 'd', 'e', 'f', 'x']], previous, births }));
  expect(events).toEqual(['E9']);
  expect(born).toEqual([]);
  expect(merged).toEqual([
    { event: 'E5', into: 'E9' },
    { event: 'E1', into: 'E9' },
  ]);
});

test('a large event does not swallow a small one that touches it, nor does one of words an event of a place', () => {
  const large = members('E1', 'a', 'b', 'c', 'd', 'e', 'f', 'g');
  const births = [birth('E2', 'x', '2023-01'), birth('E1', 'a')];
  const group = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'x', 'y'];
  const touched = state({ groups: [group], previous: new Map([...large, ...members('E2', 'x', 'y')]), births });
  expect(identify(touched)).toEqual({ events: ['E1'], born: [], merged: [] });
  const words = state({
    groups: [['x', 'y', 'z']],
    specific: [false],
    previous: new Map(members('E2', 'x', 'y')),
    births,
  });
  expect(identify(words).events[0]).not.toBe('E2');
});

test('groups without an order of the month are left as they were', () => {
  const previous = new Map(members('E1', 'a', 'b'));
  expect(identify(state({ groups: [['a', 'b']], fresh: [false], previous }))).toEqual({
    events: [null],
    born: [],
    merged: [],
  });
});

test('roots are where chains of merges end', () => {
  const roots = rootsOf([
    { event: 'c', into: 'b' },
    { event: 'b', into: 'a' },
  ]);
  expect(Object.fromEntries(roots)).toEqual({ c: 'a', b: 'a' });
});
