import { expect, test } from 'vitest';
import { corpusOf } from './hand-made.ts';
import { nameTopics, withoutParts } from './labels.ts';

test('a label is made of what tells a topic from the others', () => {
  const corpus = corpusOf([
    ['停水', '水压', '小区', '水'],
    ['停水', '小区', '水管'],
    ['噪音', '小区', '施工'],
    ['噪音', '小区', '夜间'],
  ]);
  const names = nameTopics(corpus, Int32Array.of(0, 0, 1, 1), 2);
  expect(names[0]!.phrases[0]).toBe('停水');
  expect(names[1]!.phrases[0]).toBe('噪音');
  expect(names[0]!.phrases).not.toContain('水');
});

test('no phrase contains another', () => {
  expect(withoutParts(['停车位', '停车', '车位', '占道', '停车位收费'], 5)).toEqual(['停车位', '占道']);
});

test('no two labels are the same, and a topic without words still has one', () => {
  const same = ['停水', '水压', '水管', '阀门'];
  const names = nameTopics(corpusOf([same, same, ['好'], []]), Int32Array.of(0, 1, 2, -1), 4);
  expect(new Set(names.map(({ label }) => label)).size).toBe(4);
  expect(names[2]!.label).toBe('主题3');
});
