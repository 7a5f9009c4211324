import { Resvg } from '@resvg/resvg-js';
import type { Drawing } from '../blocks.ts';
import { svg, text } from './canvas.ts';

/** Dots per inch of the pictures: crisp in print. */
const resolution = 300;

/** The picture as PNG. The same drawing gives the same bytes on a machine with the same fonts. */
export const png = ({ svg, width }: Drawing): Buffer =>
  new Resvg(svg, {
    fitTo: { mode: 'width', value: Math.round((width / 254) * resolution) },
    font: { loadSystemFonts: true },
  })
    .render()
    .asPng();

/** Whether this machine has a font with Chinese glyphs: two different characters must not look alike, nor like nothing. */
export function canDrawChinese(): boolean {
  const [first, second, nothing] = ['民', '情', ''].map((words) => {
    const drawing = { svg: svg(60, 60, [text(8, 48, words)]), width: 60, height: 60 };
    return png(drawing).toString('base64');
  });
  return first !== second && first !== nothing && second !== nothing;
}
