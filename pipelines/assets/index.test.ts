import { expect, test } from 'vitest';
import { assets } from './index.ts';

test('what an asset reads stands before it', () => {
  const position = new Map(assets.map(({ key }, i) => [key, i]));
  const late = assets.flatMap(({ key, reads }) =>
    reads.filter(({ asset }) => position.get(asset)! > position.get(key)!).map(({ asset }) => `${key} reads ${asset}`),
  );
  expect(late).toEqual([]);
});
