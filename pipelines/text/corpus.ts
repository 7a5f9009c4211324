import type { SegmentedBatch } from './segmenter.ts';

/**
 * Documents as numbers. `words` are in code point order; document i's tokens are
 * `ids[starts[i] … starts[i+1])`, of which the title is the part before `bodyStarts[i]`.
 */
export interface Corpus {
  words: string[];
  ids: Int32Array;
  starts: Int32Array;
  bodyStarts: Int32Array;
}

/** Orders strings by code point, which is what `<` does not do beyond the basic plane. */
export function byCodePoint(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x === y) continue;
    const highX = (x & 0xf800) === 0xd800;
    const highY = (y & 0xf800) === 0xd800;
    return highX === highY ? x - y : highX ? 1 : -1;
  }
  return a.length - b.length;
}

/** Puts segmented batches one after another into one corpus. */
export class CorpusBuilder {
  readonly #slots = new Map<string, number>();
  readonly #batches: SegmentedBatch[] = [];
  #tokens = 0;
  #documents = 0;

  add(batch: SegmentedBatch): void {
    const slot = new Int32Array(batch.words.length);
    for (let i = 0; i < batch.words.length; i++) {
      const word = batch.words[i]!;
      let at = this.#slots.get(word);
      if (at === undefined) {
        at = this.#slots.size;
        this.#slots.set(word, at);
      }
      slot[i] = at;
    }
    const ids = new Int32Array(batch.ids.length);
    for (let i = 0; i < ids.length; i++) ids[i] = slot[batch.ids[i]!]!;
    this.#batches.push({ ...batch, words: [], ids });
    this.#tokens += ids.length;
    this.#documents += batch.bodyEnds.length;
  }

  /** The corpus of all that was added. The ids of words do not depend on the order of the documents. */
  build(): Corpus {
    const words = [...this.#slots.keys()].sort(byCodePoint);
    const rank = new Int32Array(words.length);
    for (let i = 0; i < words.length; i++) rank[this.#slots.get(words[i]!)!] = i;
    const ids = new Int32Array(this.#tokens);
    const starts = new Int32Array(this.#documents + 1);
    const bodyStarts = new Int32Array(this.#documents);
    let token = 0;
    let document = 0;
    for (const batch of this.#batches) {
      for (let i = 0; i < batch.bodyEnds.length; i++, document++) {
        bodyStarts[document] = token + batch.titleEnds[i]!;
        starts[document + 1] = token + batch.bodyEnds[i]!;
      }
      for (let i = 0; i < batch.ids.length; i++) ids[token + i] = rank[batch.ids[i]!]!;
      token += batch.ids.length;
    }
    return { words, ids, starts, bodyStarts };
  }
}
