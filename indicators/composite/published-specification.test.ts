import { expect, test } from 'vitest';
import { loadFramework, scoredAt } from '../framework.ts';
import { removeElements } from '../sensitivity/removal.ts';
import { pointsByGoalposts } from './normalisers.ts';
import { compositeScores } from './published-score.ts';
import { publishedSpecification } from './published-specification.ts';
import { build, regen } from './regen.ts';
import type { Table } from './table.ts';

const framework = loadFramework('/nonexistent');

/** Figures between and around the goalposts, in no order. */
function figures(level: 'city' | 'district' | 'unit'): Table {
  const columns = Object.fromEntries(
    scoredAt(framework, level).map(({ id, goalposts }, i) => {
      const { low, high } = goalposts!;
      return [id, [0, 1, 2].map((row) => low + (((i * 7 + row * 5) % 13) / 12 - 0.1) * (high - low))];
    }),
  );
  return { uCode: ['s0', 's1', 's2'], columns };
}

const posts = new Map(scoredAt(framework, 'city').map(({ id, goalposts }) => [id, goalposts!]));
for (const { id, goalposts } of scoredAt(framework, 'unit')) posts.set(id, goalposts!);

test.each(['city', 'district', 'unit'] as const)(
  'the published score, replayed at the level of %s, is the same',
  (level) => {
    const values = figures(level);
    const { Aggregated } = build(publishedSpecification(framework, level, values, posts)).dsets;
    for (const [row] of values.uCode.entries()) {
      const scores = new Map(
        scoredAt(framework, level).map(({ id, direction }) => [
          id,
          pointsByGoalposts(Float64Array.of(values.columns[id]![row]!), posts.get(id)!, direction),
        ]),
      );
      const published = compositeScores({ framework, level, scores, lost: new Set() });
      for (const { node, column } of published)
        if (column) expect(Aggregated.columns[node]![row], node).toBeCloseTo(column[0]!, 10);
    }
    expect(Object.keys(Aggregated.columns)).toContain(level === 'unit' ? 'R' : 'index');
  },
);

test('an analyst’s questions: another weight, an indicator removed', () => {
  const specification = publishedSpecification(framework, 'unit', figures('unit'), posts);
  const heavier = regen(specification, { weights: { method: 'given', w: { R51: 5 } } }).dsets.Aggregated.columns;
  const [R51, R52, R53] = ['R51', 'R52', 'R53'].map((id) => heavier[id]![0]!);
  expect(heavier.R5![0]).toBeCloseTo((5 * R51! + R52! + R53!) / 7, 10);
  const { RankDiffs } = removeElements(specification, { Level: 1 });
  expect(Object.keys(RankDiffs)).toHaveLength(1 + scoredAt(framework, 'unit').length);
});
