import { expect, test } from 'vitest';
import { randomNumbers } from './random.ts';
import { type DenseMatrix, dense } from './sparse.ts';
import { cut, ward } from './ward.ts';

const onLine = (...x: number[]): DenseMatrix => ({ rows: x.length, width: 1, data: Float32Array.from(x) });

test('merges of a known line of points, in order of cost', () => {
  // 0 and 1: ½·1; 10 and 12: ½·4; the two pairs: (2·2/4)·(11 − .5)².
  const { merges } = ward(onLine(0, 10, 1, 12), [1, 1, 1, 1]);
  expect(merges).toEqual([
    { a: 0, b: 2, cost: 0.5, weight: 2 },
    { a: 1, b: 3, cost: 2, weight: 2 },
    { a: 4, b: 5, cost: 110.25, weight: 4 },
  ]);
  expect([...cut({ leaves: 4, merges }, 2)]).toEqual([0, 1, 0, 1]);
  expect([...cut({ leaves: 4, merges }, 1)]).toEqual([0, 0, 0, 0]);
  expect([...cut({ leaves: 4, merges }, 9)]).toEqual([0, 1, 2, 3]);
});

test('weights count: a heavy point is dearer to move than a light one', () => {
  // 0–2 costs (1·9/10)·4 = 3.6; 2–5 would cost (9·1/10)·9 = 8.1; unweighted 5–8 costs ½·9 = 4.5.
  expect(ward(onLine(0, 2, 5, 8), [1, 9, 1, 1]).merges.map(({ cost }) => cost)[0]).toBeCloseTo(3.6, 5);
});

test('nearest-neighbour chains find what trying every pair finds', () => {
  const random = randomNumbers(3);
  const points = dense(25, 3);
  for (let i = 0; i < points.data.length; i++) points.data[i] = random();
  const weights = Array.from({ length: 25 }, () => 1 + Math.floor(random() * 5));
  const groups = weights.map((weight, i) => ({ weight, at: [...points.data.subarray(3 * i, 3 * i + 3)] }));
  const costs: number[] = [];
  while (groups.length > 1) {
    let best = { cost: Number.POSITIVE_INFINITY, i: 0, j: 0 };
    for (let i = 0; i < groups.length; i++)
      for (let j = i + 1; j < groups.length; j++) {
        const [a, b] = [groups[i]!, groups[j]!];
        const square = a.at.reduce((sum, x, d) => sum + (x - b.at[d]!) ** 2, 0);
        const cost = ((a.weight * b.weight) / (a.weight + b.weight)) * square;
        if (cost < best.cost) best = { cost, i, j };
      }
    const [a, b] = [groups[best.i]!, groups[best.j]!];
    const weight = a.weight + b.weight;
    groups[best.i] = { weight, at: a.at.map((x, d) => (x * a.weight + b.at[d]! * b.weight) / weight) };
    groups.splice(best.j, 1);
    costs.push(best.cost);
  }
  const found = ward(points, weights).merges.map(({ cost }) => cost);
  for (const [i, cost] of costs.entries()) expect(found[i]).toBeCloseTo(cost, 6);
});

test('one point and none', () => {
  expect(ward(onLine(3), [1]).merges).toEqual([]);
  expect([...cut(ward(onLine(3), [1]), 5)]).toEqual([0]);
  expect([...cut(ward(onLine(), []), 5)]).toEqual([]);
});
