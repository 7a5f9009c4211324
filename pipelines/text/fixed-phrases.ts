import { byCodePoint } from './corpus.ts';

/** Phrases of forms and of those who fill them in: how texts begin and end, and whole clauses anywhere. */
export interface FixedPhrases {
  openings: string[];
  closings: string[];
  clauses: string[];
}

/** So many texts tell what is fixed. */
export const textsLookedAt = 1000;
const leastTexts = 200;
const leastShare = 0.05;
/** What texts must keep, when all that might be fixed is taken out. */
const leastLeft = 0.5;
/** How like all others the texts with a phrase must be, against as many texts taken at random. */
const leastLikeness = 0.9;
const [shortest, longest] = [3, 12];
const longestClause = 24;
const delimiters = '\\s，,。．.；;：:！!？?、…（）()【】\\[\\]“”"《》〈〉|/-';
const between = new RegExp(`[${delimiters}]+`);

/**
 * Finds the fixed phrases of some texts (cleaned ones; at most `textsLookedAt` are worth giving): what stands in at
 * least 5% of them, in texts that are otherwise about the same matters as all others. So 市民来电反映 is found, and
 * 供暖不热 is not, however frequent: what else those texts say is heating, too. Fewer than 200 texts show nothing.
 */
export function findFixedPhrases(texts: readonly string[]): FixedPhrases {
  const spoken = texts.filter((text) => text !== '').sort(byCodePoint);
  if (spoken.length < leastTexts) return { openings: [], closings: [], clauses: [] };
  const parts = spoken.map((text) => text.split(between).filter(Boolean));
  const frequent = (of: (clauses: string[]) => string[]): Candidates =>
    frequentIn(parts.map(of), leastShare * spoken.length);
  const clauses = frequent((list) => list.filter(({ length }) => length >= shortest && length <= longestClause));
  const openings = longestOnes(
    frequent((list) => heads(list[0] ?? '')),
    clauses,
    (long, short) => long.startsWith(short),
  );
  const closings = longestOnes(
    frequent((list) => tails(list.at(-1) ?? '')),
    clauses,
    (long, short) => long.endsWith(short),
  );
  // What is left without any of them tells the matters: else the phrases themselves would make all texts alike.
  const without = phraseRemover({ openings: listed(openings), closings: listed(closings), clauses: listed(clauses) });
  const left = spoken.map((text) => pairsOf(without(text)));
  // Short texts made of a few words that come again and again: those words are the matter.
  if (pairsIn(left) < leastLeft * pairsIn(spoken.map(pairsOf))) return { openings: [], closings: [], clauses: [] };
  const isLikeOthers = likenessTo(left);
  const aboutAnything = (candidates: Candidates): string[] =>
    listed(new Map([...candidates].filter(([, documents]) => isLikeOthers(documents))));
  return {
    openings: aboutAnything(openings),
    closings: aboutAnything(closings),
    clauses: aboutAnything(clauses),
  };
}

/** Phrases with the texts they stand in. */
type Candidates = Map<string, number[]>;

function frequentIn(phrases: string[][], least: number): Candidates {
  const documents: Candidates = new Map();
  for (const [d, list] of phrases.entries())
    for (const phrase of list) {
      const known = documents.get(phrase);
      if (!known) documents.set(phrase, [d]);
      else if (known.at(-1) !== d) known.push(d);
    }
  return new Map([...documents].filter(([, { length }]) => length >= least));
}

/** Longest first, so that a phrase is taken out before a part of it. */
const listed = (candidates: Candidates): string[] =>
  [...candidates.keys()].sort((a, b) => b.length - a.length || byCodePoint(a, b));

const heads = (clause: string): string[] => partsOf(clause, (length) => clause.slice(0, length));
const tails = (clause: string): string[] => partsOf(clause, (length) => clause.slice(-length));

/** Parts of the lengths to look at: those shorter than the clause, whole clauses are found as such. */
function partsOf(clause: string, part: (length: number) => string): string[] {
  const parts: string[] = [];
  for (let length = shortest; length <= longest && length < clause.length; length++) parts.push(part(length));
  return parts;
}

/** Leaves out what nearly always goes on in one way, 市民来 of 市民来电反映, or is part of a frequent clause. */
function longestOnes(
  candidates: Candidates,
  clauses: Candidates,
  goesOn: (long: string, short: string) => boolean,
): Candidates {
  const list = [...candidates, ...clauses];
  const isPart = (short: string, many: number): boolean =>
    list.some(([long, { length }]) => long.length > short.length && length >= 0.8 * many && goesOn(long, short));
  return new Map([...candidates].filter(([short, { length }]) => !isPart(short, length)));
}

/** The character pairs of a text as they follow one another, hashed into 65,536 cells. */
type Pairs = Uint16Array;

const pairsIn = (texts: Pairs[]): number => texts.reduce((many, { length }) => many + length, 0);

function pairsOf(text: string): Pairs {
  const pairs = new Uint16Array(Math.max(0, text.length - 1));
  for (let i = 0; i < pairs.length; i++) pairs[i] = text.charCodeAt(i) * 31 + text.charCodeAt(i + 1);
  return pairs;
}

/** Whether some of the texts use the pairs of all about as evenly as an equal number of texts taken evenly from all. */
function likenessTo(all: Pairs[]): (documents: number[]) => boolean {
  const whole = shares(all);
  const usual = new Map<number, number>();
  const usualOf = (many: number): number => {
    let known = usual.get(many);
    if (known === undefined) {
      const evenly = Array.from({ length: many }, (_, i) => all[Math.floor((i * all.length) / many)]!);
      known = overlap(shares(evenly), whole);
      usual.set(many, known);
    }
    return known;
  };
  return (documents) => {
    const least = leastLikeness * usualOf(documents.length);
    return least > 0 && overlap(shares(documents.map((d) => all[d]!)), whole) >= least;
  };
}

function shares(texts: Pairs[]): Float64Array {
  const sum = new Float64Array(65_536);
  for (const pairs of texts) for (let i = 0; i < pairs.length; i++) sum[pairs[i]!]!++;
  const total = pairsIn(texts);
  if (total > 0) for (let i = 0; i < sum.length; i++) sum[i]! /= total;
  return sum;
}

/** Bhattacharyya coefficient: 1 for the same distribution, 0 for nothing in common. */
function overlap(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) if (a[i]! > 0) sum += Math.sqrt(a[i]! * b[i]!);
  return sum;
}

/** Takes fixed phrases out of a cleaned text. */
export function phraseRemover(fixed: FixedPhrases | undefined): (text: string) => string {
  if (!fixed || fixed.openings.length + fixed.closings.length + fixed.clauses.length === 0) return (text) => text;
  const any = (phrases: string[]): string =>
    phrases.map((phrase) => phrase.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')).join('|');
  const patterns = [
    fixed.clauses.length > 0 && new RegExp(`(?<=^|[${delimiters}])(?:${any(fixed.clauses)})(?=$|[${delimiters}])`, 'g'),
    fixed.openings.length > 0 && new RegExp(`^[${delimiters}]*(?:${any(fixed.openings)})`),
    fixed.closings.length > 0 && new RegExp(`(?:${any(fixed.closings)})[${delimiters}]*$`),
  ].filter((pattern) => pattern !== false);
  return (text) => patterns.reduce((left, pattern) => left.replace(pattern, ' '), text).trim();
}
