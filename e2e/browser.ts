import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { tableFromIPC } from 'apache-arrow';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { serveSite } from '../pipelines/report/serve.ts';
import { printedPages, seriousIssues } from './accessibility.ts';

/** What was found wrong, and how much was looked at: an empty list of problems proves nothing if no page was opened. */
export interface SiteCheck {
  problems: string[];
  pages: number;
  links: number;
  requests: number;
}

type Row = Record<string, string | number | boolean | null>;

/**
 * Opens every kind of page of a built site in Chromium, at desktop and phone width, with all network traffic recorded,
 * and compares what is read there with the published tables.
 */
export async function checkSite(siteDir: string, dataDir: string): Promise<SiteCheck> {
  const published = readTables(dataDir);
  const served = await serveSite(siteDir);
  const browser = await openBrowser();
  const check = new SiteReading(served.url, published);
  try {
    for (const viewport of [
      { width: 1280, height: 800, colorScheme: 'light' as const },
      { width: 390, height: 800, colorScheme: 'dark' as const },
    ]) {
      const { colorScheme, ...size } = viewport;
      const context = await browser.newContext({ viewport: size, colorScheme, locale: 'zh-CN' });
      check.watch(context);
      await check.readPages(context);
      await context.close();
    }
    await check.followLinks();
    await check.withoutScripts(browser);
    return check.result();
  } finally {
    await browser.close();
    await served.close();
  }
}

/** Chromium as the set-up script finds it, kept from talking to anybody. */
export async function openBrowser(): Promise<Browser> {
  const setup: { findBrowser(): string | undefined } = await import(new URL('../bin/setup.mjs', import.meta.url).href);
  const executablePath = setup.findBrowser();
  if (!executablePath) throw new Error('no Chromium: install it, or set MINQING_CHROMIUM to its path');
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  });
}

const tables = [
  'site',
  'nodes',
  'words',
  'shapes',
  'scores',
  'figures',
  'subjects',
  'topics',
  'events',
  'alarms',
  'files',
  'attention',
  'explained',
  'drivers',
  'funnels',
  'fairness_checks',
  'robustness_studies',
  'robustness_ranks',
  'situation',
] as const;
type Tables = Record<(typeof tables)[number], Row[]>;

function readTables(dataDir: string): Tables {
  const read = (name: string): Row[] =>
    tableFromIPC(readFileSync(join(dataDir, `${name}.arrow`)))
      .toArray()
      .map((row) => row.toJSON() as Row);
  return Object.fromEntries(tables.map((name) => [name, read(name)])) as Tables;
}

/** Numbers as the reader should see them, written here once more: the site's own formats are part of what is checked. */
const shown = {
  points: (value: number) => value.toFixed(1),
  count: (value: number) => new Intl.NumberFormat('en-US').format(value),
  figure: (value: number, measure: string) =>
    measure === '%'
      ? `${(value * 100).toFixed(1)}%`
      : measure === 'pp'
        ? `${(value * 100).toFixed(1)} 个百分点`
        : value.toFixed(2),
};

interface Facts {
  language: string;
  title: string;
  headings: number;
  text: string;
  sideways: number;
  hrefs: string[];
}

/** Runs in the page, which has types of its own. */
const readFacts = `({
  language: document.documentElement.lang,
  title: document.title,
  headings: document.querySelectorAll('h1').length,
  text: document.body.innerText,
  sideways: document.documentElement.scrollWidth - window.innerWidth,
  hrefs: [...document.querySelectorAll('a[href]')].map((link) => new URL(link.getAttribute('href'), location.href).href),
})`;

class SiteReading {
  private readonly origin: string;
  private readonly published: Tables;
  private readonly problems = new Set<string>();
  private readonly hrefs = new Map<string, string>();
  private pages = 0;
  private links = 0;
  private requests = 0;

  constructor(url: string, published: Tables) {
    this.origin = new URL(url).origin;
    this.published = published;
  }

