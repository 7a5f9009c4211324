import { expect, test } from 'vitest';
import type { Corpus } from '../text/corpus.ts';
import { candidateGraph } from './candidate-graph.ts';
import { findGroups, groupsOf } from './groups.ts';
import { corpusOf } from './hand-made.ts';
import { termVectors } from './term-vectors.ts';
import { documentsAt, timeOrder } from './time-order.ts';

const heating = ['望江苑 暖气 不热', '暖气 望江苑 温度 低'] as const;
const noise = ['工地 夜间 施工', '夜间 施工 噪音 工地'] as const;
const filler = (i: number) => [`词${i} 语${i}`, `句${i} 段${i}`] as const;
const mixed = [heating, noise, ...Array.from({ length: 30 }, (_, i) => filler(i)), heating, noise, ['', ''] as const];

test('orders of one matter meet, others do not; an order without words meets none', () => {
  const { members, edges } = findGroups(corpusOf(mixed), () => []);
  expect(members.map((rows) => [...rows])).toEqual([
    [0, 32],
    [1, 33],
  ]);
  expect(edges.map((pairs) => [...pairs])).toEqual([
    [0, 32],
    [1, 33],
  ]);
});

test('one order, and no order, have no group', () => {
  expect(findGroups(corpusOf([heating]), () => []).members).toEqual([]);
  expect(findGroups(corpusOf([]), () => []).members).toEqual([]);
});

test('vectors have length 1, and a title counts more than a body', () => {
  const corpus = corpusOf([...mixed, ['甲', '乙'], ['甲', ''], ['乙', '']]);
  const { starts, columns, values } = termVectors(corpus);
  for (let row = 0; row + 1 < starts.length; row++) {
    const square = values.subarray(starts[row]!, starts[row + 1]!).reduce((sum, x) => sum + x * x, 0);
    if (square > 0) expect(square).toBeCloseTo(1, 6);
  }
  const row = mixed.length;
  const weight = (word: string) =>
    values[[...columns.keys()].find((at) => at >= starts[row]! && corpus.words[columns[at]!] === word)!]!;
  expect(weight('甲') / weight('乙')).toBeCloseTo(1 + Math.log(3), 5);
});

test('a word of more than a tenth of many orders joins nobody', () => {
  const many = Array.from({ length: 200 }, (_, i) => [`小区 词${i}`, ''] as const);
  expect(candidateGraph(termVectors(corpusOf(many))).from).toHaveLength(0);
});

test('only the last fifty orders of a word are looked at, and the thirty strongest edges kept', () => {
  // The first nine are most like the last, but too long ago.
  const wave = Array.from({ length: 60 }, (_, i) => [i < 9 || i === 59 ? '停水' : '停水 望江苑', ''] as const);
  const others = Array.from({ length: 700 }, (_, i) => filler(i));
  const graph = candidateGraph(termVectors(corpusOf([...wave, ...others])));
  const partnersOfLast = [...graph.to.keys()].filter((edge) => graph.to[edge] === 59).map((edge) => graph.from[edge]);
  expect(partnersOfLast).toEqual(Array.from({ length: 30 }, (_, i) => 58 - i));
});

test('groups of one are left out, edges between groups too', () => {
  const graph = {
    nodes: 5,
    from: Int32Array.of(0, 1, 2),
    to: Int32Array.of(1, 2, 3),
    weight: Float32Array.of(1, 1, 1),
  };
  const { members, edges } = groupsOf(graph, Int32Array.of(0, 0, 1, 1, 2));
  expect(members).toEqual([Int32Array.of(0, 1), Int32Array.of(2, 3)]);
  expect(edges).toEqual([Int32Array.of(0, 1), Int32Array.of(2, 3)]);
});

test('time decides the order, then the id; the order of rows does not', () => {
  const ids = ['c', 'a', 'b'];
  expect([...timeOrder(ids, [1, 2, 1])].map((i) => ids[i])).toEqual(['b', 'c', 'a']);
  const corpus = corpusOf([heating, noise, filler(1)]);
  const back = documentsAt(documentsAt(corpus, [2, 0, 1]), [1, 2, 0]);
  expect(back).toEqual(corpus satisfies Corpus);
});
