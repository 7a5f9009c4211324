import type { Corpus } from './corpus.ts';

const contains = 1;
const mayBegin = 2;

/**
 * Finds phrases in segmented documents: inside a word, or across words that follow one another. What was not kept when
 * the text was cut (stop words, punctuation) is no gap, and cannot be searched for.
 */
export class PhraseSearch {
  readonly #corpus: Corpus;
  readonly #wordsOf = new Map<string, Uint8Array>();

  constructor(corpus: Corpus) {
    this.#corpus = corpus;
  }

  /** Whether a document holds the phrase. */
  has(document: number, phrase: string): boolean {
    const { ids, starts, bodyStarts } = this.#corpus;
    const kinds = this.#kinds(phrase);
    for (let t = starts[document]!; t < starts[document + 1]!; t++) {
      const kind = kinds[ids[t]!];
      if (kind === contains) return true;
      const end = t < bodyStarts[document]! ? bodyStarts[document]! : starts[document + 1]!;
      if (kind === mayBegin && this.#goesOn(t, end, phrase)) return true;
    }
    return false;
  }

  /** What each word of the vocabulary is to the phrase. */
  #kinds(phrase: string): Uint8Array {
    let kinds = this.#wordsOf.get(phrase);
    if (!kinds) {
      kinds = Uint8Array.from(this.#corpus.words, (word) =>
        word.includes(phrase) ? contains : beginnings(word, phrase).length > 0 ? mayBegin : 0,
      );
      this.#wordsOf.set(phrase, kinds);
    }
    return kinds;
  }

  #goesOn(token: number, end: number, phrase: string): boolean {
    const { ids, words } = this.#corpus;
    return beginnings(words[ids[token]!]!, phrase).some((length) => {
      let rest = phrase.slice(length);
      for (let t = token + 1; t < end; t++) {
        const word = words[ids[t]!]!;
        if (word.startsWith(rest)) return true;
        if (!rest.startsWith(word)) return false;
        rest = rest.slice(word.length);
      }
      return false;
    });
  }
}

/** Lengths of the phrase's beginnings with which a word ends. */
function beginnings(word: string, phrase: string): number[] {
  const lengths: number[] = [];
  for (let length = Math.min(word.length, phrase.length - 1); length > 0; length--)
    if (word.endsWith(phrase.slice(0, length))) lengths.push(length);
  return lengths;
}
