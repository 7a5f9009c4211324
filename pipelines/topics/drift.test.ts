import { expect, test } from 'vitest';
import { hasDrifted } from './drift.ts';
import { fitTopics } from './fit.ts';
import { corpusOf } from './hand-made.ts';

const matters = [
  ['停水', '水管', '水压', '自来水'],
  ['停电', '电路', '跳闸', '变压器'],
  ['噪音', '施工', '扰民', '夜间'],
];
const documents = (from: string[][], many: number): string[][] =>
  Array.from({ length: many }, (_, i) => {
    const matter = from[i % from.length]!;
    return [matter[i % 4]!, matter[(i + 1 + (i >> 2)) % 4]!, matter[(i >> 1) % 4]!];
  });

test('more of the same is no drift, another matter is', () => {
  const { model } = fitTopics(corpusOf(documents(matters, 300)), { k: 3, seed: 1 });
  expect(hasDrifted(model, corpusOf(documents(matters, 120)))).toBe(false);
  const other = documents([['学校', '招生', '学区', '入学']], 20);
  expect(hasDrifted(model, corpusOf([...documents(matters, 120), ...other]))).toBe(true);
  expect(hasDrifted(model, corpusOf([]))).toBe(false);
});
