import type { Browser, BrowserContext, Page } from 'playwright-core';

export interface Visit {
  seconds: number;
  requests: number;
  kB: number;
}

export interface Wanted {
  /** Selectors: complete when something of each stands there. */
  shown: string[];
  /** What a reader then does, and where the text must change before the visit counts as complete. */
  choose?: { act: (page: Page) => Promise<void>; changes: string };
  javaScriptEnabled?: boolean;
}

/**
 * A reader's first visit to a page and the next one, with the browser's cache, as `{name, name again}`: seconds until all
 * that is `wanted` stands there, requests, and kilobytes that travelled.
 */
export async function visitTwice(
  browser: Browser,
  name: string,
  url: string,
  wanted: Wanted,
): Promise<Record<string, Visit>> {
  const context = await browser.newContext({ javaScriptEnabled: wanted.javaScriptEnabled ?? true });
  const first = await visit(context, url, wanted);
  const again = await visit(context, url, wanted);
  await context.close();
  return { [name]: first, [`${name} again`]: again };
}

/** One visit over a line of 10 Mbit/s down, 1 Mbit/s up and 40 ms, or as fast as it goes. */
export async function visit(
  context: BrowserContext,
  url: string,
  { shown, choose }: Wanted,
  { throttled = true } = {},
): Promise<Visit> {
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
  for (const selector of shown) await page.locator(selector).first().waitFor({ timeout: 120_000 });
  if (choose) await chosen(page, choose);
  const seconds = Number(((performance.now() - began) / 1000).toFixed(2));
  await page.close();
  return { seconds, requests, kB: Number((bytes / 1000).toFixed(1)) };
}

async function chosen(page: Page, { act, changes }: NonNullable<Wanted['choose']>): Promise<void> {
  const place = page.locator(changes).first();
  const before = await place.innerText();
  await act(page);
  const deadline = performance.now() + 120_000;
  while ((await place.innerText()) === before) {
    if (performance.now() > deadline) throw new Error(`${changes} does not change: ${before.slice(0, 200)}`);
    await page.waitForTimeout(20);
  }
}
