import type { Page } from 'playwright-core';
import { shown } from './published.ts';
import type { SiteReading } from './reading.ts';

/** Why a figure is what it is, and what it rests on. */
export async function readAnalysis(reading: SiteReading, page: Page): Promise<void> {
  const { explained, drivers, funnels, fairness_checks, robustness_studies, robustness_ranks } = reading.published;
  await reading.open(page, '/analysis/');
  await reading.open(page, '/trends/');
  const part = page.locator('nav.choices a').first();
  if (await part.count()) {
    await reading.open(page, `/trends/${(await part.getAttribute('href'))!.split('/').at(-2)}/`);
    if ((await page.locator('ul.multiples svg').count()) < 2) reading.report('a sub-dimension draws no courses');
  }
  await reading.open(page, '/explain/');
  const city = explained.filter((row) => row.kind === 'city' && row.newest);
  if ((await page.locator('table.tree tbody tr').count()) !== city.length)
    reading.report(`explain: not ${city.length} lines`);
  for (const row of city.filter(({ part }) => (part as number) > 0).slice(0, 6))
    reading.expect(
      await page.locator(`table.tree tr:has(a[href$="/${row.node}/"])`).innerText(),
      (row.contribution as number).toFixed(2),
      `explain: contribution of ${row.node}`,
    );
  await reading.open(page, '/fairness/');
  for (const row of fairness_checks.filter(({ kind, newest }) => kind === 'city' && newest))
    reading.expect(await page.locator('main').innerText(), String(row.measure_name), 'fairness');
  await reading.open(page, '/robustness/');
  const drawn = await page.locator('table.ranks tbody tr').count();
  if (drawn !== robustness_ranks.length) reading.report(`robustness: ${drawn} of ${robustness_ranks.length} ranks`);
  if (robustness_studies.some(({ made }) => made))
    await reading.see(page, '.notice', '权重', 'the robustness page names the weight that matters most');
  await changeWeights(reading, page);
  await readEditions(reading, page);
  const funnel = funnels.find((row) => row.newest && row.kind === 'unit' && row.basis === 'raw');
  if (funnel) {
    await reading.open(page, `/indicators/${funnel.indicator}/`);
    if ((await page.locator('svg.funnel .mark').count()) < 2) reading.report('an indicator draws no funnel');
    const line = page.locator(`table.compared tr:has(a[href$="/units/${funnel.slug}/"])`).first();
    reading.expect(await line.innerText(), String(funnel.verdict), `funnel: word of ${funnel.name}`);
  }
  const driver = drivers.find((row) => row.kind === 'unit');
  if (driver) {
    await reading.open(page, `/units/${driver.slug}/`);
    const sum = drivers
      .filter((row) => row.kind === 'unit' && row.slug === driver.slug && row.whole === driver.whole)
      .reduce((total, row) => total + (row.difference as number), 0);
    const text = await page.locator('table.drivers tr.city').innerText();
    reading.expect(text, Math.abs(sum).toFixed(2), `drivers: sum of ${driver.slug}`);
  }
}

/** 定稿 beside 最新值: every edition is listed, and of the revised ones both figures and their difference. */
async function readEditions(reading: SiteReading, page: Page): Promise<void> {
  const { editions, edition_scores, revisions } = reading.published;
  await reading.open(page, '/editions/');
  if (editions.length === 0) return reading.see(page, 'main', '还没有定稿', 'editions say that there is none');
  const listed = await page.locator('table.figures tbody tr').count();
  if (listed !== editions.length) reading.report(`editions: ${listed} of ${editions.length}`);
  for (const edition of editions.filter(({ last }) => last).slice(0, 2)) {
    await reading.open(page, `/editions/${edition.page}/`);
    const text = await page.locator('main').innerText();
    for (const row of edition_scores.filter(({ page, kind }) => page === edition.page && kind === 'city'))
      for (const score of [row.score, row.newest_score])
        reading.expect(text, shown.points(score as number), `${edition.page}: ${row.node} of the city`);
    const revised = revisions.filter((row) => row.page === edition.page);
    if (revised.length === 0 && edition.revised === 0)
      reading.expect(text, '最新值与定稿相同', `${edition.page} has no revision`);
    for (const row of revised.filter(({ kind, what }) => kind === 'city' && what === '得分'))
      reading.expect(
        await page.locator(`table.figures tr:has(a[href$="/nodes/${row.node}/"])`).first().innerText(),
        shown.points(row.newest as number),
        `${edition.page}: revision of ${row.node}`,
      );
  }
}

/** Half of everything on one indicator: scores as worked out from the table, and what cannot be is said. */
async function changeWeights(reading: SiteReading, page: Page): Promise<void> {
  await reading.open(page, '/whatif/');
  const [first] = reading.published.whatif;
  if (!first) return reading.see(page, 'main', '还不能试算', 'what-if says why it has nothing');
  const own = reading.published.whatif.filter(({ kind, slug }) => kind === first.kind && slug === first.slug);
  const field = page.getByLabel(`${first.indicator} `, { exact: false });
  await field.fill('50');
  const rest = 1 - (first.part as number);
  const score = own.reduce(
    (sum, { indicator, score, part }) =>
      sum + (score as number) * (indicator === first.indicator ? 0.5 : (0.5 * (part as number)) / rest),
    0,
  );
  await reading.see(
    page,
    `table.tried tr:has-text("${first.name}") b`,
    shown.points(score),
    'score with other weights',
  );
  await reading.see(page, 'main code >> nth=-1', `--set weight.${first.indicator}=50%`, 'the command for the same');
  await field.fill('150');
  await reading.see(page, '[role=alert]', '0 到 100', 'a weight that cannot be');
}
