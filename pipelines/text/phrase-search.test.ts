import { expect, test } from 'vitest';
import { corpusOf } from '../topics/hand-made.ts';
import { PhraseSearch } from './phrase-search.ts';

const search = new PhraseSearch(
  corpusOf([
    ['家里', '暖气', '不热'],
    ['暖气片', '漏水'],
    ['不热', '暖气'],
    ['老旧小区', '加装', '电梯', '困难'],
    ['水', '水管', '爆裂'],
    [],
  ]),
);

test.each([
  ['暖气', [0, 1, 2]],
  ['暖气不热', [0]],
  ['小区加装电梯', [3]],
  ['水管爆', [4]],
  ['电梯困人', []],
  ['不存在', []],
])('%s stands in documents %j', (phrase, documents) => {
  expect([0, 1, 2, 3, 4, 5].filter((d) => search.has(d, phrase))).toEqual(documents);
});

test('a phrase does not reach from a title into its body', () => {
  const corpus = corpusOf([['暖气', '不热']]);
  expect(new PhraseSearch({ ...corpus, bodyStarts: Int32Array.of(1) }).has(0, '暖气不热')).toBe(false);
});
