import { expect, test } from 'vitest';
import type { Explanation } from './explain.ts';
import { explainChange } from './explain-change.ts';

const figure = (value: number | null) => ({ measure: 'percent', value }) as Explanation['figure'];

const leaf = (node: string, share: number, score: number | null, value: number | null): Explanation =>
  ({ node, name: node, share, score, figure: figure(value), children: [] }) as unknown as Explanation;

const branch = (node: string, share: number, children: Explanation[]): Explanation =>
  ({
    node,
    name: node,
    share,
    score: children.reduce((sum, child) => sum + child.share * (child.score ?? 0), 0),
    children,
  }) as unknown as Explanation;

const before = branch('R', 1, [
  branch('R1', 0.5, [leaf('R11', 0.5, 80, 0.9), leaf('R12', 0.5, 40, 0.6)]),
  branch('R2', 0.5, [leaf('R21', 1, 60, 0.7)]),
]);

test('the parts of a change sum to it, the largest first', () => {
  const now = branch('R', 1, [
    branch('R1', 0.5, [leaf('R11', 0.5, 70, 0.85), leaf('R12', 0.5, 44, 0.62)]),
    branch('R2', 0.5, [leaf('R21', 1, 30, 0.5)]),
  ]);
  const drivers = explainChange(now, before);
  expect(drivers.map(({ node, contribution }) => [node, contribution])).toEqual([
    ['R21', -15],
    ['R11', -2.5],
    ['R12', 1],
  ]);
  expect(drivers[1]).toMatchObject({ part: 0.25, partBefore: 0.25, before: 80, value: 0.85, valueBefore: 0.9 });
  expect(drivers.reduce((sum, { contribution }) => sum + contribution, 0)).toBeCloseTo(now.score! - before.score!, 12);
});

test('an indicator that is there in one period only brings or takes all it has, and the sum still holds', () => {
  const now = branch('R', 1, [
    branch('R1', 1, [leaf('R11', 0.5, 70, 0.85), leaf('R13', 0.5, 90, 0.95)]),
    branch('R2', 0, [leaf('R21', 0, null, null)]),
  ]);
  const drivers = explainChange(now, before);
  expect(drivers.map(({ node, part, partBefore, contribution }) => [node, part, partBefore, contribution])).toEqual([
    ['R13', 0.5, 0, 45],
    ['R21', 0, 0.5, -30],
    ['R11', 0.5, 0.25, 15],
    ['R12', 0, 0.25, -10],
  ]);
  expect(drivers.reduce((sum, { contribution }) => sum + contribution, 0)).toBeCloseTo(now.score! - before.score!, 12);
});
