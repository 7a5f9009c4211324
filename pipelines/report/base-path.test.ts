import { expect, test } from 'vitest';
import { basePathOf, rebased } from './base-path.ts';

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

test('addresses from the root begin at the base; all others stay', () => {
  const page = `<a title="a > b" href="/units/U1/">1</a><a href="#x">2</a><a href="../y/">3</a><a href="//other/">4</a><a href="data:text/csv,/a">5</a>
<img src="/icon.svg" alt=""/><form action="/search/" method="get"></form><script src="/search.js" defer></script><p>href="/stays/"</p><a class="k" href="/">0</a>`;
  expect(rebased(page, '/m')).toBe(
    page
      .replace('href="/units', 'href="/m/units')
      .replace('src="/icon', 'src="/m/icon')
      .replace('action="/search', 'action="/m/search')
      .replace('src="/search.js', 'src="/m/search.js')
      .replace('<a class="k" href="/"', '<a class="k" href="/m/"'),
  );
  expect(rebased(page, '')).toBe(page);
});
