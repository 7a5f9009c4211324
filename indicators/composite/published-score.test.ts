import { expect, test } from 'vitest';
import { loadFramework, scoredAt } from '../framework.ts';
import type { Level } from '../framework-schema.ts';
import { compositeScores, type NodeScore, partsInDimension } from './published-score.ts';

const framework = loadFramework('/nonexistent');

/** Composites when every applicable indicator has 50 points but those given; null: it has no figure. */
function composites(
  level: Level,
  points: Record<string, number | null> = {},
  lost: string[] = [],
): Map<string, NodeScore> {
  const scores = new Map(
    scoredAt(framework, level).flatMap(({ id }): [string, Float64Array][] => {
      const point = points[id] === undefined ? 50 : points[id];
      return point === null ? [] : [[id, Float64Array.of(point, point + 1)]];
    }),
  );
  return new Map(compositeScores({ framework, level, scores, lost: new Set(lost) }).map((node) => [node.node, node]));
}

const nothing = (...ids: string[]) => Object.fromEntries(ids.map((id) => [id, null]));

test('means go up the tree: equal indicators, equal sub-dimensions, equal dimensions', () => {
  const nodes = composites('city', { R51: 80, R52: 50, R53: 20, R11: 100 });
  expect(nodes.get('R5')!.column![0]).toBeCloseTo(50, 10);
  expect(nodes.get('R1')!.column![0]).toBeCloseTo((100 + 50 + 50) / 3, 10);
  expect(nodes.get('R')!.column![0]).toBeCloseTo((200 / 3 + 4 * 50) / 5, 10);
  expect(nodes.get('index')!.column![0]).toBeCloseTo((50 + (200 / 3 + 200) / 5) / 2, 10);
});

test('replicates go the same way as the score', () => {
  const { column } = composites('city').get('index')!;
  expect(column![1]! - column![0]!).toBeCloseTo(1, 10);
});

test('parts sum to 1 within a dimension, also where few indicators apply', () => {
  for (const level of ['city', 'district', 'unit'] as const) {
    const weights = partsInDimension(framework.dimensions[1]!, level);
    expect([...weights.values()].reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12);
  }
  expect(partsInDimension(framework.dimensions[1]!, 'unit').get('R22')).toBeCloseTo(1 / 4, 12);
  expect(partsInDimension(framework.dimensions[1]!, 'unit').get('R51')).toBeCloseTo(1 / 12, 12);
});

test('below 60% of the weight a dimension has no score, nor has the index; at 60% it has', () => {
  const at = composites('city', nothing('R11', 'R12', 'R13', 'R21', 'R22', 'R23', 'R24'));
  expect(at.get('R')!.state).toBe('ok');
  expect(at.get('R')!.coverage).toBeCloseTo(0.6, 9);
  const below = composites('city', nothing('R11', 'R12', 'R13', 'R21', 'R22', 'R23', 'R24', 'R41', 'R42'));
  expect(below.get('R')).toMatchObject({ state: 'coverage', column: undefined });
  expect(below.get('R')!.coverage).toBeCloseTo(0.5, 9);
  expect(below.get('R4')).toMatchObject({ state: 'ok', coverage: 0.5 });
  expect(below.get('P')!.state).toBe('ok');
  expect(below.get('index')!.state).toBe('coverage');
});

test('what does not apply at the level does not count against coverage', () => {
  const unit = composites('unit');
  expect(unit.get('R')).toMatchObject({ state: 'ok', coverage: 1 });
  expect([unit.get('P')!.state, unit.get('R1')!.state, unit.get('index')!.state]).toEqual([
    'inapplicable',
    'inapplicable',
    'inapplicable',
  ]);
  expect(composites('district').get('index')!.state).toBe('ok');
});

test('an indicator that lost its column takes its dimension’s score away, however bad it was', () => {
  const bad = composites('city', { R51: 0 });
  const withheld = composites('city', nothing('R51'), ['R51']);
  expect(bad.get('R')!.state).toBe('ok');
  expect([withheld.get('R5')!.state, withheld.get('R')!.state, withheld.get('index')!.state]).toEqual([
    'unsupported',
    'unsupported',
    'unsupported',
  ]);
  expect(withheld.get('P')!.state).toBe('ok');
});

test('a score says which indicators it rests on', () => {
  expect(composites('city', nothing('R53')).get('R5')!.indicators).toEqual(['R51', 'R52']);
});

test('nothing at all is no score', () => {
  const none = compositeScores({ framework, level: 'city', scores: new Map(), lost: new Set() });
  expect(none.every((node) => node.column === undefined && node.coverage === 0)).toBe(true);
});
