import { expect, test } from 'vitest';
import { account } from './conformance/golden.ts';
import { preprocess } from './conformance/preprocess.ts';

preprocess();

test('account', () => {
  expect(account().length).toBeGreaterThan(10);
});
