import { expect, test } from 'vitest';
import { Chance } from '../statistics/simulated.ts';
import { funnelOf } from './funnel.ts';
import { type PeerThings, standardOf } from './standard.ts';

const things = (rows: [subject: number, stratum: number, yes: number][]): PeerThings => {
  const yes = Float64Array.from(rows, ([, , x]) => x);
  return {
    subject: Int32Array.from(rows, ([subject]) => subject),
    stratum: Int32Array.from(rows, ([, stratum]) => stratum),
    outcomes: yes,
    squares: yes.map((x) => x * x),
    trials: new Float64Array(rows.length).fill(1),
  };
};
const times = (n: number, yes: number, subject: number, stratum: number): [number, number, number][] =>
  Array.from({ length: n }, (_, i) => [subject, stratum, i < yes ? 1 : 0]);

test('by hand: easy work solved 9 in 10, hard work 4 in 10', () => {
  // Easy: 40 of 50 and 50 of 50 (90%); hard: 10 of 20 and 22 of 60 (40%).
  const found = standardOf(
    things([...times(50, 40, 0, 0), ...times(20, 10, 0, 1), ...times(50, 50, 1, 0), ...times(60, 22, 1, 1)]),
    3,
    2,
  );
  expect([...found.trials]).toEqual([70, 110, 0]);
  expect(found.value[0]).toBeCloseTo(50 / 70, 12);
  expect(found.expected[0]).toBeCloseTo((50 * 0.9 + 20 * 0.4) / 70, 12);
  expect(found.expected[1]).toBeCloseTo((50 * 0.9 + 60 * 0.4) / 110, 12);
  expect(found.error[0]).toBeCloseTo(Math.sqrt(50 * 0.09 + 20 * 0.24) / 70, 12);
  expect(found.own[0]).toBeCloseTo((50 * (50 / 100) + 20 * (20 / 80)) / 70, 12);
  expect([found.value[2], found.expected[2], found.error[2], found.own[2]]).toEqual([0, 0, 0, 0]);
  // What is expected of all is what all have.
  expect(70 * found.expected[0]! + 110 * found.expected[1]!).toBeCloseTo(50 + 72, 9);
});

test('with one stratum for all the expected value is the pooled one; who has no subject or stratum stays out', () => {
  const rows = [...times(10, 3, 0, 0), ...times(30, 21, 1, 0)];
  const found = standardOf(things([...rows, [-1, 0, 1], [0, -1, 1]]), 2, 1);
  expect(found.expected[0]).toBeCloseTo(24 / 40, 12);
  expect(found.expected[1]).toBeCloseTo(24 / 40, 12);
  expect(found.own[1]).toBeCloseTo(30 / 40, 12);
});

test('outcomes of more than two kinds keep their own spread', () => {
  const rows: [number, number, number][] = [
    [0, 0, 1],
    [0, 0, 0.9],
    [1, 0, 0],
    [1, 0, 0.9],
  ];
  const outcomes = [1, 0.9, 0, 0.9];
  const mean = 0.7;
  const variance = outcomes.reduce((sum, x) => sum + (x - mean) ** 2, 0) / 4;
  expect(standardOf(things(rows), 2, 1).error[0]).toBeCloseTo(Math.sqrt(variance / 2), 12);
});

test('units of harder work are not called worse, once their work is taken into account', () => {
  // Twenty equally good units; the first five get nine tenths of their orders from the hard stratum.
  const chance = new Chance(13);
  const rows: [number, number, number][] = [];
  for (let unit = 0; unit < 20; unit++)
    for (let i = 0; i < 300; i++) {
      const hard = chance.uniform() < (unit < 5 ? 0.9 : 0.1) ? 1 : 0;
      rows.push([unit, hard, chance.uniform() < (hard ? 0.6 : 0.9) ? 1 : 0]);
    }
  const subjects = (strata: number) => {
    const all = things(strata === 1 ? rows.map(([unit, , yes]) => [unit, 0, yes]) : rows);
    const { value, expected, error, own } = standardOf(all, 20, strata);
    return Array.from(value, (_, i) => ({ value: value[i]!, expected: expected[i]!, error: error[i]!, own: own[i]! }));
  };
  const distance = (strata: number) => {
    const raw = subjects(strata).map(({ value, expected, error }) => (value - expected) / error);
    return Math.max(...raw.slice(0, 5).map(Math.abs));
  };
  expect(distance(1)).toBeGreaterThan(5);
  expect(distance(2)).toBeLessThan(3);
  expect(funnelOf(subjects(2)).points.filter(({ p }) => p < 0.002)).toEqual([]);
});
