/**
 * The site in a reader's browser over a throttled line: what it costs to look at the pages, as `minqing serve` sends them.
 *   npx tsx bench/site.ts SITE [--build]
 *
 * leader          the leader's page, first visit, without JavaScript: complete when everything asked for has come
 * leader again    the same page once more, with the browser's cache
 * compare         the page that fetches the figures that one chooses, first visit: until its first figures stand there
 * compare again   the same with the browser's cache
 *
 * The line: 10 Mbit/s down, 1 Mbit/s up, 40 ms. Bytes are those that travelled. --build builds the site first and measures that.
 */
import { readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContext } from 'playwright-core';
import { openBrowser } from '../e2e/browser.ts';
import { serveSite } from '../pipelines/report/serve.ts';
import { measuredProcess } from './measured-process.ts';

const [site] = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
if (!site) throw new Error('name the site folder: npx tsx bench/site.ts SITE [--build]');
const folder = join(resolve(site), 'site');
const minqing = fileURLToPath(new URL('../bin/minqing.mjs', import.meta.url));

async function main(): Promise<void> {
  const build = process.argv.includes('--build') ? await built() : undefined;
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const sizes = files.map((file) => statSync(join(folder, file))).filter((stat) => stat.isFile());
  const served = await serveSite(folder);
  const browser = await openBrowser();
  try {
    // The server compresses each file once: not the first reader's time is asked, but the line's.
    await visit(await browser.newContext(), `${served.url}compare/`, '.ranges li a', false);
    const report = {
      ...(build && { build }),
      pages: files.filter((file) => file.endsWith('index.html')).length,
      'site MB': megabytes(sizes.reduce((sum, { size }) => sum + size, 0)),
      ...(await twice(browser, 'leader', served.url, 'main .score strong', { javaScriptEnabled: false })),
      ...(await twice(browser, 'compare', `${served.url}compare/`, '.ranges li a', {})),
    };
    console.log(JSON.stringify(report, null, 2));
  } finally {
    await browser.close();
    await served.close();
  }
}

async function built() {
  const { seconds, peakMb } = await measuredProcess(process.execPath, [minqing, 'report', resolve(site!)]);
  return { seconds: Number(seconds.toFixed(1)), 'MB of the parent': peakMb };
}

async function twice(
  browser: Browser,
  name: string,
  url: string,
  wanted: string,
  options: { javaScriptEnabled?: boolean },
) {
  const context = await browser.newContext(options);
  const first = await visit(context, url, wanted);
  const again = await visit(context, url, wanted);
  await context.close();
  return { [name]: first, [`${name} again`]: again };
}

/** Seconds until what is wanted stands there and nothing is under way; requests and kilobytes that travelled. */
async function visit(context: BrowserContext, url: string, wanted: string, throttled = true) {
  const page = await context.newPage();
  const line = await context.newCDPSession(page);
  let [requests, bytes] = [0, 0];
  line.on('Network.responseReceived', () => requests++);
  line.on('Network.loadingFinished', ({ encodedDataLength }) => {
    bytes += encodedDataLength;
  });
  await line.send('Network.enable');
  if (throttled)
    await line.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: 40,
      downloadThroughput: 10e6 / 8,
      uploadThroughput: 1e6 / 8,
    });
  const began = performance.now();
  await page.goto(url, { waitUntil: 'load' });
  await page.locator(wanted).first().waitFor({ timeout: 120_000 });
  const seconds = Number(((performance.now() - began) / 1000).toFixed(2));
  await page.close();
  return { seconds, requests, kB: Number((bytes / 1000).toFixed(1)) };
}

const megabytes = (bytes: number): number => Number((bytes / 1e6).toFixed(1));

await main();
