import type { BrowserContext, Page } from 'playwright-core';
import { seriousIssues } from '../accessibility.ts';
import type { Tables } from './published.ts';

/** What was found wrong, and how much was looked at: an empty list of problems proves nothing if no page was opened. */
export interface SiteCheck {
  problems: string[];
  pages: number;
  links: number;
  requests: number;
}

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

/** Opens pages, and notes what is wrong with them. */
export class SiteReading {
  readonly origin: string;
  readonly published: Tables;
  private readonly problems = new Set<string>();
  private readonly hrefs = new Map<string, string>();
  private pages = 0;
  private links = 0;
  private requests = 0;

  constructor(url: string, published: Tables) {
    this.origin = new URL(url).origin;
    this.published = published;
  }

  /** Notes every request, answer and word on the console that should not be. */
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

  /** Opens a page, and asks of it what is asked of every page. */
  async open(page: Page, path: string): Promise<void> {
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

  /** Every link of the pages that were opened leads to a page. */
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

  /** The first such element of the open page says so. */
  async see(page: Page, selector: string, words: string, what: string): Promise<void> {
    if (!(await page.locator(selector).first().innerText()).includes(words))
      this.report(`${this.short(page.url())}: not so that ${what}`);
  }

  /** A text that was read on a page has a part. */
  expect(text: string, part: string, what: string): void {
    if (!text.includes(part)) this.report(`${what}: expected ${part}, read ${text.replace(/\s+/g, ' ').slice(0, 120)}`);
  }

  private short = (url: string): string => url.replace(this.origin, '');

  report(problem: string): void {
    this.problems.add(problem);
  }

  result(): SiteCheck {
    return { problems: [...this.problems], pages: this.pages, links: this.links, requests: this.requests };
  }
}
