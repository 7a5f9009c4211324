import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Pool } from '../threads/pool.ts';
import type { FixedPhrases } from './fixed-phrases.ts';
import type { SegmenterInput } from './segment-thread.ts';
import { defaultFrequency, type UserWord } from './word-list.ts';

/** Raw texts of some documents: `titles[i]` and `bodies[i]` belong together. */
export interface TextBatch {
  titles: (string | null)[];
  bodies: (string | null)[];
  /** What these texts say again and again about nothing in particular: left out. */
  fixed?: FixedPhrases;
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
  /** One thing, several names: pairs of another name and the name it counts as. Both are kept whole. */
  synonyms?: [string, string][];
  /** On top of the default list. */
  stop?: string[];
  /** Taken off the default list. */
  keep?: string[];
  /** At most the number of cores, which is the default. */
  threads?: number;
}

/** Changes when the same text may be cut differently: an input of `tokens`. */
export const segmenterVersion = 'nodejieba 3.5.8, rules 2';

/** Cuts texts into words in a pool of threads. What comes out does not depend on how many threads there are. */
export class Segmenter {
  readonly #pool: Pool<TextBatch, SegmentedBatch>;
  readonly #removeFolder: () => void;

  /** Starts the threads; each first loads its dictionary, for about a second. Keep one segmenter for a whole run. */
  constructor({ words = [], synonyms = [], stop = [], keep = [], threads }: SegmenterOptions = {}) {
    const stopWords = new Set([...defaultStopWords(), ...stop]);
    for (const word of keep) stopWords.delete(word);
    // Word lists reach jieba as files, which stay while a thread may still start, and are removed whatever the end.
    const folder = mkdtempSync(join(tmpdir(), 'minqing-segmenter-'));
    this.#removeFolder = () => rmSync(folder, { recursive: true, force: true });
    process.once('exit', this.#removeFolder);
    const [userDictionary, idf] = [join(folder, 'user.dict'), join(folder, 'idf')];
    writeFileSync(
      userDictionary,
      userDictionaryText([...words, ...synonyms.flat().map((word) => ({ word, frequency: defaultFrequency }))]),
    );
    // jieba's own idf table serves only keyword extraction, which is not used: a table of one line saves its loading.
    writeFileSync(idf, '的 1\n');
    const input: SegmenterInput = { userDictionary, idf, stopWords: [...stopWords], synonyms };
    this.#pool = new Pool(new URL('./segment-thread.ts', import.meta.url), input, threads);
  }

  /** Segments batches as they come, and yields the results in the same order. */
  segment(batches: Iterable<TextBatch> | AsyncIterable<TextBatch>): AsyncGenerator<SegmentedBatch> {
    return this.#pool.map(batches);
  }

  async close(): Promise<void> {
    await this.#pool.close();
    process.off('exit', this.#removeFolder);
    this.#removeFolder();
  }
}

let kept: { options: string; segmenter: Segmenter } | undefined;

/** The one segmenter of this process for these options: its threads live until other options are asked for, or the end. */
export async function sharedSegmenter(options: SegmenterOptions): Promise<Segmenter> {
  const key = JSON.stringify(options);
  if (kept?.options !== key) {
    await closeSharedSegmenter();
    kept = { options: key, segmenter: new Segmenter(options) };
  }
  return kept!.segmenter;
}

/** Ends the threads of the shared segmenter, if there are any. Call it when a run is over. */
export async function closeSharedSegmenter(): Promise<void> {
  const gone = kept;
  kept = undefined;
  await gone?.segmenter.close();
}

/** The product's own stop list, `stopwords.txt` beside this file. */
export function defaultStopWords(): string[] {
  const text = readFileSync(new URL('./stopwords.txt', import.meta.url), 'utf8');
  return text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
}

/** In jieba's format, each word once (its highest frequency), sorted: the order of the sources does not matter. */
function userDictionaryText(words: UserWord[]): string {
  const frequencies = new Map<string, number>();
  for (const { word, frequency } of words) {
    const listed = word.toLowerCase().trim();
    if (listed.length < 2 || /\s/.test(listed)) continue;
    frequencies.set(listed, Math.max(frequency, frequencies.get(listed) ?? 0));
  }
  return [...frequencies]
    .map(([word, frequency]) => `${word} ${frequency} n\n`)
    .sort()
    .join('');
}
