import type { Page } from 'playwright-core';
import { printedPages } from '../accessibility.ts';
import { shown } from './published.ts';
import type { SiteReading } from './reading.ts';

/** Score, interval and change of the index and its parts, 待研究事项, counts; printed on one page. */
export async function readLeader(reading: SiteReading, page: Page): Promise<void> {
  const { site, nodes, scores, attention, situation } = reading.published;
  if (!site[0]?.period)
    return reading.see(page, 'main', '还没有可以公布的期次', 'the leader’s page says that there is nothing yet');
  await reading.see(page, 'h1', String(site[0].period_label), 'the leader’s page names its period');
  for (const { node, kind, name } of nodes.filter(
    (row) => row.kind === 'index' || row.kind === 'dimension' || row.kind === 'subdimension',
  )) {
    const row = scores.find((found) => found.node === node && found.kind === 'city' && found.newest);
    const score = typeof row?.score === 'number' ? shown.points(row.score) : undefined;
    if (kind === 'subdimension') {
      const text = await page.locator(`.parts li:has(a[href$="/nodes/${node}/"])`).innerText();
      reading.expect(text, score ?? String(row?.state_text || '数据暂不支持'), `leader: ${name}`);
      continue;
    }
    const card = page.locator(`.score:has(h2 a[href$="/nodes/${node}/"])`);
    const text = await card.innerText();
    reading.expect(text, score ?? '—', `leader: ${name}`);
    if (row && score) {
      reading.expect(
        text,
        `${shown.points(row.low as number)}–${shown.points(row.high as number)}`,
        `leader: interval of ${name}`,
      );
      reading.expect(text, String(row.previous_verdict ?? '不可比'), `leader: change of ${name}`);
    }
  }
  const columns = await page.locator('main').innerText();
  for (const item of attention.filter((row) => (row.position as number) <= 3)) {
    reading.expect(columns, String(item.title), 'leader: 待研究事项');
    reading.expect(
      columns,
      item.figure === null ? String(item.measure) : shown.count(item.figure as number),
      `leader: ${item.title}`,
    );
  }
  const sheets = await printedPages(page);
  if (sheets !== 1) reading.report(`the leader’s page prints on ${sheets} pages`);
  const counts = situation
    .filter((row) => row.newest && row.kind === 'city' && Number.isInteger(row.value))
    .slice(0, 3);
  for (const row of counts) reading.expect(columns, shown.count(row.value as number), `leader: ${row.measure}`);
}
