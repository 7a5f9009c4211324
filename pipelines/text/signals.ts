import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { readYaml } from '../site/yaml.ts';
import { cleanText } from './clean.ts';

const pattern = z
  .string()
  .min(1)
  .refine((text) => compiles(text), 'not a regular expression');
const patterns = z.array(pattern).min(1);

/** `signals.yaml`. */
export const signalRules = z.strictObject({
  before: z.strictObject({ denials: patterns, fillers: patterns, doubled: patterns }),
  after: z.strictObject({ denials: patterns, fillers: patterns }),
  signals: z
    .array(z.strictObject({ signal: z.string().min(1), words: z.array(pattern).min(1), except: z.array(pattern) }))
    .min(1),
});

export type SignalRules = z.output<typeof signalRules>;

/** A signal of an order, with the words that triggered it, each once, as they come in the text. */
export interface Signal {
  signal: string;
  words: string[];
}

/**
 * Reads the product's rules, or another file of their form.
 * @throws UserError naming file, line and key
 */
export const readSignalRules = (file = fileURLToPath(new URL('./signals.yaml', import.meta.url))): SignalRules =>
  readYaml(file, signalRules);

/** One pattern that matches every text with a word of any signal: the cheap filter before `SignalFinder`. */
export const anySignalWord = ({ signals }: SignalRules): string =>
  [...new Set(signals.flatMap(({ words }) => words))].map((word) => `(?:${word})`).join('|');

/** Characters looked at on each side of a word. */
const reach = 12;
/** What separates clauses: a denial does not reach across it. */
const clauseEnd = /[，。！？；：、,.!?;:\s…—()（）「」“”"]/;

/** Finds signals in texts; what is denied, asked or done away with is none. */
export class SignalFinder {
  readonly #signals: { signal: string; words: RegExp }[];
  readonly #deniedBefore: RegExp;
  readonly #doubledBefore: RegExp;
  readonly #deniedAfter: RegExp;
  readonly #fillersOnly: RegExp;

  constructor({ signals, before, after }: SignalRules) {
    this.#signals = signals.map(({ signal, words, except }) => ({
      signal,
      // Exceptions first: where one matches, the word inside it is passed over.
      words: new RegExp(`(?:${['(?!)', ...except].join('|')})|(?<word>${words.join('|')})`, 'gu'),
    }));
    this.#deniedBefore = new RegExp(`(?:${before.denials.join('|')})(?:${before.fillers.join('|')})*$`, 'u');
    this.#doubledBefore = new RegExp(before.doubled.join('|'), 'u');
    this.#fillersOnly = new RegExp(`^(?:${before.fillers.join('|')})*$`, 'u');
    this.#deniedAfter = new RegExp(`^(?:${after.fillers.join('|')})*(?:${after.denials.join('|')})`, 'u');
  }

  /** The signals of one order, in the order of the rules. */
  in(title: string | null, body: string | null): Signal[] {
    const text = `${cleanText(title)}\n${cleanText(body)}`;
    return this.#signals.flatMap(({ signal, words }) => {
      const found = new Set<string>();
      let deniedEnd = -1;
      for (const match of text.matchAll(words)) {
        const word = match.groups?.word;
        if (!word) continue;
        // 没有扬言闹事: a denial holds for what follows at once.
        const goesOn = deniedEnd >= 0 && this.#fillersOnly.test(text.slice(deniedEnd, match.index));
        if (goesOn || this.#denied(text, match.index, word.length)) deniedEnd = match.index + word.length;
        else found.add(word);
      }
      return found.size > 0 ? [{ signal, words: [...found] }] : [];
    });
  }

  #denied(text: string, start: number, length: number): boolean {
    const head = lastClause(text.slice(Math.max(0, start - reach), start));
    if (this.#deniedBefore.test(head) && !this.#doubledBefore.test(head)) return true;
    return this.#deniedAfter.test(firstClause(text.slice(start + length, start + length + reach)));
  }
}

const lastClause = (text: string): string => text.split(clauseEnd).at(-1)!;
const firstClause = (text: string): string => text.split(clauseEnd)[0]!;

function compiles(text: string): boolean {
  try {
    new RegExp(text, 'u');
    return true;
  } catch {
    return false;
  }
}
