import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { readYaml } from '../site/yaml.ts';
import { UserError } from '../user-error.ts';
import { type CanonicalColumn, canonicalColumns, type Kind } from './canonical.ts';

const words = z.array(z.union([z.string(), z.number(), z.boolean()]).transform(String));
const names = z.array(z.string().min(1)).min(1);

const pattern = z.string().superRefine((source, check) => {
  try {
    new RegExp(source, 'u');
  } catch {
    check.addIssue({ code: 'custom', message: 'not a valid regular expression; put it in single quotes' });
    return;
  }
  if (/\(\?<?[=!]|\\[1-9]/.test(source))
    check.addIssue({ code: 'custom', message: 'look-around and back-references are not supported; write it without' });
  if (!/\((?!\?)/.test(source))
    check.addIssue({ code: 'custom', message: 'no group: put the part that holds the date in (…)' });
});

const dateFormat = z.string().superRefine((format, check) => {
  if (format === 'excel') return;
  const unknown = format.match(/%[^YymdHIMSfgpzjbB%-]/u)?.[0];
  if (unknown)
    check.addIssue({ code: 'custom', message: `${unknown} is not known; use %Y %y %m %d %H %I %M %S %p %f %z` });
  else if (!/%[Yy]/.test(format))
    check.addIssue({ code: 'custom', message: 'no year (%Y or %y): a date could not be read from it' });
});

const dateInText = { pattern, format: dateFormat };

const column = z.strictObject({
  from: names.optional(),
  value: z.union([z.string(), z.number(), z.boolean()]).transform(String).optional(),
  required: z.boolean().default(false),
  lenient: z.boolean().default(false),
  values: z.record(z.string(), words).optional(),
  other: z.string().optional(),
  path: z.string().min(1).optional(),
  level: z.int().min(1).max(9).optional(),
  mask: z.enum(['text', 'name', 'place']).optional(),
  hash: z.boolean().optional(),
  unit: z.enum(['ms', 's', 'min', 'h', 'hms']).optional(),
  present: z.boolean().optional(),
  date_in: z.string().optional(),
  pattern: pattern.optional(),
  format: dateFormat.optional(),
});

export type ColumnRule = z.output<typeof column>;

/** `SITE/contracts/*.yaml`, described in docs/contracts.md. */
export const contractSchema = z
  .strictObject({
    kind: z.enum(['orders', 'calls']),
    files: names,
    exported_at: z
      .union([
        z.strictObject({ file_name: dateInText.pattern, format: dateInText.format }),
        z.strictObject({ column: z.string().min(1) }),
      ])
      .optional(),
    encoding: z.enum(['auto', 'utf-8', 'gb18030', 'gbk', 'utf-16le', 'utf-16be']).default('auto'),
    header: names.optional(),
    ignore: z.strictObject({ first_cell: names }).optional(),
    empty: words.default(['', '-', '--', '无', 'NULL', '\\N']),
    dates: z
      .array(dateFormat)
      .min(1)
      .default([
        '%Y-%m-%d %H:%M:%S',
        '%Y-%m-%d %H:%M',
        '%Y-%m-%d',
        '%Y/%m/%d %H:%M:%S',
        '%Y/%m/%d %H:%M',
        '%Y/%m/%d',
        'excel',
      ]),
    yes: words.default(['是', '有', '有效', '已', 'Y', 'YES', '1', 'TRUE']),
    no: words.default(['否', '无效', '未', 'N', 'NO', '0', 'FALSE']),
    columns: z.record(z.string(), column),
  })
  .superRefine((contract, check) => {
    const known = canonicalColumns[contract.kind];
    const wrong = (message: string, ...path: string[]) =>
      check.addIssue({ code: 'custom', message, path: ['columns', ...path] });
    for (const [name, rule] of Object.entries(contract.columns)) {
      const canonical = known.find((each) => each.name === name);
      if (!canonical) wrong(`no such column; ${suggestion(name, known)}`, name);
      else
        for (const { message, key } of misuses(canonical, rule, contract.columns))
          wrong(message, name, ...(key ? [key] : []));
    }
    for (const { name, always } of known)
      if (always && !contract.columns[name])
        wrong(`${name} must be mapped: \`${name}: { from: [the header in the export] }\``);
    const yesNo = contract.yes.find((word) => contract.no.includes(word));
    if (yesNo !== undefined)
      check.addIssue({ code: 'custom', message: `“${yesNo}” stands under yes and under no`, path: ['no'] });
  });

export type Contract = z.output<typeof contractSchema> & {
  /** File name without `.yaml`. */
  name: string;
  /** Path of the YAML file, for messages. */
  file: string;
};

/**
 * Loads every contract of a site folder, by name.
 * @throws UserError naming file, line and fix, for YAML errors, unknown keys or columns, bad expressions, contradictions.
 */
export function loadContracts(siteDir: string): Contract[] {
  const folder = join(siteDir, 'contracts');
  let files: string[];
  try {
    files = readdirSync(folder)
      .filter((file) => /\.ya?ml$/.test(file))
      .sort();
  } catch {
    files = [];
  }
  if (files.length === 0)
    throw new UserError('no contract says how the exports are read', {
      where: folder,
      fix: 'write contracts/orders.yaml; docs/contracts.md shows one',
    });
  return files.map((file) => readContract(join(folder, file)));
}

/** Reads and validates one contract. */
export function readContract(file: string): Contract {
  return { ...readYaml(file, contractSchema), name: basename(file).replace(/\.ya?ml$/, ''), file };
}

/** What of a contract decides how a file reads: everything but where it stands. */
export const contractMeaning = ({ file: _, ...meaning }: Contract): unknown => meaning;

function* misuses(
  { name, sort, words: choices }: CanonicalColumn,
  rule: ColumnRule,
  columns: Record<string, ColumnRule>,
): Generator<{ message: string; key?: string }> {
  const only = (key: keyof ColumnRule, sorts: string[], what: string) =>
    rule[key] !== undefined && rule[key] !== false && !sorts.includes(sort)
      ? [{ message: `only ${what} can have \`${key}\``, key }]
      : [];
  if (rule.value === undefined && !rule.from && !rule.date_in)
    yield { message: 'says nothing: give `from: [header, …]` or `value: …`' };
  if (rule.value !== undefined && (rule.from || rule.date_in || rule.required))
    yield { message: 'is a constant, so it cannot also have from, date_in or required', key: 'value' };
  if (rule.value !== undefined && choices && !choices.includes(rule.value))
    yield { message: `must be one of ${choices.join(' ')}`, key: 'value' };
  if (rule.value !== undefined && !['word', 'choice'].includes(sort))
    yield { message: 'cannot be a constant', key: 'value' };
  yield* only('unit', ['seconds'], 'durations');
  yield* only('present', ['flag'], 'yes/no columns');
  yield* only('values', ['choice', 'word', 'flag'], 'words and yes/no columns');
  yield* only('other', ['choice', 'word', 'flag'], 'words and yes/no columns');
  yield* only('path', ['word'], 'words');
  yield* only('date_in', ['time'], 'times');
  if ((rule.path === undefined) !== (rule.level === undefined))
    yield { message: '`path` and `level` belong together: `path: "->", level: 1`' };
  if (rule.date_in !== undefined) {
    if (!rule.pattern || !rule.format) yield { message: '`date_in` needs `pattern` and `format`', key: 'date_in' };
    if (!columns[rule.date_in]?.from)
      yield { message: `\`date_in\` names ${rule.date_in}, which is no mapped column`, key: 'date_in' };
  } else if (rule.pattern || rule.format) yield { message: '`pattern` and `format` are for `date_in`' };
  if (rule.hash === false || (rule.hash && sort !== 'key'))
    yield { message: sort === 'key' ? 'is always hashed' : 'only a resident or caller is hashed', key: 'hash' };
  if (
    rule.mask &&
    !(rule.mask === sort || (rule.mask === 'text' && sort === 'place') || (rule.mask === 'text' && sort === 'word'))
  )
    yield { message: `does not fit ${name}, which is always masked as ${sort}`, key: 'mask' };
  const targets = sort === 'flag' ? ['true', 'false'] : choices;
  if (targets)
    for (const target of [...Object.keys(rule.values ?? {}), ...(rule.other === undefined ? [] : [rule.other])])
      if (!targets.includes(target))
        yield { message: `“${target}” must be one of ${targets.join(' ')}`, key: 'values' };
  const seen = new Map<string, string>();
  for (const [target, sources] of Object.entries(rule.values ?? {}))
    for (const source of sources) {
      const first = seen.get(source);
      if (first !== undefined && first !== target)
        yield { message: `“${source}” stands under ${first} and under ${target}`, key: 'values' };
      seen.set(source, target);
    }
}

/** The most likely meant column, else all of them. */
function suggestion(name: string, known: readonly CanonicalColumn[]): string {
  const [nearest] = known
    .map((each) => ({ name: each.name, far: editDistance(name, each.name) }))
    .sort((a, b) => a.far - b.far || (a.name < b.name ? -1 : 1));
  return nearest && nearest.far <= Math.max(2, name.length / 3)
    ? `did you mean ${nearest.name}?`
    : `the columns are ${known.map((each) => each.name).join(', ')}`;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next[j] = Math.min(next[j - 1]! + 1, row[j]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1));
    row = next;
  }
  return row[b.length]!;
}

export type { Kind };
