import { expect, test } from 'vitest';
import { corpusOf, documentsAbout } from './hand-made.ts';
import { carryTopics, fitTopics, mergeTopics, reduceOutliers, topicIds, topicsOverTime, transform } from './index.ts';
import { selected } from './model.ts';
import { modelFromBytes, modelToBytes } from './serial.ts';

const names = ['噪音', '供水', '停车', '学校'];
const { documents, subject } = documentsAbout(names, 600, 1);
const corpus = corpusOf(documents);
const fitted = fitTopics(corpus, { k: 4, seed: 1 });

/** Share of documents whose label is the commonest of their subject. */
const purity = (labels: ArrayLike<number | string>, truth: string[]): number => {
  const cells = new Map<string, Map<number | string, number>>();
  for (let i = 0; i < truth.length; i++) {
    const row = cells.get(truth[i]!) ?? new Map();
    cells.set(truth[i]!, row.set(labels[i]!, (row.get(labels[i]!) ?? 0) + 1));
  }
  return [...cells.values()].reduce((sum, row) => sum + Math.max(...row.values()), 0) / truth.length;
};

test('planted subjects are found, named by their own words, and placed in a hierarchy', () => {
  expect(purity(fitted.assignment.nearest, subject)).toBeGreaterThan(0.99);
  const { topics } = fitted.model;
  expect(topics.map(({ id }) => id)).toEqual(['T001', 'T002', 'T003', 'T004']);
  expect(topics.reduce((sum, { documents: n }) => sum + n, 0)).toBe(600);
  for (const { parents } of topics) expect(parents[0]).toMatch(/^M00\d$/);
  expect(new Set(topics.map(({ parents }) => parents[1])).size).toBe(1);
});

test('the number of topics is found', () => {
  const { model, assignment } = fitTopics(corpus, { k: 'auto', seed: 1 });
  expect(model.topics.length).toBeGreaterThanOrEqual(4);
  expect(model.topics.length).toBeLessThanOrEqual(6);
  // A subject may be split in two, but no topic mixes subjects.
  expect(purity(subject, [...assignment.nearest].map(String))).toBeGreaterThan(0.99);
});

test('same documents, same bytes', () => {
  expect(modelToBytes(fitTopics(corpusOf(documents), { k: 4, seed: 1 }).model)).toEqual(modelToBytes(fitted.model));
});

test('a stored model places documents as the model itself does', () => {
  const bytes = modelToBytes(fitted.model);
  expect(transform(modelFromBytes(bytes), corpus)).toEqual(transform(fitted.model, corpus));
  expect(() => modelFromBytes(bytes.subarray(0, 900))).toThrow('cut off');
  expect(() => modelFromBytes(new Uint8Array(0))).toThrow('cut off');
});

test('documents placed later go where like ones are; words never seen go nowhere', () => {
  const later = documentsAbout(names, 40, 99);
  const { nearest } = transform(fitted.model, corpusOf(later.documents));
  expect(purity([...fitted.assignment.nearest, ...nearest], [...subject, ...later.subject])).toBeGreaterThan(0.99);
  const unknown = transform(fitted.model, corpusOf([['从未见过'], []]));
  expect([...unknown.nearest]).toEqual([-1, -1]);
  expect([...unknown.cosine]).toEqual([0, 0]);
  expect(topicIds(fitted.model, unknown)).toEqual(['other', 'other']);
});

test('about 2% fit too badly for a topic, and can be let in', () => {
  const placed = transform(fitted.model, corpus);
  const outside = topicIds(fitted.model, placed).filter((id) => id === 'other').length;
  expect(outside).toBeGreaterThan(0);
  expect(outside).toBeLessThan(30);
  expect(reduceOutliers(fitted.model, placed, 0)).not.toContain('other');
});

test('topics over time: how many, and in which words', () => {
  const ids = topicIds(fitted.model, fitted.assignment, 0);
  const times = ids.map((_, d) => (d < 200 ? '2024-02' : '2024-01'));
  const found = topicsOverTime(corpus, ids, times);
  expect(found.map(({ time, topic }) => `${time} ${topic}`)).toEqual(
    ['2024-01', '2024-02'].flatMap((time) => ['T001', 'T002', 'T003', 'T004'].map((id) => `${time} ${id}`)),
  );
  expect(found.reduce((sum, { documents: many }) => sum + many, 0)).toBe(600);
  expect(found.every(({ phrases }) => phrases.length >= 5)).toBe(true);
  expect(topicsOverTime(corpus, ids.fill('other'), times)).toEqual([]);
});