  watch(context: BrowserContext): void {
    context.on('request', (request) => {
      this.requests++;
      const url = request.url();
      if (!url.startsWith(`${this.origin}/`) && !url.startsWith('data:') && !url.startsWith('blob:'))
        this.report(`a request left the origin: ${url}`);
    });
    context.on('requestfailed', (request) => {
      // Aborted: the reader went on to another page while it was under way.
      const why = request.failure()?.errorText;
      if (why !== 'net::ERR_ABORTED') this.report(`a request failed (${why}): ${this.short(request.url())}`);
    });
    context.on('response', (response) => {
      if (response.status() >= 400) this.report(`${response.status()}: ${this.short(response.url())}`);
    });
    context.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning')
        this.report(`console ${message.type()}: ${message.text()}`);
    });
    context.on('weberror', (error) => this.report(`script error: ${error.error().message}`));
  }

  async readPages(context: BrowserContext): Promise<void> {
    const page = await context.newPage();
    const { nodes, subjects, topics, events } = this.published;
    const first = (kind: string) => subjects.find((subject) => subject.kind === kind);
    await this.open(page, '/');
    await this.readLeader(page);
    await this.open(page, '/indicators/');
    await this.readIndicators(page);
    for (const node of [
      'index',
      ...nodes.filter(({ kind }) => kind === 'dimension' || kind === 'subdimension').map(({ node }) => node),
    ].slice(0, 4))
      if (nodes.some((known) => known.node === node)) await this.open(page, `/nodes/${node}/`);
    await this.readIndicator(page);
    for (const [kind, path] of [
      ['district', '/districts/'],
      ['unit', '/units/'],
    ] as const) {
      await this.open(page, path);
      const subject = first(kind);
      if (subject && this.published.scores.some((row) => row.kind === kind))
        await this.readSubject(page, kind, `${path}${subject.slug}/`, subject);
    }
    await this.open(page, '/topics/');
    if (topics[0]) await this.readTopic(page, topics[0]);
    await this.open(page, '/events/');
    if (events.length) await this.filterEvents(page);
    await this.open(page, '/compare/');
    if (this.published.site[0]?.period) await this.compare(page);
    await this.readAnalysis(page);
    await this.open(page, '/quality/');
    await this.readQuality(page);
    await this.openMap(page);
    await this.open(page, '/glossary/');
    await this.see(page, 'main', '基本持平', 'the glossary explains 基本持平');
    await this.search(page);
    await this.open(page, '/method/');
    await this.see(page, 'body', '自行设计', 'the method page says whose design it is');
  }

  private async open(page: Page, path: string): Promise<void> {
    await page.goto(this.origin + path, { waitUntil: 'networkidle' });
    this.pages++;
    const facts = await page.evaluate<Facts>(readFacts);
    if (facts.language !== 'zh-CN') this.report(`${path}: lang is ${facts.language}`);
    if (facts.headings !== 1) this.report(`${path}: ${facts.headings} first headings`);
    if (!facts.title.endsWith('民情')) this.report(`${path}: title is ${facts.title}`);
    if (/NaN|Infinity|undefined|null|\[object/.test(facts.text))
      this.report(`${path}: shows ${/.{0,20}(NaN|Infinity|undefined|null|\[object).{0,20}/.exec(facts.text)![0]}`);
    if (facts.sideways > 0)
      this.report(`${path}: scrolls sideways by ${facts.sideways} pixels at ${page.viewportSize()!.width}`);
    for (const words of [
      '95%',
      '自行设计',
      ...(this.published.site[0]?.demo ? ['演示数据'] : []),
      String(this.published.site[0]?.as_of),
    ])
      if (!facts.text.includes(words)) this.report(`${path}: does not say ${words}`);
    for (const issue of await seriousIssues(page))
      this.report(`${path} at ${page.viewportSize()!.width}: axe: ${issue}`);
    for (const href of facts.hrefs) if (!href.startsWith('data:')) this.hrefs.set(href.replace(/[?#].*$/, ''), path);
  }

  private async readLeader(page: Page): Promise<void> {
    const { site, nodes, scores, attention, situation } = this.published;
    if (!site[0]?.period)
      return this.see(page, 'main', '还没有可以公布的期次', 'the leader’s page says that there is nothing yet');
    await this.see(page, 'h1', String(site[0].period_label), 'the leader’s page names its period');
    for (const { node, kind, name } of nodes.filter(
      (row) => row.kind === 'index' || row.kind === 'dimension' || row.kind === 'subdimension',
    )) {
      const row = scores.find((found) => found.node === node && found.kind === 'city' && found.newest);
      const score = typeof row?.score === 'number' ? shown.points(row.score) : undefined;
      if (kind === 'subdimension') {
        const text = await page.locator(`.parts li:has(a[href="/nodes/${node}/"])`).innerText();
        this.expect(text, score ?? String(row?.state_text || '数据暂不支持'), `leader: ${name}`);
        continue;
      }
      const card = page.locator(`.score:has(h2 a[href="/nodes/${node}/"])`);
      const text = await card.innerText();
      this.expect(text, score ?? '—', `leader: ${name}`);
      if (row && score) {
        this.expect(
          text,
          `${shown.points(row.low as number)}–${shown.points(row.high as number)}`,
          `leader: interval of ${name}`,
        );
        this.expect(text, String(row.previous_verdict ?? '不可比'), `leader: change of ${name}`);
      }
    }
    const columns = await page.locator('main').innerText();
    for (const item of attention.filter((row) => (row.position as number) <= 3)) {
      this.expect(columns, String(item.title), 'leader: 待研究事项');
      this.expect(
        columns,
        item.figure === null ? String(item.measure) : shown.count(item.figure as number),
        `leader: ${item.title}`,
      );
    }
    const sheets = await printedPages(page);
    if (sheets !== 1) this.report(`the leader’s page prints on ${sheets} pages`);
    const counts = situation
      .filter((row) => row.newest && row.kind === 'city' && Number.isInteger(row.value))
      .slice(0, 3);
    for (const row of counts) this.expect(columns, shown.count(row.value as number), `leader: ${row.measure}`);
  }

  private async readIndicators(page: Page): Promise<void> {
    for (const row of this.published.figures.filter((found) => found.kind === 'city' && found.newest)) {
      const text = await page.locator(`tr:has(th a[href="/indicators/${row.indicator}/"])`).innerText();
      if (typeof row.value === 'number')
        this.expect(text, shown.figure(row.value, String(row.measure)), `indicators: ${row.indicator_name}`);
      else this.expect(text, String(row.state_text), `indicators: ${row.indicator_name}`);
      if (!text.trim()) this.report(`indicators: ${row.indicator_name} is blank`);
    }
  }

  /** One with a value and one without. */
  private async readIndicator(page: Page): Promise<void> {
    const now = this.published.figures.filter((row) => row.kind === 'city' && row.newest);
    for (const row of [
      now.find(({ value }) => typeof value === 'number'),
      now.find(({ state }) => state === 'unsupported'),
    ]) {
      if (!row) continue;
      await this.open(page, `/indicators/${row.indicator}/`);
      const card = await page.locator('.score').innerText();
      if (typeof row.value === 'number') {
        this.expect(card, shown.figure(row.value, String(row.measure)), `indicator: ${row.indicator_name}`);
        this.expect(card, `n = ${shown.count(row.n as number)}`, `indicator: n of ${row.indicator_name}`);
        if ((await page.locator('svg.trend circle').count()) === 0)
          this.report(`indicator: ${row.indicator_name} has no drawn trend`);
      } else this.expect(card, String(row.state_text), `indicator: ${row.indicator_name}`);
      await this.see(page, '.facts', '计算', 'an indicator says how it is computed');
    }
  }

  private async readSubject(page: Page, kind: string, path: string, subject: Row): Promise<void> {
    await this.open(page, path);
    await this.see(page, 'h1', String(subject.name), 'a subject names itself');
    const rows = this.published.scores.filter(
      (row) =>
        row.newest && row.kind === kind && row.slug === subject.slug && ['index', 'P', 'R'].includes(String(row.node)),
    );
    if (kind === 'unit' && rows.some((row) => row.node === 'index')) this.report('a unit has an index');
    for (const row of rows)
      if (typeof row.score === 'number')
        this.expect(await page.locator('.cards').innerText(), shown.points(row.score), `${subject.name}: ${row.node}`);
  }

  /** Why a figure is what it is, and what it rests on. */
  private async readAnalysis(page: Page): Promise<void> {
    const { explained, drivers, funnels, fairness_checks, robustness_studies, robustness_ranks } = this.published;
    await this.open(page, '/analysis/');
    await this.open(page, '/trends/');
    await this.open(page, '/explain/');
    const city = explained.filter((row) => row.kind === 'city' && row.newest);
    if ((await page.locator('table.tree tbody tr').count()) !== city.length)
      this.report(`explain: not ${city.length} lines`);
    for (const row of city.filter(({ part }) => (part as number) > 0).slice(0, 6))
      this.expect(
        await page.locator(`table.tree tr:has(a[href$="/${row.node}/"])`).innerText(),
        (row.contribution as number).toFixed(2),
        `explain: contribution of ${row.node}`,
      );
    await this.open(page, '/fairness/');
    for (const row of fairness_checks.filter(({ kind, newest }) => kind === 'city' && newest))
      this.expect(await page.locator('main').innerText(), String(row.measure_name), 'fairness');
    await this.open(page, '/robustness/');
    const drawn = await page.locator('table.ranks tbody tr').count();
    if (drawn !== robustness_ranks.length) this.report(`robustness: ${drawn} of ${robustness_ranks.length} ranks`);
    if (robustness_studies.some(({ made }) => made))
      await this.see(page, '.notice', '权重', 'the robustness page names the weight that matters most');
    const funnel = funnels.find((row) => row.newest && row.kind === 'unit' && row.basis === 'raw');
    if (funnel) {
      await this.open(page, `/indicators/${funnel.indicator}/`);
      if ((await page.locator('svg.funnel .mark').count()) < 2) this.report('an indicator draws no funnel');
      const line = page.locator(`table.compared tr:has(a[href="/units/${funnel.slug}/"])`).first();
      this.expect(await line.innerText(), String(funnel.verdict), `funnel: word of ${funnel.name}`);
    }
    const driver = drivers.find((row) => row.kind === 'unit');
    if (driver) {
      await this.open(page, `/units/${driver.slug}/`);
      const sum = drivers
        .filter((row) => row.kind === 'unit' && row.slug === driver.slug && row.whole === driver.whole)
        .reduce((total, row) => total + (row.difference as number), 0);
      const text = await page.locator('table.drivers tr.city').innerText();
      this.expect(text, Math.abs(sum).toFixed(2), `drivers: sum of ${driver.slug}`);
    }
  }

  private async readTopic(page: Page, topic: Row): Promise<void> {
    await this.open(page, `/topics/${topic.topic}/`);
    this.expect(await page.locator('.score').innerText(), shown.count(topic.orders as number), `topic ${topic.label}`);
  }

  private async filterEvents(page: Page): Promise<void> {
    const { events } = this.published;
    const rows = () => page.locator('table.events tbody tr').count();
    if ((await rows()) !== Math.min(events.length, 100))
      this.report(`events: ${await rows()} rows of ${events.length}`);
    const alarms = await page.locator('table.alarms tbody tr').count();
    if (alarms !== Math.min(this.published.alarms.length, 30))
      this.report(`events: ${alarms} alarms of ${this.published.alarms.length}`);
    await page.getByLabel('只看未办结').check();
    const open = events.filter((event) => (event.open_orders as number) > 0).length;
    if ((await rows()) !== Math.min(open, 100)) this.report(`events: ${await rows()} open ones of ${open}`);
    await page.getByLabel('类型').selectOption(String(events[0]!.type));
    const both = events.filter((event) => (event.open_orders as number) > 0 && event.type === events[0]!.type).length;
    if ((await rows()) !== Math.min(both, 100)) this.report(`events: ${await rows()} open ones of a type, of ${both}`);
  }

  /** The one page that asks the database in the browser. */
  private async compare(page: Page): Promise<void> {
    const { figures } = this.published;
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
        .locator(`.ranges li:has(a[href="/districts/${last.slug}/"])`, { hasText: text })
        .waitFor({ timeout: 30_000 })
        .catch(() => this.report(`compare: ${indicator} of ${last.name} in ${period} is not ${text}`));
    }
    const download = page.locator('a[download]');
    if (!decodeURIComponent((await download.getAttribute('href')) ?? '').includes('名称,数值'))
      this.report('compare: the download is not a table');
  }

  /** Every region with its raw value and what colours it; a picture where the site has a map. */
  private async openMap(page: Page): Promise<void> {
    await this.open(page, '/map/');
    const { figures, shapes } = this.published;
    const regions = figures.filter((row) => row.newest && row.kind === 'district' && typeof row.value === 'number');
    if (regions.length === 0)
      return this.see(page, 'main', '还没有可以上图的指标', 'the map says that there is nothing');
    const indicator = regions.at(-1)!.indicator;
    await this.open(page, `/map/${indicator}/`);
    for (const row of regions.filter((found) => found.indicator === indicator)) {
      const text = await page.locator(`tr:has(th a[href="/districts/${row.slug}/"])`).innerText();
      this.expect(text, shown.figure(row.value as number, String(row.measure)), `map: ${row.name}`);
    }
    const drawn = await page.locator('.map svg a path.region').count();
    if (shapes.length === 0) await this.see(page, 'main', 'regions.geojson', 'without a map the page says so');
    else if (drawn === 0 || drawn > shapes.length) this.report(`map: ${drawn} regions drawn of ${shapes.length}`);
  }

  /** By keyboard alone: from the head of a page to the page of an indicator. */
  private async search(page: Page): Promise<void> {
    await this.open(page, '/search/');
    const items = () => page.locator('.found li:visible').count();
    const all = await items();
    const { nodes, words } = this.published;
    if (all < nodes.filter(({ kind }) => kind === 'indicator').length + words.length)
      this.report(`search: lists only ${all}`);
    const wanted = nodes.find(({ kind }) => kind === 'indicator')!;
    await page.goto(`${this.origin}/method/`, { waitUntil: 'networkidle' });
    await page.getByRole('searchbox').first().fill(String(wanted.node).toLowerCase());
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/search\//, { waitUntil: 'networkidle' });
    const left = await items();
    if (left === 0 || left >= all) this.report(`search: ${left} of ${all} left for ${wanted.node}`);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page
      .waitForURL(`**/indicators/${wanted.node}/`, { waitUntil: 'networkidle' })
      .catch(() => this.report(`search: Enter does not open ${wanted.node}`));
    await page.goto(`${this.origin}/search/?q=${encodeURIComponent('没有这样的东西')}`);
    await this.see(page, 'main', '没有找到', 'a search without result says so');
  }

  private async readQuality(page: Page): Promise<void> {
    const { files } = this.published;
    const total = (column: string) => files.reduce((sum, row) => sum + Number(row[column]), 0);
    if (files.length === 0)
      return this.see(page, 'main', '还没有读入文件', 'the quality page says that nothing was read');
    const text = await page.locator('tr', { hasText: '合计' }).innerText();
    for (const column of ['read', 'ignored', 'accepted', 'rejected'])
      this.expect(text, shown.count(total(column)), `quality: ${column}`);
  }

  async followLinks(): Promise<void> {
    for (const [href, from] of this.hrefs) {
      if (!href.startsWith(this.origin)) {
        this.report(`${from}: links to another host: ${href}`);
        continue;
      }
      const answer = await fetch(href, { method: 'HEAD', redirect: 'manual' });
      if (answer.status !== 200) this.report(`${from}: ${this.short(href)} answers ${answer.status}`);
      this.links++;
    }
  }

  /** The leader's page is whole before any script runs. */
  async withoutScripts(browser: Browser): Promise<void> {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(`${this.origin}/`);
    const index = this.published.scores.find((row) => row.node === 'index' && row.kind === 'city' && row.newest);
    if (typeof index?.score === 'number')
      this.expect(await page.locator('main').innerText(), shown.points(index.score), 'leader without scripts');
    await page.goto(`${this.origin}/search/`);
    for (const { name } of this.published.nodes.filter(({ kind }) => kind === 'indicator'))
      this.expect(await page.locator('main').innerText(), String(name), 'search without scripts');
    await context.close();
  }

  private async see(page: Page, selector: string, words: string, what: string): Promise<void> {
    if (!(await page.locator(selector).first().innerText()).includes(words))
      this.report(`${this.short(page.url())}: not so that ${what}`);
  }

  private expect(text: string, part: string, what: string): void {
    if (!text.includes(part)) this.report(`${what}: expected ${part}, read ${text.replace(/\s+/g, ' ').slice(0, 120)}`);
  }

  private short = (url: string): string => url.replace(this.origin, '');

  private report(problem: string): void {
    this.problems.add(problem);
  }

  result(): SiteCheck {
    return { problems: [...this.problems], pages: this.pages, links: this.links, requests: this.requests };
  }
}
