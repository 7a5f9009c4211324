import nodejieba from 'nodejieba';
import { textToSegment } from './clean.ts';
import { phraseRemover } from './fixed-phrases.ts';
import type { SegmentedBatch, TextBatch } from './segmenter.ts';

export interface SegmenterInput {
  /** Paths of word lists in jieba's format: it reads them from files only. */
  userDictionary: string;
  idf: string;
  stopWords: string[];
  /** Pairs of another name and the name it counts as. */
  synonyms: [string, string][];
}

/** Kept tokens have a letter, a Han character or a digit, and are not a lone number. */
const content = /[\p{L}]|^\p{N}{3,}$/u;
const longestToken = 30;

/** A thread's word list is thrown away beyond this size, so that a long run does not grow without end. */
const wordsRemembered = 400_000;

/** Loads the segmenter once (about a second) and returns the function that segments a batch. */
export function start({
  userDictionary,
  idf,
  stopWords,
  synonyms,
}: SegmenterInput): (batch: TextBatch) => SegmentedBatch {
  nodejieba.load({ userDict: userDictionary, idfDict: idf });
  const stop = new Set(stopWords);
  const nameOf = new Map(synonyms);
  const isKept = (word: string): boolean => !stop.has(word) && word.length <= longestToken && content.test(word);
  // Word → its slot, or −1 for a word that is not kept. Slots only save looking at a word twice; results do not see them.
  let slots = new Map<string, number>();
  let idInBatch = new Int32Array(1 << 16);
  let batchOfSlot = new Int32Array(1 << 16);
  let batches = 0;

  /** The slot of a word seen for the first time: that of the name it counts as. */
  const newSlot = (word: string): number => {
    const name = nameOf.get(word);
    const slot = name !== undefined ? (slots.get(name) ?? newSlot(name)) : isKept(word) ? slots.size : -1;
    slots.set(word, slot);
    if (slot >= idInBatch.length) {
      idInBatch = doubled(idInBatch);
      batchOfSlot = doubled(batchOfSlot);
    }
    return slot;
  };

  return ({ titles, bodies, fixed }) => {
    if (slots.size > wordsRemembered) {
      slots = new Map();
      batchOfSlot.fill(0);
    }
    batches++;
    const words: string[] = [];
    const withoutFixed = phraseRemover(fixed);
    let ids = new Int32Array(titles.length * 128 + 64);
    let used = 0;

    const append = (raw: string | null): number => {
      const text = withoutFixed(textToSegment(raw));
      if (text === '') return used;
      const tokens = nodejieba.cut(text, true);
      if (used + tokens.length > ids.length) {
        const larger = new Int32Array((used + tokens.length) * 2);
        larger.set(ids);
        ids = larger;
      }
      for (let i = 0; i < tokens.length; i++) {
        const word = tokens[i]!;
        const slot = slots.get(word) ?? newSlot(word);
        if (slot < 0) continue;
        if (batchOfSlot[slot] !== batches) {
          batchOfSlot[slot] = batches;
          idInBatch[slot] = words.push(nameOf.get(word) ?? word) - 1;
        }
        ids[used++] = idInBatch[slot]!;
      }
      return used;
    };

    const titleEnds = new Int32Array(titles.length);
    const bodyEnds = new Int32Array(titles.length);
    for (let i = 0; i < titles.length; i++) {
      titleEnds[i] = append(titles[i] ?? null);
      bodyEnds[i] = append(bodies[i] ?? null);
    }
    return { words, ids: ids.slice(0, used), titleEnds, bodyEnds };
  };
}

const doubled = (array: Int32Array): Int32Array<ArrayBuffer> => {
  const larger = new Int32Array(array.length * 2);
  larger.set(array);
  return larger;
};
