/** Colours that stay apart for colour-blind readers and on a black-and-white printer: dark, middle, pale. */
export const ink = '#1f3a5f';
export const middle = '#d98f2b';
export const pale = '#c9d3df';
export const line = '#7a8794';

/** The family names of fonts with Chinese glyphs, the likeliest first; the renderer takes the first there is. */
export const chineseFonts =
  "'Noto Sans CJK SC', 'Source Han Sans SC', 'Microsoft YaHei', 'PingFang SC', 'WenQuanYi Micro Hei', SimHei, SimSun, sans-serif";

/** Text that cannot break the SVG it stands in. */
export const escaped = (text: string): string =>
  text.replace(/[&<>"']/g, (char) => `&#${char.codePointAt(0)};`).replace(/[\p{Cc}\p{Cs}]/gu, ' ');

/** A name cut to what fits; the whole name stands in the table. */
export const shortened = (text: string, most: number): string => {
  const characters = [...text];
  return characters.length > most ? `${characters.slice(0, most - 1).join('')}…` : text;
};

export const text = (x: number, y: number, words: string, options: { anchor?: string; fill?: string } = {}): string =>
  `<text x="${fixed(x)}" y="${fixed(y)}" text-anchor="${options.anchor ?? 'start'}" fill="${options.fill ?? '#222'}">${escaped(words)}</text>`;

/** Coordinates with two decimals: the same text on every machine. */
export const fixed = (value: number): string => value.toFixed(2);

/** A whole drawing; lengths are tenths of a millimetre. */
export const svg = (width: number, height: number, parts: readonly string[]): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="${chineseFonts}" font-size="36"><rect width="${width}" height="${height}" fill="#fff"/>${parts.join('')}</svg>`;

/** A round whole number at or above the largest value, for the end of a scale of counts. */
export function roundedUp(value: number): number {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 2.5, 5, 10].map((step) => step * power).find((end) => end >= value && Number.isInteger(end))!;
}
