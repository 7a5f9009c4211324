import { expect, test } from 'vitest';
import { pointsLost } from './points-lost.ts';

const rate = { statistic: 'rate', direction: 'higher', outcomes: undefined } as const;
const thing = (numerator: number, denominator = 1, value?: number) => ({
  numerator,
  denominator,
  ...(value !== undefined && { value }),
});
const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0);

test('what a rate is short of 100 falls on the orders that missed, alike', () => {
  expect(pointsLost(rate, [thing(1), thing(0), thing(1), thing(0)], { score: 40, best: 0.95 })).toEqual([0, 30, 0, 30]);
  expect(pointsLost({ ...rate, direction: 'lower' }, [thing(1), thing(0), thing(0)], { score: 25, best: 0 })).toEqual([
    75, 0, 0,
  ]);
});

test('a rating costs by its distance to the best; a difference of views credits the other way round', () => {
  const rated = { statistic: 'weighted_rate', direction: 'higher', outcomes: [0, 0.9, 1] } as const;
  const [good, fair, bad] = pointsLost(rated, [thing(1), thing(0.9), thing(0)], { score: 45, best: 0.98 });
  expect([good, fair, bad]).toEqual([0, expect.closeTo(5, 10), expect.closeTo(50, 10)]);
  const views = { statistic: 'weighted_rate', direction: 'lower', outcomes: [-1, 0, 1] } as const;
  expect(pointsLost(views, [thing(1), thing(1), thing(0), thing(-1)], { score: 90, best: 0 })).toEqual([
    10, 10, 0, -10,
  ]);
});

test('a duration costs what goes beyond the goalpost of 100 points', () => {
  const duration = { statistic: 'km_median', direction: 'lower', outcomes: undefined } as const;
  expect(
    pointsLost(duration, [thing(1, 1, 0.2), thing(1, 1, 0.5), thing(0, 1, 0.9)], { score: 60, best: 0.3 }),
  ).toEqual([0, expect.closeTo(10, 10), expect.closeTo(30, 10)]);
});

test('they sum to what is lost, whatever fell short; full marks cost nothing', () => {
  expect(pointsLost(rate, [thing(1), thing(0)], { score: 100, best: 0.4 })).toEqual([0, 0]);
  expect(sum(pointsLost(rate, [thing(1), thing(1)], { score: 70, best: 1 }))).toBeCloseTo(30, 10);
  expect(sum(pointsLost(rate, [thing(0, 0)], { score: 70, best: 1 }))).toBeCloseTo(30, 10);
  expect(pointsLost(rate, [], { score: 70, best: 1 })).toEqual([]);
});
