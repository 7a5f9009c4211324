/** How the rows of a JSON text stand in it. */
export type JsonShape =
  | { kind: 'lines' }
  /** Objects one after another, each over several lines. */
  | { kind: 'sequence' }
  /** Elements of an array whose first byte after `[` is at `offset`, within `around` open brackets. */
  | { kind: 'array'; offset: number; around: number };

/**
 * Finds out how the rows stand, from the beginning of the text; undefined when it is no JSON of objects. A row is known
 * by a column of the contract: an object without any is what the rows are wrapped in, as in `{"code": 0, "data": [ … ]}`.
 */
export function jsonShape(text: string, isColumn: (key: string) => boolean): JsonShape | undefined {
  const opening = /^\s*(?:\[\s*(?=[{\]])|(?=\{))/.exec(text)?.[0];
  if (opening === undefined) return undefined;
  if (opening.includes('['))
    return { kind: 'array', offset: Buffer.byteLength(text.slice(0, text.indexOf('[') + 1)), around: 0 };
  const walk = walkObject(text, opening.length);
  const array = walk.rows ?? walk.empty;
  if (array && !walk.keys.some(isColumn))
    return { kind: 'array', offset: Buffer.byteLength(text.slice(0, array.at)), around: array.around };
  return walk.end !== undefined && /\n/.test(text.slice(opening.length, walk.end))
    ? { kind: 'sequence' }
    : { kind: 'lines' };
}

interface Walk {
  /** Keys of the object itself. */
  keys: string[];
  /** The first array of objects in it that lies in objects alone, and the first empty one. */
  rows?: { at: number; around: number };
  empty?: { at: number; around: number };
  /** After its closing brace, unless the text ends first. */
  end?: number;
}

function walkObject(text: string, start: number): Walk {
  const walk: Walk = { keys: [] };
  const token = /"(?:[^"\\\n]|\\.)*"\s*(:?)|\[\s*([{\]]?)|[{}\]]/g;
  token.lastIndex = start;
  const open: string[] = [];
  for (let match = token.exec(text); match; match = token.exec(text)) {
    const [whole, colon, first] = match;
    if (whole[0] === '"') {
      if (colon && open.length === 1) walk.keys.push(keyOf(whole));
    } else if (whole[0] === '[') {
      const place = { at: match.index + 1, around: open.length };
      if (!open.includes('[')) {
        if (first === '{') walk.rows ??= place;
        else if (first === ']') walk.empty ??= place;
      }
      open.push('[');
      token.lastIndex = match.index + 1;
    } else if (whole === '{') open.push('{');
    else {
      open.pop();
      if (open.length === 0) return { ...walk, end: match.index + 1 };
    }
  }
  return walk;
}

function keyOf(token: string): string {
  try {
    return JSON.parse(token.replace(/\s*:$/, '')) as string;
  } catch {
    return '';
  }
}
