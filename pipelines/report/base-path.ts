import { UserError } from '../user-error.ts';

/**
 * `/minqing/`, `minqing` → `/minqing`; `/` → ``.
 * @throws UserError when it cannot be a path.
 */
export function basePathOf(given: string): string {
  const path = given.replace(/^\/+|\/+$/g, '');
  if (path && !path.split('/').every((part) => /^[\w~-][\w.~-]*$/.test(part)))
    throw new UserError(`“${given}” is no base path`, {
      where: '--base-path',
      fix: 'write letters, digits, - and _, as in /minqing',
    });
  return path && `/${path}`;
}

/** A tag with its attributes; a > inside quotes does not end it. */
const tag = /<(?:a|img|link|form|script|image|use)(?:\s+[^\s=>"]+(?:="[^"]*")?)*\s*\/?>/g;

/**
 * A page of a site built for `/`, as it must read under `base`: addresses that begin at the root begin at the base.
 * Those relative to the page, of another host, of data and within the page stay.
 */
export const rebased = (html: string, base: string): string =>
  base ? html.replace(tag, (found) => found.replace(/(\s(?:href|src|action)=")\/(?!\/)/g, `$1${base}/`)) : html;
