import type { Browser, Page } from 'playwright-core';
import { serveSite } from '../../pipelines/report/serve.ts';
import { openBrowser } from '../browser.ts';
import { readAnalysis } from './analysis.ts';
import { compare, openMap, readIndicator, readIndicators, readSubject } from './figures.ts';
import { readLeader } from './leader.ts';
import { filterEvents, readQuality, readTopic, search } from './lists.ts';
import { readTables, shown } from './published.ts';
import { type SiteCheck, SiteReading } from './reading.ts';

const screens = {
  desktop: { viewport: { width: 1280, height: 800 }, colorScheme: 'light' },
  phone: { viewport: { width: 390, height: 800 }, colorScheme: 'dark' },
} as const;

/**
 * Opens every kind of page of a built site in Chromium, at desktop and phone width unless one is enough, with all network
 * traffic recorded, and compares what is read there with the published tables.
 */
export async function checkSite(
  siteDir: string,
  dataDir: string,
  on: readonly (keyof typeof screens)[] = ['desktop', 'phone'],
): Promise<SiteCheck> {
  const published = readTables(dataDir);
  const served = await serveSite(siteDir);
  const browser = await openBrowser();
  const check = new SiteReading(served.url, published);
  try {
    for (const screen of on) {
      const context = await browser.newContext({ ...screens[screen], locale: 'zh-CN' });
      check.watch(context);
      await readPages(check, await context.newPage());
      await context.close();
    }
    await check.followLinks();
    await withoutScripts(check, browser);
    return check.result();
  } finally {
    await browser.close();
    await served.close();
  }
}

/** Every kind of page, compared with the tables. */
async function readPages(reading: SiteReading, page: Page): Promise<void> {
  const { nodes, subjects, topics, events } = reading.published;
  const first = (kind: string) => subjects.find((subject) => subject.kind === kind);
  await reading.open(page, '/');
  await readLeader(reading, page);
  await reading.open(page, '/indicators/');
  await readIndicators(reading, page);
  for (const node of [
    'index',
    ...nodes.filter(({ kind }) => kind === 'dimension' || kind === 'subdimension').map(({ node }) => node),
  ].slice(0, 4))
    if (nodes.some((known) => known.node === node)) await reading.open(page, `/nodes/${node}/`);
  await readIndicator(reading, page);
  for (const [kind, path] of [
    ['district', '/districts/'],
    ['unit', '/units/'],
  ] as const) {
    await reading.open(page, path);
    const subject = first(kind);
    if (subject && reading.published.scores.some((row) => row.kind === kind))
      await readSubject(reading, page, kind, `${path}${subject.slug}/`, subject);
  }
  await reading.open(page, '/topics/');
  if (topics[0]) await readTopic(reading, page, topics[0]);
  await reading.open(page, '/events/');
  if (events.length) await filterEvents(reading, page);
  await reading.open(page, '/compare/');
  if (reading.published.site[0]?.period) await compare(reading, page);
  await readAnalysis(reading, page);
  await reading.open(page, '/quality/');
  await readQuality(reading, page);
  await openMap(reading, page);
  await reading.open(page, '/glossary/');
  await reading.see(page, 'main', '基本持平', 'the glossary explains 基本持平');
  await search(reading, page);
  await reading.open(page, '/method/');
  await reading.see(page, 'body', '自行设计', 'the method page says whose design it is');
}

/** The leader's page is whole before any script runs. */
async function withoutScripts(reading: SiteReading, browser: Browser): Promise<void> {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${reading.origin}/`);
  const index = reading.published.scores.find((row) => row.node === 'index' && row.kind === 'city' && row.newest);
  if (typeof index?.score === 'number')
    reading.expect(await page.locator('main').innerText(), shown.points(index.score), 'leader without scripts');
  await page.goto(`${reading.origin}/search/`);
  for (const { name } of reading.published.nodes.filter(({ kind }) => kind === 'indicator'))
    reading.expect(await page.locator('main').innerText(), String(name), 'search without scripts');
  await context.close();
}
