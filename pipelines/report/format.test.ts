import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { reportsFolder } from './project.ts';

const component = (name: string) => import(pathToFileURL(join(reportsFolder, 'components', name)).href);

describe('number formats of the site', async () => {
  const { change, changeInterval, count, figure, growth, interval, percent, points, signed } =
    await component('format.js');

  test.each([
    [count(1234567), '1,234,567'],
    [count(999), '999'],
    [count(null), '—'],
    [points(78.05), '78.0'],
    [points(Number.NaN), '—'],
    [percent(0.8734), '87.3%'],
    [figure(0.8734, '%'), '87.3%'],
    [figure(0.0123, 'pp'), '1.2 个百分点'],
    [figure(0.836, 'ratio'), '0.84'],
    [figure(undefined, '%'), '—'],
    [interval(0.861, 0.884, '%'), '86.1–88.4%'],
    [interval(null, 1, '%'), ''],
    [signed(-0.84), '−0.8'],
    [signed(-0.04), '0.0'],
    [change(0.012, '%'), '+1.2 个百分点'],
    [changeInterval(-0.004, 0.021, '%'), '−0.4 ～ +2.1'],
    [change(null, '%'), '—'],
    [change(-0.25, 'ratio'), '−0.25'],
    [growth(110, 100), '+10.0%'],
    [growth(5, 0), '基数为 0'],
    [growth(0, 0), '0.0%'],
  ])('%s', (shown, wanted) => expect(shown).toBe(wanted));

  test('a downloaded cell never starts a formula', async () => {
    const { csv } = await component('csv.js');
    const text = decodeURIComponent(
      csv(
        ['名称', '值'],
        [
          ['=HYPERLINK("x")', -1.5],
          ['a,"b"', null],
        ],
      )
        .split(',')
        .slice(1)
        .join(','),
    );
    expect(text).toBe('\uFEFF名称,值\r\n"\'=HYPERLINK(""x"")",-1.5\r\n"a,""b""",\r\n');
  });
});
