import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { readYaml } from '../../site/yaml.ts';
import { comparable } from '../source/header.ts';

const words = z.array(z.string().min(1)).default([]);

const entry = z.strictObject({
  means: z.string(),
  names: words,
  likely: words,
  english: words,
  abbreviations: words,
  not: words,
});

const dictionaryFile = z.strictObject({
  subjects: words,
  modifiers: words,
  unneeded: words,
  columns: z.record(z.string(), entry),
});

interface Entry {
  means: string;
  /** Compared name → how much it says, 0 to 1. */
  names: Map<string, number>;
  english: string[][];
  not: string[];
}

const file = fileURLToPath(new URL('./dictionary.yaml', import.meta.url));
const { subjects, modifiers, unneeded, columns } = readYaml(file, dictionaryFile);
const entries = new Map<string, Entry>(Object.entries(columns).map(([name, written]) => [name, entryOf(written)]));
const unneededNames = new Set(unneeded.map(comparable));

function entryOf(written: z.output<typeof entry>): Entry {
  const names = new Map<string, number>();
  const add = (name: string, says: number) => names.set(name, Math.max(says, names.get(name) ?? 0));
  for (const name of written.abbreviations) add(comparable(name), 0.6);
  for (const name of written.likely) add(comparable(name), 0.6);
  for (const name of written.names)
    for (const each of name.includes('{s}') ? subjects.map((subject) => name.replace('{s}', subject)) : [name])
      add(comparable(each), 0.97);
  return {
    means: written.means,
    names,
    english: written.english.map((name) => name.split(' ')),
    not: written.not.map(comparable),
  };
}

/** What a canonical column is called in reports: `受理时间` for `received_at`; the column's own name when nobody wrote it down. */
export const meaningOf = (column: string): string => entries.get(column)?.means ?? column;

/** How far a header says that its column is the canonical one: 0 (not at all) to 1. */
export function headerSays(header: string, column: string): number {
  const entry = entries.get(column);
  if (!entry) return 0;
  const name = comparable(header).replace(/时刻$/, '时间');
  if (name === '') return 0;
  const exact = entry.names.get(name);
  if (exact !== undefined) return exact;
  if (entry.not.some((part) => name.includes(part))) return 0;
  const bare = name.replace(/[(（【[].*?[)）】\]]/g, '').replace(/[:：_\s]+$/, '');
  const known = bare && entry.names.get(bare);
  if (known) return 0.95 * known;
  if (/\p{Script=Han}/u.test(name)) return Math.max(modified(bare, entry), contained(bare, entry));
  return english(header, entry);
}

/** Whether a header is one that exports have and nobody needs here. */
export const isUnneeded = (header: string): boolean => unneededNames.has(comparable(header));

const knownBefore = new Map<string, number>();

/** How far a header is one of an order or call at all. */
export function isKnown(header: string): number {
  if (isUnneeded(header)) return 0.9;
  const before = knownBefore.get(header);
  if (before !== undefined) return before;
  let best = 0;
  for (const column of entries.keys()) {
    best = Math.max(best, headerSays(header, column));
    if (best > 0.9) break;
  }
  if (knownBefore.size < 10_000) knownBefore.set(header, best);
  return best;
}

/** A known name behind a modifier or the field's own subject: 最终办结时间, 诉求承办单位. */
function modified(name: string, { names }: Entry): number {
  for (const modifier of [...modifiers, ...subjects]) {
    if (!name.startsWith(modifier)) continue;
    const known = names.get(name.slice(modifier.length));
    if (known) return 0.9 * known;
  }
  return 0;
}

/** A known name within a longer one says the more, the more of it there is; at its end it says most. */
function contained(name: string, { names }: Entry): number {
  let best = 0;
  for (const [known, says] of names) {
    if (known.length < 3 || !name.includes(known)) continue;
    const share = known.length / name.length;
    best = Math.max(best, says * (name.endsWith(known) ? 0.45 + 0.45 * share : 0.3 + 0.4 * share));
  }
  return best;
}

/** Words that headers carry beside what they mean. */
const fillers = new Set(['the', 'of', 'a', 'is', 't', 'f', 'fld', 'col', 'field', 'value']);

function english(header: string, entry: Entry): number {
  const tokens = tokensOf(header);
  if (tokens.length === 0) return 0;
  let best = 0;
  for (const words of entry.english) {
    if (!words.every((word) => tokens.includes(word))) continue;
    const rest = tokens.filter((token) => !words.includes(token) && !fillers.has(token)).length;
    const generic = words.length === 1 && weak.has(words[0]!);
    best = Math.max(best, (generic ? 0.6 : 0.93) * (rest === 0 ? 1 : words.length / (words.length + rest)) ** 0.7);
  }
  return best;
}

/** Too general to say anything alone. */
const weak = new Set([
  'id',
  'date',
  'time',
  'type',
  'name',
  'text',
  'state',
  'mark',
  'label',
  'flag',
  'result',
  'score',
  'step',
  'topic',
]);

const tokensOf = (header: string): string[] =>
  header
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([a-zA-Z])(\d)/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(Boolean);
