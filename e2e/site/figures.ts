import type { Page } from 'playwright-core';
import { type Row, shown } from './published.ts';
import type { SiteReading } from './reading.ts';

/** The list of the city's indicators: a value, or why there is none. */
export async function readIndicators(reading: SiteReading, page: Page): Promise<void> {
  for (const row of reading.published.figures.filter((found) => found.kind === 'city' && found.newest)) {
    const text = await page.locator(`tr:has(th a[href$="/indicators/${row.indicator}/"])`).innerText();
    if (typeof row.value === 'number')
      reading.expect(text, shown.figure(row.value, String(row.measure)), `indicators: ${row.indicator_name}`);
    else reading.expect(text, String(row.state_text), `indicators: ${row.indicator_name}`);
    if (!text.trim()) reading.report(`indicators: ${row.indicator_name} is blank`);
  }
}

/** One with a value and one without. */
export async function readIndicator(reading: SiteReading, page: Page): Promise<void> {
  const now = reading.published.figures.filter((row) => row.kind === 'city' && row.newest);
  for (const row of [
    now.find(({ value }) => typeof value === 'number'),
    now.find(({ state }) => state === 'unsupported'),
  ]) {
    if (!row) continue;
    await reading.open(page, `/indicators/${row.indicator}/`);
    const card = await page.locator('.score').innerText();
    if (typeof row.value === 'number') {
      reading.expect(card, shown.figure(row.value, String(row.measure)), `indicator: ${row.indicator_name}`);
      reading.expect(card, `n = ${shown.count(row.n as number)}`, `indicator: n of ${row.indicator_name}`);
      if ((await page.locator('svg.trend circle').count()) === 0)
        reading.report(`indicator: ${row.indicator_name} has no drawn trend`);
    } else reading.expect(card, String(row.state_text), `indicator: ${row.indicator_name}`);
    await reading.see(page, '.facts', '计算', 'an indicator says how it is computed');
  }
}

/** A district or unit: its name and scores. */
export async function readSubject(
  reading: SiteReading,
  page: Page,
  kind: string,
  path: string,
  subject: Row,
): Promise<void> {
  await reading.open(page, path);
  await reading.see(page, 'h1', String(subject.name), 'a subject names itself');
  const rows = reading.published.scores.filter(
    (row) =>
      row.newest && row.kind === kind && row.slug === subject.slug && ['index', 'P', 'R'].includes(String(row.node)),
  );
  if (kind === 'unit' && rows.some((row) => row.node === 'index')) reading.report('a unit has an index');
  for (const row of rows)
    if (typeof row.score === 'number')
      reading.expect(await page.locator('.cards').innerText(), shown.points(row.score), `${subject.name}: ${row.node}`);
}

/** The one page that fetches figures as they are chosen. */
export async function compare(reading: SiteReading, page: Page): Promise<void> {
  const { figures } = reading.published;
  const indicators = [
    ...new Set(
      figures
        .filter((row) => row.kind === 'district' && typeof row.value === 'number')
        .map((row) => String(row.indicator)),
    ),
  ];
  const periods = [...new Set(figures.map((row) => String(row.period)))];
  for (const [indicator, period] of [
    [indicators[0], periods.at(-1)],
    [indicators.at(-1), periods[0]],
  ]) {
    if (!indicator || !period) continue;
    await page.getByLabel('指标').selectOption(indicator);
    await page.getByLabel('期次').selectOption(period);
    const wanted = figures.filter(
      (row) =>
        row.indicator === indicator &&
        row.period === period &&
        row.kind === 'district' &&
        typeof row.value === 'number',
    );
    const last = wanted.at(-1);
    if (!last) continue;
    const text = `${shown.figure(last.value as number, String(last.measure))}`;
    await page
      .locator(`.ranges li:has(a[href$="/districts/${last.slug}/"])`, { hasText: text })
      .waitFor({ timeout: 30_000 })
      .catch(() => reading.report(`compare: ${indicator} of ${last.name} in ${period} is not ${text}`));
  }
  const download = page.locator('a[download]');
  if (!decodeURIComponent((await download.getAttribute('href')) ?? '').includes('名称,数值'))
    reading.report('compare: the download is not a table');
}

/** Every region with its raw value and what colours it; a picture where the site has a map. */
export async function openMap(reading: SiteReading, page: Page): Promise<void> {
  await reading.open(page, '/map/');
  const { figures, shapes } = reading.published;
  const regions = figures.filter((row) => row.newest && row.kind === 'district' && typeof row.value === 'number');
  if (regions.length === 0)
    return reading.see(page, 'main', '还没有可以上图的指标', 'the map says that there is nothing');
  const indicator = regions.at(-1)!.indicator;
  await reading.open(page, `/map/${indicator}/`);
  for (const row of regions.filter((found) => found.indicator === indicator)) {
    const text = await page.locator(`tr:has(th a[href$="/districts/${row.slug}/"])`).innerText();
    reading.expect(text, shown.figure(row.value as number, String(row.measure)), `map: ${row.name}`);
  }
  const drawn = await page.locator('.map svg a path.region').count();
  if (shapes.length === 0) await reading.see(page, 'main', 'regions.geojson', 'without a map the page says so');
  else if (drawn === 0 || drawn > shapes.length) reading.report(`map: ${drawn} regions drawn of ${shapes.length}`);
}
