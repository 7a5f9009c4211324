import { expect, test } from 'vitest';
import { countedCells } from './counted-cell.ts';

const counted = {
  size: 5,
  numerator: Float64Array.of(1, 1, 0, 0.8, 0),
  denominator: Float64Array.of(1, 1, 1, 1, 1),
  value: undefined,
  group: undefined,
  groups: [],
  cluster: Int32Array.of(0, 0, 0, 0, 0),
  resident: Int32Array.of(3, 3, 0, -1, -1),
  street: Int32Array.of(-1, -1, -1, -1, -1),
};

test('residents are counted once in each part, and unknown ones each as one', () => {
  const cellOf = countedCells(counted);
  const all = { things: 5, hits: 3, misses: 3, residents: 4, hitResidents: 2, missResidents: 3 };
  expect(cellOf(Int32Array.of(0, 1, 2, 3, 4))).toEqual(all);
  expect(cellOf(Int32Array.of(0, 1))).toEqual({
    things: 2,
    hits: 2,
    misses: 0,
    residents: 1,
    hitResidents: 1,
    missResidents: 0,
  });
  expect(cellOf(new Int32Array(0)).residents).toBe(0);
  // With outcomes between 0 and 1 the hits tell who has nothing (0 and an unknown one), the misses who has the whole (3).
  const between = countedCells(counted, true);
  expect(between(Int32Array.of(0, 1, 2, 3, 4))).toEqual({ ...all, hitResidents: 2, missResidents: 1 });
  expect(between(Int32Array.of(0, 1, 3))).toMatchObject({ hits: 3, hitResidents: 2, misses: 1, missResidents: 1 });
  expect(cellOf(Int32Array.of(0, 1, 2, 3, 4))).toEqual(all);
});