test('no topic is called by a word that only says where', () => {
  const { model } = fitTopics(corpus, { k: 4, seed: 1, notTelling: new Set(['停水', '违停']) });
  expect(model.topics.flatMap(({ phrases }) => phrases).filter((word) => ['停水', '违停'].includes(word))).toEqual([]);
});

test('carried topics keep their ids, even one that nobody writes about any more', () => {
  const later = documentsAbout(['噪音', '供水', '停车'], 450, 2);
  const { model } = carryTopics(fitted.model, corpusOf(later.documents), { seed: 1, births: true });
  expect(model.topics.map(({ id }) => id)).toEqual(['T001', 'T002', 'T003', 'T004']);
  const old = selected(
    corpus,
    [...subject.keys()].filter((i) => subject[i] !== '学校'),
  );
  const [before, after] = [transform(fitted.model, old), transform(model, old)];
  const kept = [...before.nearest].filter((topic, i) => topic === after.nearest[i]).length;
  expect(kept / before.nearest.length).toBeGreaterThan(0.97);
  expect([...model.centroids.data].every(Number.isFinite)).toBe(true);
});

test('what was never seen before becomes a topic of its own; what was seen does not', () => {
  const later = documentsAbout([...names, '供暖'], 1000, 3);
  const { model, assignment } = carryTopics(fitted.model, corpusOf(later.documents), { seed: 1, births: true });
  expect(model.topics.map(({ id }) => id)).toEqual(['T001', 'T002', 'T003', 'T004', 'T005']);
  expect(
    model.topics[4]!.phrases.some((phrase) =>
      ['暖气', '供热', '不热', '室温', '热力', '锅炉房', '热费'].includes(phrase),
    ),
  ).toBe(true);
  expect(purity(assignment.nearest, later.subject)).toBeGreaterThan(0.97);
  const same = carryTopics(fitted.model, corpusOf(documentsAbout(names, 1000, 4).documents), { seed: 1, births: true });
  expect(same.model.topics).toHaveLength(4);
  const fixed = carryTopics(fitted.model, corpusOf(later.documents), { seed: 1, births: false });
  expect(fixed.model.topics).toHaveLength(4);
});

test('merged topics live on under the oldest id, and no number is used again', () => {
  const model = mergeTopics(fitted.model, ['T003', 'T001']);
  expect(model.topics.map(({ id }) => id)).toEqual(['T001', 'T002', 'T004']);
  expect(model.topics[0]!.documents).toBe(fitted.model.topics[0]!.documents + fitted.model.topics[2]!.documents);
  const [before, after] = [
    topicIds(fitted.model, transform(fitted.model, corpus), 0),
    topicIds(model, transform(model, corpus), 0),
  ];
  const moved = before.filter((id, i) => (id === 'T003' ? 'T001' : id) !== after[i]).length;
  expect(moved / before.length).toBeLessThan(0.03);
  const later = documentsAbout([...names, '供暖'], 1000, 3);
  const ids = carryTopics(model, corpusOf(later.documents), { seed: 1, births: true }).model.topics.map(({ id }) => id);
  expect(ids).not.toContain('T003');
  expect(() => mergeTopics(model, ['T009', 'T001'])).toThrow(
    expect.objectContaining({ fix: expect.stringContaining('T001') }),
  );
});

test.each([
  ['no documents', []],
  ['one empty document', [[]]],
  ['one document', [['停水']]],
  ['all the same', Array.from({ length: 50 }, () => ['停水', '水压'])],
  ['fewer documents than topics', [['停水', '水压'], ['噪音'], ['停水', '水压', '噪音', '施工']]],
  ['only single characters', [['水'], ['电'], ['水', '电'], ['水', '气']]],
])('%s: fewer topics, never an error or NaN', (_, few: string[][]) => {
  for (const k of [7, 'auto'] as const) {
    const { model, assignment } = fitTopics(corpusOf(few), { k, seed: 1 });
    expect(model.topics.length).toBeLessThanOrEqual(Math.max(1, few.length));
    expect(assignment.nearest).toHaveLength(few.length);
    for (const numbers of [
      model.centroids.data,
      model.directions.data,
      assignment.cosine,
      [model.poorFit, model.looseFit],
    ])
      expect([...numbers].every(Number.isFinite)).toBe(true);
    const again = carryTopics(model, corpusOf(few), { seed: 1, births: true });
    expect(again.model.topics.map(({ id }) => id)).toEqual(model.topics.map(({ id }) => id));
  }
});
