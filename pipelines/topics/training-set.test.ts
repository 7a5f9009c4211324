import { expect, test } from 'vitest';
import { trainingSet } from './training-set.ts';

const months = (...sizes: number[]) =>
  sizes.map((documents, i) => ({ month: `2024-${String(i + 1).padStart(2, '0')}`, documents, tokens: 50 * documents }));

test('the newest months until there are 3,000 documents', () => {
  expect(trainingSet(months(5000, 4000)).months.map(({ month }) => month)).toEqual(['2024-02']);
  expect(trainingSet(months(900, 1500, 1600)).documents).toBe(3100);
  expect(trainingSet(months(900, 1500, 1499)).documents).toBe(3899);
});

test('never more than 12 months, never an error on none', () => {
  expect(trainingSet(months(...new Array<number>(15).fill(10)))).toMatchObject({ documents: 120 });
  expect(trainingSet([])).toEqual({ months: [], documents: 0 });
});
