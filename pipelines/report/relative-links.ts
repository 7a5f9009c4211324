import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, sep } from 'node:path';

/** A tag with its attributes; a > inside quotes does not end it. */
const tag = /<(?:a|img|link|form|script|image|use)(?:\s+[^\s=>"]+(?:="[^"]*")?)*\s*\/?>/g;

/**
 * A page `depth` folders below the first one, with addresses that begin at the root written from where it lies: the site
 * may then be put under any path. Those relative to the page, of another host, of data and within the page stay.
 */
export const withRelativeLinks = (html: string, depth: number): string =>
  html.replace(tag, (found) =>
    found.replace(/(\s(?:href|src|action)=")\/(?!\/)/g, `$1${depth === 0 ? './' : '../'.repeat(depth)}`),
  );

/** The same of every page of a built site. */
export function relateLinks(folder: string): void {
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.html'),
  ))
    writeFileSync(
      join(folder, name),
      withRelativeLinks(readFileSync(join(folder, name), 'utf8'), name.split(sep).length - 1),
    );
}
