import { expect, test } from 'vitest';
import { topicsFileSchema } from '../site/topics-file.ts';
import { decided } from './decisions.ts';
import { corpusOf } from './hand-made.ts';
import type { Topic } from './model.ts';
import { namedTopics } from './named-topics.ts';

const placed = {
  corpus: corpusOf([
    ['电梯', '停用'],
    ['物业', '电梯'],
    ['暖气', '不热'],
    ['停车'],
    ['暖气', '漏水'],
    ['电梯', '困人'],
  ]),
  documentIds: ['a', 'b', 'c', 'd', 'e', 'f'],
  topics: ['T001', 'T002', 'T003', 'other', 'T003', 'T001'],
};
const known = new Set(['T001', 'T002', 'T003', 'T004']);
const decide = (file: object, nameOf?: Map<string, string>) =>
  decided(placed, topicsFileSchema.parse(file), known, nameOf);

test('nothing decided, nothing changed', () => {
  expect(decide({})).toEqual(placed.topics);
});

test('merges, then parts of what they went into, then pins: orders above words', () => {
  expect(decide({ merges: [{ into: 'T002', from: ['T001'] }] })).toEqual([
    'T002',
    'T002',
    'T003',
    'other',
    'T003',
    'T002',
  ]);
  expect(
    decide({
      merges: [{ into: 'T002', from: ['T001'] }],
      splits: [
        {
          topic: 'T002',
          into: [
            { part: 'T002-1', words: ['困人', '停用'] },
            { part: 'T002-2', words: ['电梯'] },
          ],
        },
      ],
    }),
  ).toEqual(['T002-1', 'T002-2', 'T003', 'other', 'T003', 'T002-1']);
  expect(
    decide({
      pins: [
        { topic: 'T004', words: ['暖气', '不热'] },
        { topic: 'T001', words: ['停车'] },
        { topic: 'T002', orders: ['c', 'nobody'] },
      ],
    }),
  ).toEqual(['T001', 'T002', 'T002', 'T001', 'T003', 'T001']);
});

test('other names are searched for by the name that counts; what does not exist yet has no effect', () => {
  expect(decide({ pins: [{ topic: 'T004', words: ['物业公司'] }] }, new Map([['物业公司', '物业']]))[1]).toBe('T004');
  expect(decide({ pins: [{ topic: 'T044', words: ['电梯'] }], merges: [{ into: 'T033', from: ['T003'] }] })).toEqual(
    placed.topics,
  );
});

const topic = (id: string, label: string, documents: number, parents: [string, string]): Topic => ({
  id,
  label,
  phrases: label.split('·'),
  parents,
  documents,
});
const topics = [
  topic('T001', '电梯·停用', 50, ['M001', 'L001']),
  topic('T002', '物业·收费', 80, ['M001', 'L001']),
  topic('T003', '暖气·不热', 20, ['M003', 'L001']),
];

test('topics bear the names they were given, and no two the same; nodes are named after their largest topics', () => {
  const named = namedTopics(
    topics,
    topicsFileSchema.parse({
      names: { T002: '电梯·停用' },
      splits: [{ topic: 'T003', into: [{ part: 'T003-1', words: ['地暖', '水'.repeat(2)] }] }],
    }),
  );
  expect(named.map(({ topic: id, label, named: given }) => [id, label, given])).toEqual([
    ['T001', '电梯·停用 T001', false],
    ['T002', '电梯·停用', true],
    ['T003', '暖气·不热', false],
    ['T003-1', '地暖·水水', false],
  ]);
  expect(named[0]).toMatchObject({
    parent1: 'M001',
    parent1_label: '电梯·停用·电梯',
    parent2_label: '电梯·停用·电梯·暖气',
  });
  expect(named[3]).toMatchObject({ parent1: 'M003', parent1_label: '暖气·不热', phrases: ['地暖', '水水'] });
  const merged = namedTopics(topics, topicsFileSchema.parse({ merges: [{ into: 'T002', from: ['T001', 'T009'] }] }));
  expect(merged.map(({ topic: id }) => id)).toEqual(['T002', 'T003']);
});
