import { describe, expect, test } from 'vitest';
import { clustering, designEffect } from '../statistics/design-effect.ts';
import { Chance } from '../statistics/simulated.ts';
import type { Counted } from '../statistics/statistic.ts';
import { dispersionOf } from './dispersion.ts';
import { type FunnelSubject, funnelOf, funnelVerdicts } from './funnel.ts';
import { standardOf } from './standard.ts';

interface City {
  units: number;
  orders: number;
  /** Orders of one cluster, and how alike they go. */
  cluster: number;
  likeness: number;
  /** True: the engine sees which orders belong together. */
  seen: boolean;
}

/** Funnel subjects of a city whose units are all equally good, in the way the engine makes them. */
function equalUnits({ units, orders, cluster, likeness, seen }: City, chance: Chance, rate: number): FunnelSubject[] {
  const size = units * orders;
  const yes = new Float64Array(size);
  for (let unit = 0; unit < units; unit++) yes.set(chance.clustered(orders, cluster, rate, likeness), unit * orders);
  const ones = new Float64Array(size).fill(1);
  const subject = Int32Array.from(yes, (_, i) => Math.floor(i / orders));
  const counted: Counted = {
    size,
    numerator: yes,
    denominator: ones,
    value: undefined,
    group: undefined,
    groups: [],
    cluster: Int32Array.from(yes, (_, i) => (seen ? Math.floor(i / cluster) : i)),
    resident: new Int32Array(size),
    street: new Int32Array(size),
  };
  const perThing = clustering(counted, yes, ones);
  const things = { subject, stratum: new Int32Array(size), outcomes: yes, squares: yes, trials: ones };
  const { value, expected, error, own } = standardOf(things, units, 1);
  return Array.from({ length: units }, (_, unit) => {
    const members = Int32Array.from({ length: orders }, (_, i) => unit * orders + i);
    const effect = designEffect(counted, members, ones, perThing);
    return { value: value[unit]!, expected: expected[unit]!, error: error[unit]! * Math.sqrt(effect), own: own[unit]! };
  });
}

describe('equal units are seldom called better or worse', () => {
  test.each([
    ['60 units, independent orders', { units: 60, orders: 150, cluster: 1, likeness: 0, seen: true }, 0.9, 150],
    ['60 units, clustered orders', { units: 60, orders: 150, cluster: 5, likeness: 0.25, seen: true }, 0.9, 150],
    [
      '60 units, clusters nobody sees (effect 2)',
      { units: 60, orders: 150, cluster: 5, likeness: 0.25, seen: false },
      0.9,
      150,
    ],
    [
      '60 units, clusters nobody sees (effect 3)',
      { units: 60, orders: 150, cluster: 9, likeness: 0.25, seen: false },
      0.6,
      150,
    ],
    ['12 units, independent orders', { units: 12, orders: 60, cluster: 1, likeness: 0, seen: true }, 0.85, 600],
    ['12 units, clustered orders', { units: 12, orders: 60, cluster: 3, likeness: 0.5, seen: true }, 0.85, 600],
  ] as const)('%s', (_, city, rate, rounds) => {
    const chance = new Chance(20260101);
    let [inner, outer, calledRounds] = [0, 0, 0];
    for (let round = 0; round < rounds; round++) {
      const { points } = funnelOf(equalUnits(city, chance, rate));
      for (const { p } of points) {
        if (p < 0.05) inner++;
        if (p < 0.002) outer++;
      }
      const verdicts = funnelVerdicts(points.map((point) => ({ ...point, direction: 'higher' })));
      if (verdicts.some((verdict) => verdict !== '无显著差别')) calledRounds++;
    }
    const all = rounds * city.units;
    expect(inner / all).toBeLessThan(1.5 * 0.05);
    expect(outer / all).toBeLessThan(1.5 * 0.002);
    // Of equal units every call is false: a whole city is called on at most one time in twenty.
    expect(calledRounds / rounds).toBeLessThan(1.5 * 0.05);
  });

  test('limits for independent orders would call many: the simulation can tell', () => {
    const chance = new Chance(7);
    const subjects = equalUnits({ units: 60, orders: 150, cluster: 9, likeness: 0.25, seen: false }, chance, 0.6);
    const z = subjects.map(({ value, expected, error }) => (value - expected) / error);
    expect(z.filter((each) => Math.abs(each) > 1.96).length).toBeGreaterThan(8);
    expect(dispersionOf(z).phi).toBeGreaterThan(2);
  });
});

describe('a unit that differs', () => {
  const city = { units: 40, orders: 200, cluster: 1, likeness: 0, seen: true };
  const withOdd = (value: number) =>
    equalUnits(city, new Chance(3), 0.9).map((unit, i) => (i === 7 ? { ...unit, value } : unit));
  const verdicts = (value: number, direction: 'higher' | 'lower') =>
    funnelVerdicts(funnelOf(withOdd(value)).points.map((point) => ({ ...point, direction })));

  test('is called, alone, and by what is good', () => {
    expect(verdicts(0.75, 'higher')[7]).toBe('差于');
    expect(verdicts(0.75, 'lower')[7]).toBe('好于');
    expect(verdicts(0.985, 'higher')[7]).toBe('好于');
    expect(verdicts(0.75, 'higher').filter((word) => word !== '无显著差别')).toHaveLength(1);
  });

  test('does not hide itself by widening the limits', () => {
    const [calm, odd] = [funnelOf(withOdd(0.9)).phi, funnelOf(withOdd(0.3)).phi];
    expect(odd).toBeLessThan(1.25 * calm);
  });

  test('lies outside its limits exactly when its chance is small', () => {
    for (const value of [0.5, 0.8, 0.85, 0.87, 0.9, 0.93, 0.96, 1]) {
      const { points } = funnelOf(withOdd(value));
      const { low, high, outerLow, outerHigh, p } = points[7]!;
      expect(value < low || value > high).toBe(p < 0.05);
      expect(value < outerLow || value > outerHigh).toBe(p < 0.002);
      expect(outerLow).toBeLessThanOrEqual(low);
      expect(outerHigh).toBeGreaterThanOrEqual(high);
    }
  });
});

describe('nothing is said', () => {
  const subject = { value: 0.9, expected: 0.8, error: 0.02, own: 0.1 };
  test('of a subject that is most of its own standard', () => {
    const { points } = funnelOf([{ ...subject, own: 0.7 }, ...Array(20).fill({ ...subject, value: 0.8 })]);
    expect(points[0]).toMatchObject({ comparable: false, p: 1, z: 0 });
  });
  test('of one or two subjects, or where all are at 100%', () => {
    expect(funnelOf([subject]).points[0]).toMatchObject({ comparable: false, p: 1, low: 0, high: 1 });
    expect(funnelOf([])).toMatchObject({ phi: 1, points: [] });
    const perfect = { value: 1, expected: 1, error: 0, own: 0.1 };
    for (const { p, comparable } of funnelOf(Array(10).fill(perfect)).points)
      expect([p, comparable]).toEqual([1, false]);
  });
});
