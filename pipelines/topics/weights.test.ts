import { expect, test } from 'vitest';
import { countFeatures } from './features.ts';
import { corpusOf } from './hand-made.ts';
import { chooseVocabulary, weigh } from './weights.ts';

// Latin words have one feature each, so that every number can be checked by hand.
const counts = countFeatures(corpusOf([['aa', 'aa', 'bb'], ['aa', 'cc'], ['bb', 'bb', 'bb', 'bb'], ['dd'], []]));
const all = { minDocuments: 1, maxShare: 1, maxFeatures: 100 };

test('weight is √tf · ln((1+n)/(1+df))², then length 1', () => {
  const vocabulary = chooseVocabulary(counts, all);
  expect(vocabulary.names).toEqual(['aa', 'bb', 'cc', 'dd']);
  const idf = { aa: Math.log(6 / 3) ** 2, cc: Math.log(6 / 2) ** 2 };
  const { starts, columns, values } = weigh(counts, vocabulary);
  expect([...columns.subarray(starts[1]!, starts[2]!)]).toEqual([0, 2]);
  const length = Math.hypot(idf.aa, idf.cc);
  expect(values[starts[1]!]).toBeCloseTo(idf.aa / length, 6);
  expect(values[starts[1]! + 1]).toBeCloseTo(idf.cc / length, 6);
  // tf 2 against 1 of the same rarity: √2 to 1.
  expect(values[0]! / values[1]!).toBeCloseTo(Math.SQRT2, 5);
  expect(starts[5]! - starts[4]!).toBe(0);
});

test('features too rare, too common or beyond the cap are left out', () => {
  expect(chooseVocabulary(counts, { ...all, minDocuments: 2 }).names).toEqual(['aa', 'bb']);
  expect(chooseVocabulary(counts, { ...all, maxShare: 0.3 }).names).toEqual(['cc', 'dd']);
  // Mass Σ tf · idf²: bb (5 · ln 2⁴) beats aa (3 · ln 2⁴); cc and dd have ln 3⁴ = 1.46.
  expect(chooseVocabulary(counts, { ...all, maxFeatures: 2 }).names).toEqual(['cc', 'dd']);
});

test('words a model has never seen weigh nothing', () => {
  const vocabulary = chooseVocabulary(counts, all);
  const { starts } = weigh(countFeatures(corpusOf([['zz', 'yy'], ['aa']])), vocabulary);
  expect([...starts]).toEqual([0, 0, 1]);
});
