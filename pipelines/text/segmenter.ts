import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Pool } from '../threads/pool.ts';
import type { SegmenterInput } from './segment-thread.ts';
import type { UserWord } from './word-list.ts';

/** Raw texts of some documents: `titles[i]` and `bodies[i]` belong together. */
export interface TextBatch {
  titles: (string | null)[];
  bodies: (string | null)[];
}

/**
 * The tokens of a batch, as numbers into the batch's own `words` (in order of first use).
 * Document i: title = `ids[bodyEnds[i-1] … titleEnds[i])`, body = `ids[titleEnds[i] … bodyEnds[i])`.
 */
export interface SegmentedBatch {
  words: string[];
  ids: Int32Array;
  titleEnds: Int32Array;
  bodyEnds: Int32Array;
}

export interface SegmenterOptions {
  /** Kept whole: the site's dictionary, places, unit names. */
  words?: UserWord[];
  /** On top of the default list. */
  stop?: string[];
  /** Taken off the default list. */
  keep?: string[];
  /** At most the number of cores, which is the default. */
  threads?: number;
}

/** Changes when the same text may be cut differently: an input of `tokens`. */
export const segmenterVersion = 'nodejieba 3.5.8, rules 1';

/** Cuts texts into words in a pool of threads. What comes out does not depend on how many threads there are. */
export class Segmenter {
  readonly #pool: Pool<TextBatch, SegmentedBatch>;
  readonly #folder: string;

  private constructor(pool: Pool<TextBatch, SegmentedBatch>, folder: string) {
    this.#pool = pool;
    this.#folder = folder;
  }

  /** Starts the threads; each loads its dictionary when it gets its first batch. Keep one segmenter for a whole run. */
  static async open({ words = [], stop = [], keep = [], threads }: SegmenterOptions = {}): Promise<Segmenter> {
    const folder = await mkdtemp(join(tmpdir(), 'minqing-segmenter-'));
    const userDictionary = join(folder, 'user.dict');
    const idf = join(folder, 'idf');
    await writeFile(userDictionary, userDictionaryText(words));
    // jieba's own idf table serves only keyword extraction, which is not used: a table of one line saves its loading.
    await writeFile(idf, '的 1\n');
    const stopWords = new Set([...(await defaultStopWords()), ...stop]);
    for (const word of keep) stopWords.delete(word);
    const input: SegmenterInput = { userDictionary, idf, stopWords: [...stopWords] };
    return new Segmenter(new Pool(new URL('./segment-thread.ts', import.meta.url), input, threads), folder);
  }

  /** Segments batches as they come, and yields the results in the same order. */
  segment(batches: Iterable<TextBatch> | AsyncIterable<TextBatch>): AsyncGenerator<SegmentedBatch> {
    return this.#pool.map(batches);
  }

  async close(): Promise<void> {
    await this.#pool.close();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/** The product's own stop list, `stopwords.txt` beside this file. */
export async function defaultStopWords(): Promise<string[]> {
  const text = await readFile(new URL('./stopwords.txt', import.meta.url), 'utf8');
  return text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
}

/** In jieba's format, each word once (its highest frequency), by code point: the order of the sources does not matter. */
function userDictionaryText(words: UserWord[]): string {
  const frequencies = new Map<string, number>();
  for (const { word, frequency } of words) {
    const listed = word.toLowerCase().trim();
    if (listed.length < 2 || /\s/.test(listed)) continue;
    frequencies.set(listed, Math.max(frequency, frequencies.get(listed) ?? 0));
  }
  const lines = [...frequencies].map(([word, frequency]) => `${word} ${frequency} n`).sort();
  return `${lines.join('\n')}\n`;
}
