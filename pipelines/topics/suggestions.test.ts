import { expect, test } from 'vitest';
import { divideTopics } from './divide.ts';
import { countFeatures } from './features.ts';
import { fitTopics } from './fit.ts';
import { corpusOf, documentsAbout } from './hand-made.ts';
import { place, topicIds } from './model.ts';
import { assign } from './spherical-kmeans.ts';
import { suggest } from './suggestions.ts';
import { typicalDocuments } from './typical.ts';

const { documents, subject } = documentsAbout(['噪音', '供水', '停车', '学校'], 800, 1);
const corpus = corpusOf(documents);
const { model, assignment } = fitTopics(corpus, { k: 4, seed: 1 });
const points = place(model, countFeatures(corpus));
const ids = topicIds(model, assignment, 0);
const month = { corpus, points, cosine: assign(points, model.centroids).cosine };
const topicOf = (name: string) => ids[subject.indexOf(name)]!;

test('sound topics are left in peace', () => {
  expect(suggest(model, { ...month, topics: ids })).toEqual([]);
});

test('one matter under two numbers is suggested to be merged', () => {
  const halved = ids.map((id, d) => (id === topicOf('供水') && d % 8 < 4 ? 'T009' : id));
  const [first, ...more] = suggest(model, { ...month, topics: halved });
  expect(first).toMatchObject({ kind: 'merge', topic: topicOf('供水'), other: 'T009', orders: 200 });
  expect(first!.strength).toBeGreaterThan(0.8);
  expect(more).toEqual([]);
});

test('two matters under one number are suggested to be split, each told by its words', () => {
  const joined = ids.map((id) => (id === topicOf('供水') ? topicOf('停车') : id));
  const [first, ...more] = suggest(model, { ...month, topics: joined });
  expect(first).toMatchObject({ kind: 'split', topic: topicOf('停车'), orders: 200 });
  expect([first!.words, first!.rest].map((words) => words.some((word) => /水/.test(word))).sort()).toEqual([
    false,
    true,
  ]);
  expect(more).toEqual([]);
});

test('what nobody has heard before is told, with its words', () => {
  const later = documentsAbout(['噪音', '供水', '停车', '学校', '供暖'], 800, 2);
  const all = corpusOf(later.documents);
  const placed = place(model, countFeatures(all));
  const found = assign(placed, model.centroids);
  const heard = suggest(model, { corpus: all, points: placed, cosine: found.cosine, topics: topicIds(model, found) });
  for (const { kind, words } of heard.filter(({ kind }) => kind === 'new')) {
    expect(kind).toBe('new');
    expect(words.length).toBeGreaterThan(0);
  }
  expect(heard.every(({ strength, orders }) => Number.isFinite(strength) && orders > 0)).toBe(true);
});

test('topics that hold several matters are divided, the largest part keeps its number, sound ones stay whole', () => {
  const number = (d: number) => (['噪音', '供水', '停车'].includes(subject[d]!) ? 0 : 1);
  const nearest = Int32Array.from(documents, (_, d) => number(d));
  for (const k of ['auto', 4] as const) {
    const { group, groups } = divideTopics(points, nearest, 2, { k, seed: 1 });
    expect(groups).toBe(4);
    for (const name of ['噪音', '供水', '停车', '学校'])
      expect(new Set([...group].filter((_, d) => subject[d] === name)).size).toBe(1);
    expect(group[subject.indexOf('学校')]).toBe(1);
    expect([...group].includes(0)).toBe(true);
  }
  expect(divideTopics(points, nearest, 2, { k: 2, seed: 1 }).groups).toBe(2);
});

test('typical are the best that differ, five at most; a few words only where there is nothing else', () => {
  const few = corpusOf([['a', 'b', 'c', 'd'], ['b', 'a', 'd', 'c'], ['a', 'b', 'c', 'e'], ['a'], ['x'], []]);
  const fit = Float32Array.of(0.7, 0.9, 0.5, 1, 0.8, 0);
  const typical = typicalDocuments(few, ['T001', 'T001', 'T001', 'T001', 'T002', 'other'], fit);
  expect([...typical]).toEqual([
    ['T001', [1, 2, 3]],
    ['T002', [4]],
  ]);
  const most = typicalDocuments(corpus, ids, assignment.cosine);
  expect([...most.values()].every(({ length }) => length === 5)).toBe(true);
});
