import { expect, test } from 'vitest';
import { callbackBounds } from './callback-bounds.ts';

test('by hand: 60 of 80 solved, 20 not heard: between 60 and 80 in 100', () => {
  const bounds = callbackBounds({ sum: 60, answered: 80, missing: 20 })!;
  expect(bounds).toEqual({ worst: 0.6, best: 0.8, share: 0.8 });
});

test('all heard: both bounds are the figure; nobody heard: all is possible; nobody due: nothing', () => {
  expect(callbackBounds({ sum: 60, answered: 80, missing: 0 })).toEqual({ worst: 0.75, best: 0.75, share: 1 });
  expect(callbackBounds({ sum: 0, answered: 0, missing: 5 }, [-1, 1])).toEqual({ worst: -1, best: 1, share: 0 });
  expect(callbackBounds({ sum: 0, answered: 0, missing: 0 })).toBeUndefined();
});
