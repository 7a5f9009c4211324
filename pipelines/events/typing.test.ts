import { expect, test } from 'vitest';
import { distinctResidents, mostResidentsWithin, type Occurrence } from './residents.ts';
import { typeOfEvent } from './typing.ts';

const day = 86_400;
const rule = { residents: 3, days: 3 };
const came = (at: number, resident: string | null, closedAt: number | null = null): Occurrence => ({
  at: at * day,
  resident,
  residentKnown: true,
  closedAt: closedAt === null ? null : closedAt * day,
});
const together = { placeShare: 0.8, issueCosine: 0.5 };

test('residents are counted once; an order without one counts only where the source has none at all', () => {
  expect(distinctResidents([came(0, 'a'), came(1, 'a'), came(2, null)])).toBe(1);
  expect(distinctResidents([0, 1, 2].map((at) => ({ ...came(at, null), residentKnown: false })))).toBe(3);
});

test('the most residents in any three days, half-open, in whatever order rows come', () => {
  const orders = [came(10, 'd'), came(0, 'a'), came(2.9, 'c'), came(1, 'b'), came(1.5, 'a')];
  expect(mostResidentsWithin(orders, 3)).toBe(3);
  expect(mostResidentsWithin([came(0, 'a'), came(3, 'b')], 3)).toBe(1);
  expect(mostResidentsWithin([], 3)).toBe(0);
});

test('several residents, one matter, one place, within the days of the rule: 多人同诉', () => {
  const quick = [came(0, 'a'), came(1, 'b'), came(2, 'c')];
  expect(typeOfEvent({ orders: quick, ...together }, rule)).toBe('多人同诉');
  expect(typeOfEvent({ orders: quick, ...together }, { residents: 4, days: 3 })).toBeNull();
  expect(typeOfEvent({ orders: [came(0, 'a'), came(5, 'b'), came(10, 'c')], ...together }, rule)).toBeNull();
});

test('no common place: 高频问题; no common matter: 一地多事; neither: nothing', () => {
  const orders = [came(0, 'a'), came(9, 'b'), came(20, 'c')];
  expect(typeOfEvent({ orders, placeShare: 0.4, issueCosine: 0.3 }, rule)).toBe('高频问题');
  expect(typeOfEvent({ orders, placeShare: 0.9, issueCosine: 0.05 }, rule)).toBe('一地多事');
  expect(typeOfEvent({ orders, placeShare: 0.4, issueCosine: 0.05 }, rule)).toBeNull();
  expect(typeOfEvent({ orders: orders.slice(1), placeShare: 0.4, issueCosine: 0.3 }, rule)).toBeNull();
});

test('one resident writing 76 times is 催办, not 多人同诉', () => {
  const orders = Array.from({ length: 76 }, (_, i) => came(i / 10, 'a'));
  expect(typeOfEvent({ orders, ...together }, rule)).toBe('催办');
});

test('an order after the closing of an earlier one is 办结后重复诉求; at the closing of the last one it is not', () => {
  expect(typeOfEvent({ orders: [came(0, 'a', 2), came(3, 'a')], ...together }, rule)).toBe('办结后重复诉求');
  expect(typeOfEvent({ orders: [came(0, 'a', 5), came(3, 'a', 6)], ...together }, rule)).toBe('催办');
  expect(typeOfEvent({ orders: [came(0, 'a'), came(3, 'a')], ...together }, rule)).toBe('催办');
});

test('one resident with several matters, or unknown residents, are no repeat', () => {
  expect(typeOfEvent({ orders: [came(0, 'a'), came(1, 'a')], placeShare: 1, issueCosine: 0.02 }, rule)).toBeNull();
  expect(typeOfEvent({ orders: [came(0, 'a'), came(1, null)], ...together }, rule)).toBeNull();
  expect(typeOfEvent({ orders: [came(0, null), came(1, null)], ...together }, rule)).toBeNull();
});
