import { expect, test } from 'vitest';
import { basePathOf } from './base-path.ts';

test('a base path is named with or without its slashes', () => {
  expect(['/', '', 'minqing', '/minqing/', '/a/b-1/'].map(basePathOf)).toEqual([
    '',
    '',
    '/minqing',
    '/minqing',
    '/a/b-1',
  ]);
});

test.each(['..', '/a/../b', '/a b', '/%2e', '/<script>', '/.hidden'])('%s is no base path', (given) => {
  expect(() => basePathOf(given)).toThrow(expect.objectContaining({ name: 'UserError' }));
});
