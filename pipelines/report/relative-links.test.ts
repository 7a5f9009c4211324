import { expect, test } from 'vitest';
import { withRelativeLinks } from './relative-links.ts';

test('addresses from the root are written from where the page lies; all others stay', () => {
  const page = `<a title="a > b" href="/units/U1/">1</a><a href="#x">2</a><a href="../y/">3</a><a href="//other/">4</a><a href="data:text/csv,/a">5</a>
<img src="/icon.svg" alt=""/><form action="/search/" method="get"></form><script src="/search.js" defer></script><p>href="/stays/"</p><a class="k" href="/">0</a>`;
  const at = (way: string) =>
    page
      .replace('href="/units', `href="${way}units`)
      .replace('src="/icon', `src="${way}icon`)
      .replace('action="/search', `action="${way}search`)
      .replace('src="/search.js', `src="${way}search.js`)
      .replace('<a class="k" href="/"', `<a class="k" href="${way}"`);
  expect(withRelativeLinks(page, 0)).toBe(at('./'));
  expect(withRelativeLinks(page, 2)).toBe(at('../../'));
});
