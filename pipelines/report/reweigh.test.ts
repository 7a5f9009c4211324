import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { effectiveWeights } from '../../indicators/composite/effective-weights.ts';
import { rankDescending } from '../../indicators/composite/rank.ts';
import { type Element, IndexTree } from '../../indicators/composite/tree.ts';
import { weightsForShares } from '../../indicators/what-if/shares.ts';
import { reportsFolder } from './project.ts';

const { partsWith, placesOf } = await import(pathToFileURL(join(reportsFolder, 'components', 'reweigh.js')).href);

const iMeta: Element[] = [
  { iCode: 'a1', iName: 'a1', Level: 1, Parent: 'a', Weight: 3, Direction: 1 },
  { iCode: 'a2', iName: 'a2', Level: 1, Parent: 'a', Weight: 1, Direction: 1 },
  { iCode: 'b1', iName: 'b1', Level: 1, Parent: 'b', Weight: 1, Direction: 1 },
  { iCode: 'b2', iName: 'b2', Level: 1, Parent: 'b', Weight: 1, Direction: 1 },
  { iCode: 'c1', iName: 'c1', Level: 1, Parent: 'c', Weight: 1, Direction: 1 },
  { iCode: 'a', iName: 'a', Level: 2, Parent: 'A', Weight: 1 },
  { iCode: 'b', iName: 'b', Level: 2, Parent: 'A', Weight: 2 },
  { iCode: 'c', iName: 'c', Level: 2, Parent: 'C', Weight: 1 },
  { iCode: 'A', iName: 'A', Level: 3, Parent: 'index', Weight: 1 },
  { iCode: 'C', iName: 'C', Level: 3, Parent: 'index', Weight: 1 },
  { iCode: 'index', iName: 'index', Level: 4, Parent: null },
];
const tree = new IndexTree(iMeta);
const published = effectiveWeights(tree);
const leaves = tree.indicators.map(({ iCode }) => ({
  part: published.get(iCode)!,
  path: [iCode, ...tree.ancestorsOf(iCode).map((above) => above.iCode)],
}));

test.each([[{ a1: 0.5 }], [{ b: 0.3 }], [{ a1: 0.1, c1: 0 }], [{ C: 0.9, a2: 0.05 }], [{ A: 0.4, C: 0.6 }], [{}]])(
  'the page gives %j the parts that the command gives',
  (wanted: Record<string, number>) => {
    const weights = effectiveWeights(tree.withWeights(weightsForShares(tree, wanted)));
    const parts: number[] = partsWith(leaves, new Map(Object.entries(wanted)));
    expect(parts.reduce((sum, part) => sum + part, 0)).toBeCloseTo(1, 12);
    for (const [i, { iCode }] of tree.indicators.entries())
      expect(parts[i], iCode).toBeCloseTo(weights.get(iCode)!, 12);
  },
);

test.each([[{ a1: 0.7, C: 0.4 }], [{ A: 0.4, C: 0.5 }]])(
  '%j cannot be shared out',
  (wanted: Record<string, number>) => {
    expect(partsWith(leaves, new Map(Object.entries(wanted)))).toBeUndefined();
    expect(() => weightsForShares(tree, wanted)).toThrow();
  },
);

test('places are those of the engine: equal scores share the better one', () => {
  const scores = [70, 80, 80, 60];
  expect(placesOf(scores)).toEqual(rankDescending(scores));
});
