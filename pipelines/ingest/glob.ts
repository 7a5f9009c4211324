/** Whether a path (parts joined by `/`) matches a glob: `*` and `?` within a part, `**` over parts, `{a,b}`. */
export function matchesGlob(path: string, glob: string): boolean {
  const source = glob
    .replace(/^\.\//, '')
    .split(/(\*\*\/|\*\*|\*|\?|\{[^{}]*\})/)
    .map((part) => {
      if (part === '**/') return '(?:[^/]+/)*';
      if (part === '**') return '.*';
      if (part === '*') return '[^/]*';
      if (part === '?') return '[^/]';
      if (part.startsWith('{') && part.endsWith('}'))
        return `(?:${part.slice(1, -1).split(',').map(literal).join('|')})`;
      return literal(part);
    })
    .join('');
  return new RegExp(`^${source}$`, 'u').test(path.normalize('NFC'));
}

const literal = (text: string): string => text.normalize('NFC').replace(/[\\^$.*+?()[\]{}|/-]/gu, '\\$&');
