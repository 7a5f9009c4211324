import type { Page } from 'playwright-core';
import { type Row, shown } from './published.ts';
import type { SiteReading } from './reading.ts';

/** How many orders a topic has. */
export async function readTopic(reading: SiteReading, page: Page, topic: Row): Promise<void> {
  await reading.open(page, `/topics/${topic.topic}/`);
  reading.expect(await page.locator('.score').innerText(), shown.count(topic.orders as number), `topic ${topic.label}`);
}

/** The lists of events and alarms, and their filters. */
export async function filterEvents(reading: SiteReading, page: Page): Promise<void> {
  const { events } = reading.published;
  const rows = () => page.locator('table.events tbody tr').count();
  if ((await rows()) !== Math.min(events.length, 100))
    reading.report(`events: ${await rows()} rows of ${events.length}`);
  const alarms = await page.locator('table.alarms tbody tr').count();
  if (alarms !== Math.min(reading.published.alarms.length, 30))
    reading.report(`events: ${alarms} alarms of ${reading.published.alarms.length}`);
  await page.getByLabel('只看未办结').check();
  const open = events.filter((event) => (event.open_orders as number) > 0).length;
  if ((await rows()) !== Math.min(open, 100)) reading.report(`events: ${await rows()} open ones of ${open}`);
  await page.getByLabel('类型').selectOption(String(events[0]!.type));
  const both = events.filter((event) => (event.open_orders as number) > 0 && event.type === events[0]!.type).length;
  if ((await rows()) !== Math.min(both, 100)) reading.report(`events: ${await rows()} open ones of a type, of ${both}`);
}

/** By keyboard alone: from the head of a page to the page of an indicator. */
export async function search(reading: SiteReading, page: Page): Promise<void> {
  await reading.open(page, '/search/');
  const items = () => page.locator('.found li:visible').count();
  const all = await items();
  const { nodes, words } = reading.published;
  if (all < nodes.filter(({ kind }) => kind === 'indicator').length + words.length)
    reading.report(`search: lists only ${all}`);
  const wanted = nodes.find(({ kind }) => kind === 'indicator')!;
  await page.goto(`${reading.origin}/method/`, { waitUntil: 'networkidle' });
  await page.getByRole('searchbox').first().fill(String(wanted.node).toLowerCase());
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/search\//, { waitUntil: 'networkidle' });
  const left = await items();
  if (left === 0 || left >= all) reading.report(`search: ${left} of ${all} left for ${wanted.node}`);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page
    .waitForURL(`**/indicators/${wanted.node}/`, { waitUntil: 'networkidle' })
    .catch(() => reading.report(`search: Enter does not open ${wanted.node}`));
  await page.goto(`${reading.origin}/search/?q=${encodeURIComponent('没有这样的东西')}`);
  await reading.see(page, 'main', '没有找到', 'a search without result says so');
}

/** Rows of all files together. */
export async function readQuality(reading: SiteReading, page: Page): Promise<void> {
  const { files } = reading.published;
  const total = (column: string) => files.reduce((sum, row) => sum + Number(row[column]), 0);
  if (files.length === 0)
    return reading.see(page, 'main', '还没有读入文件', 'the quality page says that nothing was read');
  const text = await page.locator('tr', { hasText: '合计' }).innerText();
  for (const column of ['read', 'ignored', 'accepted', 'rejected'])
    reading.expect(text, shown.count(total(column)), `quality: ${column}`);
}
