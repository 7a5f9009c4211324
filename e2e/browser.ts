import { type Browser, chromium } from 'playwright-core';

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
