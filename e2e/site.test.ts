import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { arrowBytes } from '../pipelines/report/arrow-file.ts';
import { buildSite } from '../pipelines/report/build.ts';
import { publish } from '../pipelines/report/publish.ts';
import { openSampleMarts, type SampleSize, sampleParameters } from '../pipelines/report/sample-marts.ts';
import { serveSite } from '../pipelines/report/serve.ts';
import { openBrowser } from './browser.ts';
import { checkSite } from './site/check.ts';
import { approvedLayout, departures, layoutOf } from './site/layout.ts';
import { servePlainly } from './site/plain-server.ts';

const scratch = mkdtempSync(join(tmpdir(), 'minqing-site-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const awkwardName = `<script>alert(1)</script>"双引号'单引号😀`.padEnd(40, '长');

/** A site folder with published tables, made from the sample marts after `before` was run on them. */
async function publishedSite(name: string, size: Partial<SampleSize>, before: string[] = []) {
  const dir = join(scratch, name);
  const { warehouse, close } = await openSampleMarts(size);
  try {
    for (const sql of before) await warehouse.run(sql);
    await publish(warehouse, join(dir, '.build', 'data'), sampleParameters);
  } finally {
    close();
  }
  return { dir };
}

describe('the site of a city with 25 months of figures', () => {
  let site: { dir: string };
  beforeAll(async () => {
    site = await publishedSite('full', {}, [
      `update subjects set name = '${awkwardName.replaceAll("'", "''")}' where code = 'U01'`,
      `update subjects set code = '../../U02' where code = 'U02'`,
      `update scores set subject = '../../U02' where subject = 'U02'`,
      `update "values" set subject = '../../U02' where subject = 'U02'`,
    ]);
    await buildSite(site);
  });

  test('shows on every kind of page what was published, asks nobody else, and all its links work', async () => {
    const check = await checkSite(join(site.dir, 'site'), join(site.dir, '.build', 'data'));
    expect(check.problems).toEqual([]);
    expect(check.pages).toBeGreaterThan(30);
    expect(check.links).toBeGreaterThan(90);
  });

  test('says of a unit of which too few answered that it has neither rank nor band, and why', () => {
    const page = readFileSync(join(site.dir, 'site', 'units', 'U04', 'index.html'), 'utf8');
    expect(page).toContain('不分档：回访不足');
    expect(page).toContain('不排位：回访不足');
    const other = readFileSync(join(site.dir, 'site', 'units', 'U05', 'index.html'), 'utf8');
    expect(other).toContain('落在各档的可能');
    expect(other).not.toContain('不分档：回访不足');
  });

  test('draws the leader’s page as it was approved: the same blocks, where and as large as they were', async () => {
    const served = await serveSite(join(site.dir, 'site'));
    const browser = await openBrowser();
    try {
      const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
      await page.goto(served.url);
      const found = await layoutOf(page);
      expect(departures(found, approvedLayout()), JSON.stringify(found)).toEqual([]);
      await page.addStyleTag({ content: '.columns { display: block; }' });
      expect(departures(await layoutOf(page), approvedLayout())).not.toEqual([]);
    } finally {
      await browser.close();
      await served.close();
    }
  });

  test.each([
    ['minqing serve', (folder: string) => serveSite(folder, { basePath: '/city' })],
    ['a plain server of files', (folder: string) => servePlainly(folder, '/public/city')],
  ])(
    'lies under a path of %s as well: every request and every link stays under it, in pages with a script too',
    async (_, serve) => {
      const served = await serve(join(site.dir, 'site'));
      const browser = await openBrowser();
      try {
        const page = await browser.newPage();
        const outside: string[] = [];
        page.on('request', (request) => {
          if (!/^(data|blob):/.test(request.url()) && !request.url().startsWith(served.url))
            outside.push(request.url());
        });
        page.on('response', (response) => {
          if (response.status() >= 400) outside.push(`${response.status()} ${response.url()}`);
        });
        for (const path of ['', 'map/', 'search/?q=R32', 'events/', 'compare/']) {
          await page.goto(served.url + path, { waitUntil: 'networkidle' });
          if (path === 'events/') await page.getByLabel('只看未办结').check();
          if (path === 'compare/') await page.locator('.ranges li a').first().waitFor({ timeout: 30_000 });
          const links = await page.evaluate<string[]>(
            '[...document.querySelectorAll("a[href]")].map((link) => new URL(link.getAttribute("href"), location.href).href).filter((href) => href.startsWith("http"))',
          );
          expect(links.length).toBeGreaterThan(5);
          expect(links.filter((link) => !link.startsWith(served.url))).toEqual([]);
        }
        expect(outside).toEqual([]);
      } finally {
        await browser.close();
        await served.close();
      }
    },
  );

  test('has at most 300 pages and 15 MB', () => {
    const files = readdirSync(join(site.dir, 'site'), { recursive: true, encoding: 'utf8' });
    expect(files.filter((file) => file.endsWith('.html')).length).toBeLessThan(300);
    const bytes = files.map((file) => statSync(join(site.dir, 'site', file)).size).reduce((sum, size) => sum + size, 0);
    expect(bytes).toBeLessThan(15e6);
  });

  test('a build that fails leaves the last good site in place and says why', async () => {
    const before = readFileSync(join(site.dir, 'site', 'index.html'), 'utf8');
    const table = join(site.dir, '.build', 'data', 'attention.arrow');
    writeFileSync(table, arrowBytes([{ name: 'kind', type: 'text', values: [] }]));
    await expect(buildSite(site)).rejects.toMatchObject({
      name: 'UserError',
      message: expect.stringContaining('position'),
      where: expect.stringContaining('report.log'),
    });
    rmSync(table);
    await expect(buildSite(site)).rejects.toMatchObject({
      name: 'UserError',
      message: expect.stringContaining('attention'),
      where: expect.stringContaining('data'),
    });
    expect(readFileSync(join(site.dir, 'site', 'index.html'), 'utf8')).toBe(before);
    expect(existsSync(join(site.dir, '.build', 'evidence'))).toBe(false);
  });
});

test('a city whose exports have not been read yet has a whole site that says so', async () => {
  const site = await publishedSite('empty', { filled: false, units: 0, districts: 1 });
  await buildSite(site);
  const check = await checkSite(join(site.dir, 'site'), join(site.dir, '.build', 'data'), ['phone']);
  expect(check.problems).toEqual([]);
});
