import type { CanonicalColumn } from '../canonical.ts';
import type { Guess } from './meaning.ts';
import { isPersonal } from './profile.ts';
import { asksOpposite, choiceOf, flagOf, isNoRating, usualYesNo } from './words.ts';

/** Remarks that a column's rule leaves behind: what a person must settle, and what is good to know. */
export interface Remarks {
  decide: string[];
  notes: string[];
  /** Words of this column that say that nothing was said. */
  missing: string[];
}

/** Which words stand for which canonical ones, as keys of a contract's rule. */
export function valuesOf(
  { name, words: targets }: CanonicalColumn,
  guesses: Guess[],
  remarks: Remarks,
): Record<string, unknown> {
  const values = new Map<string, string[]>((targets ?? []).map((target) => [target, []]));
  const unknown: [string, number][] = [];
  for (const [word, count] of wordsOf(guesses)) {
    const target = choiceOf(name, word);
    if (target !== undefined) values.set(target, [...(values.get(target) ?? []), word]);
    else if (name !== 'kind' && isNoRating(word)) remarks.missing.push(word);
    else unknown.push([word, count]);
  }
  const known = Object.fromEntries([...values].filter(([, sources]) => sources.length > 0));
  // A free word need not have a list: then all words pass as they are.
  if (!targets && (unknown.length > 0 || Object.keys(known).length === 0)) return {};
  tellUnknown(unknown, remarks, name === 'kind' ? 'they count as 其他' : 'these rows are rejected');
  const plain = Object.entries(known).every(([target, sources]) => sources.length === 1 && sources[0] === target);
  if (name === 'kind') return { ...(!plain && { values: known }), other: '其他' };
  return plain && remarks.decide.length === 0 ? {} : { values: known };
}

/** All words of some guesses with how often they stand, the most frequent first. */
function wordsOf(guesses: readonly Guess[]): [word: string, count: number][] {
  const words = new Map<string, number>();
  for (const { profile } of guesses)
    for (const [word, n] of profile.words ?? []) words.set(word, (words.get(word) ?? 0) + n);
  return [...words].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
}

/** Words that no list knows are shown only when they are few and frequent: a rare one may be anything, also a name. */
function tellUnknown(unknown: readonly [string, number][], { decide, notes }: Remarks, until: string): void {
  const isShown = ([word, count]: readonly [string, number]) =>
    count >= 5 && word.length <= 10 && !/\d{3}/.test(word) && !isPersonal(word);
  const shown = unknown.filter(isShown).slice(0, 12);
  const rest = unknown.filter((each) => !shown.includes(each));
  if (shown.length > 0)
    decide.push(
      `put under the right word: ${shown.map(([word, n]) => `${word} (${n} rows)`).join(', ')}; until then ${until}`,
    );
  const rows = rest.reduce((sum, [, n]) => sum + n, 0);
  if (rest.length > 0)
    notes.push(
      `${rest.length} rare word${rest.length === 1 ? '' : 's'} in ${rows} row${rows === 1 ? '' : 's'} fit nothing: ${until}, and \`minqing rejects\` tells of them`,
    );
}

/** Words for yes and no, as keys of a contract's rule; nothing when they are the usual ones. */
export function yesNoOf({ name }: CanonicalColumn, guesses: Guess[], remarks: Remarks): Record<string, unknown> {
  const yes = new Set<string>();
  const no = new Set<string>();
  const unknown: [string, number][] = [];
  for (const guess of guesses)
    for (const [word, count] of wordsOf([guess])) {
      const says = flagOf(word, asksOpposite(guess.header, name));
      if (says === undefined) unknown.push([word, count]);
      else (says ? yes : no).add(word);
    }
  const torn = [...yes].filter((word) => no.delete(word));
  if (torn.length > 0)
    remarks.decide.push(
      `${torn.join(', ')} mean opposite things under ${guesses.map(({ header }) => header).join(' and ')}: read these files by contracts of their own`,
    );
  tellUnknown(unknown, remarks, 'these rows are rejected');
  if (yes.size + no.size === 0) return {};
  const usual =
    [...yes].every((word) => has(usualYesNo.yes, word)) && [...no].every((word) => has(usualYesNo.no, word));
  return usual ? {} : { values: { true: [...yes], false: [...no] } };
}

const has = (words: readonly string[], word: string): boolean =>
  words.some((each) => each.toLowerCase() === word.toLowerCase());
