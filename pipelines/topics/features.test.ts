import { expect, test } from 'vitest';
import { countFeatures, featuresOfWord } from './features.ts';
import { corpusOf } from './hand-made.ts';

const plain = (word: string) => Object.fromEntries(featuresOfWord(word));

test('a word counts as itself, its inner pairs, and its characters at half weight', () => {
  expect(plain('停车场')).toEqual({ 停车场: 1, 停车: 1, 车场: 1, 停: 0.5, 车: 0.5, 场: 0.5 });
  expect(plain('停车')).toEqual({ 停车: 1, 停: 0.5, 车: 0.5 });
  expect(plain('妈妈')).toEqual({ 妈妈: 1, 妈: 1 });
  expect(plain('好')).toEqual({ 好: 0.5 });
  expect(plain('a3')).toEqual({ a3: 1 });
  expect(plain('k歌')).toEqual({ k歌: 1 });
});

test('documents add up the features of their words', () => {
  const { names, starts, columns, counts } = countFeatures(corpusOf([['停车', '停车'], [], ['停电', '停车']]));
  const row = (d: number) =>
    Object.fromEntries(
      [...columns.subarray(starts[d]!, starts[d + 1]!)].map((c, i) => [names[c], counts[starts[d]! + i]]),
    );
  expect(row(0)).toEqual({ 停车: 2, 停: 1, 车: 1 });
  expect(row(1)).toEqual({});
  expect(row(2)).toEqual({ 停车: 1, 停电: 1, 停: 1, 车: 0.5, 电: 0.5 });
});
