import { textToSegment } from './clean.ts';
import { Cutter } from './jieba/cutter.ts';
import type { Dictionary } from './jieba/dictionary.ts';
import type { SegmentedBatch, TextBatch } from './segmenter.ts';

export interface SegmenterInput {
  dictionary: Dictionary;
  stopWords: string[];
}

/** Kept tokens have a letter, a Han character or a digit, and are not a lone number. */
const content = /[\p{L}]|^\p{N}{3,}$/u;
const longestToken = 30;

/** What a thread knows of words is thrown away beyond so many unlisted ones, so that a long run does not grow without end. */
const wordsRemembered = 400_000;

/** Returns the function that segments a batch. */
export function start({ dictionary, stopWords }: SegmenterInput): (batch: TextBatch) => SegmentedBatch {
  const cutter = new Cutter(dictionary);
  const stop = new Set(stopWords);
  // A word's slot, or −1 for one that is not kept; 0 of a node not met yet. Slots only save looking at a word twice; results do not see them.
  const slotOfNode = new Int32Array(dictionary.weights.length);
  let slotOfOther = new Map<string, number>();
  let slots = 1;
  let idInBatch = new Int32Array(1 << 16);
  let batchOfSlot = new Int32Array(1 << 16);
  let batches = 0;

  const newSlot = (word: string): number => {
    if (stop.has(word) || word.length > longestToken || !content.test(word)) return -1;
    if (slots === idInBatch.length) {
      idInBatch = doubled(idInBatch);
      batchOfSlot = doubled(batchOfSlot);
    }
    return slots++;
  };
  const slotOf = (text: string, from: number, end: number, node: number): number => {
    if (node >= 0) {
      if (slotOfNode[node] === 0) slotOfNode[node] = newSlot(text.slice(from, end));
      return slotOfNode[node]!;
    }
    const word = text.slice(from, end);
    let slot = slotOfOther.get(word);
    if (slot === undefined) {
      slot = newSlot(word);
      slotOfOther.set(word, slot);
    }
    return slot;
  };

  return ({ titles, bodies }) => {
    if (slotOfOther.size > wordsRemembered) {
      slotOfOther = new Map();
      slotOfNode.fill(0);
      batchOfSlot.fill(0);
      slots = 1;
    }
    batches++;
    const words: string[] = [];
    let ids = new Int32Array(titles.length * 128 + 64);
    let used = 0;

    const append = (raw: string | null): number => {
      const text = textToSegment(raw);
      if (text === '') return used;
      const many = cutter.cut(text);
      if (used + many > ids.length) {
        const larger = new Int32Array((used + many) * 2);
        larger.set(ids);
        ids = larger;
      }
      const { ends, nodes } = cutter;
      let from = 0;
      for (let i = 0; i < many; i++) {
        const end = ends[i]!;
        const slot = slotOf(text, from, end, nodes[i]!);
        if (slot > 0) {
          if (batchOfSlot[slot] !== batches) {
            batchOfSlot[slot] = batches;
            idInBatch[slot] = words.push(text.slice(from, end)) - 1;
          }
          ids[used++] = idInBatch[slot]!;
        }
        from = end;
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
