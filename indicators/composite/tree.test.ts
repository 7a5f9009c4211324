import { expect, test } from 'vitest';
import { UserError } from '../../pipelines/user-error.ts';
import { effectiveWeights } from './effective-weights.ts';
import { type Element, IndexTree } from './tree.ts';

const leaf = (iCode: string, Parent: string, more: Partial<Element> = {}): Element => ({
  iCode,
  Level: 1,
  Parent,
  ...more,
});
const node = (iCode: string, Level: number, Parent: string | null, more: Partial<Element> = {}): Element => ({
  iCode,
  Level,
  Parent,
  ...more,
});

const iMeta = [
  leaf('a', 'P', { Weight: 3 }),
  leaf('b', 'P', { Direction: -1 }),
  leaf('c', 'Q'),
  node('P', 2, 'index'),
  node('Q', 2, 'index', { Weight: 3 }),
  node('index', 3, null),
];

test('a tree knows its levels, children and ancestors', () => {
  const tree = new IndexTree(iMeta);
  expect([tree.maxLevel, tree.top.iCode]).toEqual([3, 'index']);
  expect(tree.childrenOf('P').map(({ iCode }) => iCode)).toEqual(['a', 'b']);
  expect(tree.ancestorsOf('a').map(({ iCode }) => iCode)).toEqual(['P', 'index']);
  expect(tree.ancestorAt('c', 2)?.iCode).toBe('Q');
  expect(tree.indicatorsBelow('index')).toHaveLength(3);
});

test('effective weights multiply down from the top', () => {
  const parts = effectiveWeights(new IndexTree(iMeta));
  expect(Object.fromEntries(parts)).toEqual({ index: 1, P: 0.25, Q: 0.75, a: 0.1875, b: 0.0625, c: 0.75 });
});

test.each<[string, Element[], RegExp]>([
  ['an element twice', [...iMeta, leaf('a', 'Q')], /a stands twice/],
  ['an unknown parent', [...iMeta, leaf('d', 'X')], /parent X of d is not in iMeta/],
  ['a circle', [leaf('a', 'P'), node('P', 2, 'Q'), node('Q', 3, 'P')], /circle: .*P → Q → P/],
  ['no top', [leaf('a', 'a')], /circle/],
  ['two tops', [...iMeta, leaf('d', 'R'), node('R', 3, null)], /more than one top: index, R/],
  ['a parent that is not above', [leaf('a', 'P'), node('P', 2, 'I'), node('I', 2, null)], /P \(Level 2\) is not below/],
  ['an aggregate without children', [...iMeta, node('R', 2, 'index')], /R has no children/],
  [
    'an indicator with children',
    [leaf('a', 'P'), node('P', 1, 'I'), node('I', 2, null)],
    /a \(Level 1\) is not below its parent P/,
  ],
  ['a negative weight', [leaf('a', 'I', { Weight: -1 }), node('I', 2, null)], /weight -1 of a is negative/],
  ['a weight that is no number', [leaf('a', 'I', { Weight: Number.NaN }), node('I', 2, null)], /weight NaN of a/],
  ['weights that sum to 0', [leaf('a', 'I', { Weight: 0 }), node('I', 2, null)], /weights below I sum to 0/],
  ['a direction of 0', [leaf('a', 'I', { Direction: 0 as 1 }), node('I', 2, null)], /Direction 0 of a/],
])('%s is refused by name', (_, elements, message) => {
  const make = () => new IndexTree(elements);
  expect(make).toThrow(UserError);
  expect(make).toThrow(message);
});

test('other weights: a code that is not there, and negative ones, are refused', () => {
  const tree = new IndexTree(iMeta);
  expect(tree.withWeights({ Q: 0 }).element('Q').Weight).toBe(0);
  expect(() => tree.withWeights({ Z: 1 })).toThrow(/Z is no element/);
  expect(() => tree.withWeights({ Q: -2 })).toThrow(/weight -2 of Q/);
  expect(() => tree.withWeights({ P: 0, Q: 0 })).toThrow(/weights below index sum to 0/);
});
