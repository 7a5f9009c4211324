import { readFileSync } from 'node:fs';
import { LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { UserError } from '../user-error.ts';

/**
 * Reads a YAML file and validates it. `${NAME}` in a text is replaced by the environment variable.
 * @throws UserError naming file, line, key, what is wrong and the fix; never a stack trace for wrong input.
 */
export function readYaml<Schema extends z.ZodType>(file: string, schema: Schema): z.output<Schema> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw new UserError('the file cannot be read', {
      where: file,
      fix: 'create it, or check its name and permissions',
    });
  }
  return parseYaml(text, file, schema);
}

/** As `readYaml`, for text already read; `file` is only named in errors. */
export function parseYaml<Schema extends z.ZodType>(text: string, file: string, schema: Schema): z.output<Schema> {
  refuseTricks(text, file);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, strict: true, uniqueKeys: true });
  const [broken] = document.errors;
  if (broken) {
    const line = lines.linePos(broken.pos[0]).line;
    throw new UserError(`not valid YAML: ${broken.message.split('\n')[0]}`, {
      where: `${file}:${line}`,
      fix: 'mend the line; a text with a colon, # or leading * or & needs quotes',
    });
  }
  let data: unknown;
  try {
    data = document.toJS({ maxAliasCount: 20 });
  } catch {
    throw new UserError('too many YAML aliases', { where: file, fix: 'write the repeated parts out' });
  }
  const parsed = schema.safeParse(expandEnvironment(data, file));
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.slice(0, 5).map((issue) => {
    const path = issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0] ?? ''] : issue.path;
    return { line: lineOf(document, lines, path), path: path.join('.'), message: issue.message };
  });
  const first = problems[0]!;
  throw new UserError(problems.map((p) => `line ${p.line}: ${p.path || '(top)'}: ${p.message}`).join('\n'), {
    where: `${file}:${first.line}`,
    fix: `correct the key named above; its meaning is in the comments of the file that \`minqing init\` writes`,
  });
}

/** A configuration is written by people: what is larger or deeper than that would only keep the parser busy for hours. */
function refuseTricks(text: string, file: string): void {
  if (text.length > longestText)
    throw new UserError('the file is larger than a configuration can be', {
      where: file,
      fix: 'is it the right file?',
    });
  let depth = 0;
  for (const char of text) {
    if (char === '[' || char === '{') depth++;
    else if (char === ']' || char === '}') depth = Math.max(0, depth - 1);
    if (depth > deepest)
      throw new UserError(`more than ${deepest} brackets within each other`, {
        where: file,
        fix: 'is it the right file?',
      });
  }
}

const longestText = 1_000_000;
const deepest = 100;

/** The line of the node at `path`, or of the nearest parent that exists. */
function lineOf(document: ReturnType<typeof parseDocument>, lines: LineCounter, path: readonly PropertyKey[]): number {
  for (let depth = path.length; depth > 0; depth--) {
    const parent = document.getIn(path.slice(0, depth - 1), true) as
      | { items?: { key?: { value?: unknown; range?: number[] }; value?: { range?: number[] }; range?: number[] }[] }
      | undefined;
    const key = path[depth - 1];
    const item =
      typeof key === 'number'
        ? parent?.items?.[key]
        : parent?.items?.find((pair) => String(pair.key?.value) === String(key));
    const offset = item?.key?.range?.[0] ?? item?.range?.[0] ?? item?.value?.range?.[0];
    if (offset !== undefined) return lines.linePos(offset).line;
  }
  return 1;
}

function expandEnvironment(value: unknown, file: string, depth = 0): unknown {
  if (depth > deepest)
    throw new UserError('a part that holds itself', {
      where: file,
      fix: 'write it without the anchor (&) and alias (*)',
    });
  if (typeof value === 'string')
    return value.replace(/\$\{([A-Z][A-Z0-9_]*)\}/g, (_, name: string) => {
      const set = process.env[name];
      if (set === undefined)
        throw new UserError(`the environment variable ${name} is not set`, {
          where: file,
          fix: `export ${name}=… first`,
        });
      return set;
    });
  if (Array.isArray(value)) return value.map((item) => expandEnvironment(item, file, depth + 1));
  if (value !== null && typeof value === 'object')
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, expandEnvironment(item, file, depth + 1)]),
    );
  return value;
}
