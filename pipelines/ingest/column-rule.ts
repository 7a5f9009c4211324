import { z } from 'zod';
import type { CanonicalColumn, Sort } from './canonical.ts';

export const words = z.array(z.union([z.string(), z.number(), z.boolean()]).transform(String));
export const names = z.array(z.string().min(1)).min(1);

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

export const dateFormat = z.string().superRefine((format, check) => {
  if (format === 'excel') return;
  const unknown = format.match(/%[^YymdHIMSfgpzjbB%-]/u)?.[0];
  if (unknown)
    check.addIssue({ code: 'custom', message: `${unknown} is not known; use %Y %y %m %d %H %I %M %S %p %f %z` });
  else if (!/%[Yy]/.test(format))
    check.addIssue({ code: 'custom', message: 'no year (%Y or %y): a date could not be read from it' });
});

export const dateInText = { pattern, format: dateFormat };

const cellWord = z.union([z.string(), z.number(), z.boolean()]).transform(String);

const codeTable = z.union([
  z.strictObject({ file: z.string().min(1), from: z.string().min(1), to: z.string().min(1) }),
  z.record(z.string(), cellWord),
]);

const scores = z.strictObject({
  range: z.tuple([z.number(), z.number()]),
  least: z.record(z.string(), z.number()),
});

export const column = z.strictObject({
  from: names.optional(),
  value: cellWord.optional(),
  default: cellWord.optional(),
  required: z.boolean().default(false),
  lenient: z.boolean().default(false),
  values: z.record(z.string(), words).optional(),
  other: z.string().optional(),
  codes: codeTable.optional(),
  scores: scores.optional(),
  split: z.string().min(1).optional(),
  path: z
    .union([z.string().min(1), names])
    .transform((each) => [each].flat())
    .optional(),
  level: z.int().min(1).max(9).optional(),
  mask: z.enum(['text', 'name', 'place']).optional(),
  hash: z.boolean().optional(),
  unit: z.enum(['ms', 's', 'min', 'h', 'hms']).optional(),
  present: z.boolean().optional(),
  date_in: z.string().optional(),
  pattern: pattern.optional(),
  format: dateFormat.optional(),
});

export type CodeTable = z.output<typeof codeTable>;

/** How one column is read, with its code table as code → name. */
export type ColumnRule = Omit<z.output<typeof column>, 'codes'> & { codes?: Record<string, string> };

/** What in a column's rule contradicts itself or does not fit what the column holds. */
export function* misuses(
  { name, sort, words: choices, person }: CanonicalColumn,
  rule: z.output<typeof column>,
  columns: Record<string, z.output<typeof column>>,
): Generator<{ message: string; key?: string }> {
  const only = (key: keyof typeof rule, sorts: string[], what: string) =>
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
  yield* only('codes', ['choice', 'word', 'flag'], 'words and yes/no columns');
  yield* only('scores', ['choice'], 'columns of a few fixed words');
  yield* only('split', ['words'], 'columns of several words');
  yield* misusesOfDefault(sort, choices, rule);
  yield* misusesOfScores(choices, rule);
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
    !(person && rule.mask === 'name') &&
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

function* misusesOfDefault(
  sort: Sort,
  choices: readonly string[] | undefined,
  rule: z.output<typeof column>,
): Generator<{ message: string; key: string }> {
  if (rule.default === undefined) return;
  const wrong = (message: string) => ({ message, key: 'default' });
  if (rule.value !== undefined || rule.required)
    yield wrong('is for a cell that may be empty: not with value or required');
  if (rule.present) yield wrong('an empty cell is a no already where `present` is said');
  if (!['word', 'choice', 'flag', 'count', 'seconds'].includes(sort))
    yield wrong('only words, yes/no columns, whole numbers and durations can have a default');
  else if (choices && !choices.includes(rule.default)) yield wrong(`must be one of ${choices.join(' ')}`);
  else if (sort === 'flag' && !['true', 'false'].includes(rule.default)) yield wrong('must be true or false');
  else if ((sort === 'count' || sort === 'seconds') && !/^-?\d{1,9}$/.test(rule.default))
    yield wrong('must be a whole number');
}

function* misusesOfScores(
  choices: readonly string[] | undefined,
  { scores: scale }: z.output<typeof column>,
): Generator<{ message: string; key: string }> {
  if (!scale || !choices) return;
  const wrong = (message: string) => ({ message, key: 'scores' });
  const [low, high] = scale.range;
  if (low >= high) yield wrong('`range` goes from the least to the greatest score: [1, 5]');
  const cuts = Object.entries(scale.least);
  for (const [word, cut] of cuts) {
    if (!choices.includes(word)) yield wrong(`“${word}” must be one of ${choices.join(' ')}`);
    if (cut < low || cut > high) yield wrong(`${word} begins at ${cut}, which lies outside the range`);
  }
  if (!cuts.some(([, cut]) => cut === low))
    yield wrong(`no word begins at ${low}, the least score: its rows would be refused`);
  if (new Set(cuts.map(([, cut]) => cut)).size < cuts.length) yield wrong('two words begin at one score');
}
