import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';

/** A block of a page: what it is, its first words without figures, and where it lies, in pixels. */
export interface Block {
  block: string;
  words: string;
  left: number;
  top: number;
  width: number;
  height: number;
}

/** Runs in the page, which has types of its own. */
const readBlocks = `['h1', '.score', '.columns > section', '.strip', '.source', 'footer'].flatMap((block) =>
  [...document.querySelectorAll(block)].map((element) => {
    const { left, top, width, height } = element.getBoundingClientRect();
    const words = (element.querySelector('h2, p')?.textContent ?? element.textContent).replace(/[\\d.,−+%]+/g, '').trim().slice(0, 12);
    return { block, words, ...Object.fromEntries(Object.entries({ left, top: top + scrollY, width, height }).map(([name, value]) => [name, Math.round(value)])) };
  }),
)`;

/** The large blocks of an open page, in order. */
export const layoutOf = (page: Page): Promise<Block[]> => page.evaluate<Block[]>(readBlocks);

/** The blocks of the leader's page at 1280 pixels, as somebody has looked at them and found them good. */
export const approvedLayout = (): Block[] =>
  JSON.parse(readFileSync(new URL('leader-layout.json', import.meta.url), 'utf8'));

/** What is elsewhere, larger or smaller than approved by more than lines that break otherwise in another font, 40 pixels. */
export function departures(found: Block[], approved: Block[]): string[] {
  const name = ({ block, words }: Block) => `${block} ${words}`;
  if (found.map(name).join('\n') !== approved.map(name).join('\n'))
    return [`blocks: ${found.map(name).join(' | ')}; approved: ${approved.map(name).join(' | ')}`];
  return found.flatMap((block, i) =>
    (['left', 'top', 'width', 'height'] as const)
      .filter((side) => Math.abs(block[side] - approved[i]![side]) > 40)
      .map((side) => `${name(block)}: ${side} ${block[side]}, approved ${approved[i]![side]}`),
  );
}
