/**
 * The site in a reader's browser over a throttled line: what it costs to look at the pages, as `minqing serve` sends them.
 *   npx tsx bench/site.ts SITE [--build] [--evidence FOLDER]
 *
 * leader          the leader's page, first visit, without JavaScript: complete when everything asked for has come
 * leader again    the same page once more, with the browser's cache
 * compare         the page that fetches the figures that one chooses, first visit: until another indicator was chosen and stands there
 * compare again   the same with the browser's cache
 * evidence        the same four of Evidence's template as it comes from npm, with the offline adapter: pages of its own
 *                 components that show the same tables, sent by the same server. Complete when the first chart and table stand there, and another indicator
 *                 was chosen. What its database's worker fetches (5.9 MB) is neither throttled nor counted: its true figures are higher
 *
 * The line: 10 Mbit/s down, 1 Mbit/s up, 40 ms. Bytes are those that travelled. --build builds the site first and measures
 * that. --evidence builds the other site in FOLDER (its packages: 700 MB).
 */
import { readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { openBrowser } from '../e2e/browser.ts';
import { serveSite } from '../pipelines/report/serve.ts';
import { evidenceServer } from './evidence-server.ts';
import { buildEvidenceSite } from './evidence-site.ts';
import { measuredProcess } from './measured-process.ts';
import { visit, visitTwice, type Wanted } from './throttled-visit.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { build: { type: 'boolean' }, evidence: { type: 'string' } },
});
const [site] = positionals;
if (!site) throw new Error('name the site folder: npx tsx bench/site.ts SITE [--build] [--evidence FOLDER]');
const folder = join(resolve(site), 'site');
const minqing = fileURLToPath(new URL('../bin/minqing.mjs', import.meta.url));

async function main(): Promise<void> {
  const build = values.build ? await built() : undefined;
  const evidence = values.evidence
    ? await buildEvidenceSite(join(resolve(site!), '.build', 'data'), resolve(values.evidence))
    : undefined;
  const browser = await openBrowser();
  try {
    const ours = await look(browser, folder, {
      leader: { shown: ['main .score strong'], javaScriptEnabled: false },
      compare: { shown: ['.ranges li a'], choose: { act: secondIndicator, changes: '.ranges' } },
    });
    const drawn = { shown: ['main canvas', 'main td:visible'] };
    const theirs = evidence && {
      'build seconds': evidence.seconds,
      ...(await look(browser, evidence.built, {
        leader: drawn,
        compare: { ...drawn, choose: { act: secondOption, changes: 'main table:visible' } },
      })),
    };
    console.log(JSON.stringify({ ...(build && { build }), ...ours, ...(theirs && { evidence: theirs }) }, null, 2));
  } finally {
    await browser.close();
  }
}

const secondIndicator = async (page: Page) => {
  await page.locator('main select').first().selectOption({ index: 1 });
};

/** A page of Evidence answers only when its database has come: the list opens before. */
const secondOption = async (page: Page) => {
  await page.locator('main button[role=combobox]').first().click();
  await page.locator('[role=option]').nth(1).click({ timeout: 120_000 });
};

/** Of a built site, both sent in the same way: its size, and its first page and its page that filters, visited twice. */
async function look(browser: Browser, built: string, { leader, compare }: { leader: Wanted; compare: Wanted }) {
  const files = readdirSync(built, { recursive: true, encoding: 'utf8' });
  const sizes = files.map((file) => statSync(join(built, file))).filter((stat) => stat.isFile());
  const whole = await serveSite(built);
  const served = await evidenceServer(whole.url);
  try {
    // The server compresses each file once: not the first reader's time is asked, but the line's.
    for (const [path, wanted] of [['', leader] as const, ['compare/', compare] as const]) {
      const context = await browser.newContext();
      await visit(context, served.url + path, wanted, { throttled: false });
      await context.close();
    }
    return {
      pages: files.filter((file) => file.endsWith('index.html')).length,
      'site MB': megabytes(sizes.reduce((sum, { size }) => sum + size, 0)),
      ...(await visitTwice(browser, 'leader', served.url, leader)),
      ...(await visitTwice(browser, 'compare', `${served.url}compare/`, compare)),
    };
  } finally {
    await served.close();
    await whole.close();
  }
}

async function built() {
  const { seconds, peakMb } = await measuredProcess(process.execPath, [minqing, 'report', resolve(site!)]);
  return { seconds: Number(seconds.toFixed(1)), 'MB of the parent': peakMb };
}

const megabytes = (bytes: number): number => Number((bytes / 1e6).toFixed(1));

await main();
