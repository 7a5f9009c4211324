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
