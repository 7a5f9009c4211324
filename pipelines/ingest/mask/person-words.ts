import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const dictionary = createRequire(import.meta.url).resolve('nodejieba/submodules/cppjieba/dict/jieba.dict.utf8');

/** What the segmenter's dictionary says of a word: how frequent it is, and whether its tag is a person's (nr, nrt, nrfg). */
interface Listed {
  frequency: number;
  person: boolean;
}

let listed: Map<string, Listed> | undefined;

/**
 * The segmenter's entry for a word of 2 to 4 characters. Its dictionary is read straight from its file: the tagger
 * gives every word outside the dictionary no tag, so that its person tag says no more than this, and loading it costs
 * eight times the time and the memory. The site's own dictionary must not decide what is masked.
 */
export function listedWord(word: string): Listed | undefined {
  listed ??= readDictionary();
  return listed.get(word);
}

/** Frequency of a word that is no person's name; 0 for a name or a word nobody lists. */
export function everydayFrequency(word: string): number {
  const entry = listedWord(word);
  return entry && !entry.person ? entry.frequency : 0;
}

/** Rare words of the dictionary are no evidence against a name. */
const leastFrequency = 10;

function readDictionary(): Map<string, Listed> {
  const text = readFileSync(dictionary, 'utf8');
  const words = new Map<string, Listed>();
  for (let at = 0; at < text.length; ) {
    const newline = text.indexOf('\n', at);
    const end = newline < 0 ? text.length : newline;
    const blank = text.indexOf(' ', at);
    if (blank - at >= 2 && blank - at <= 4 && blank < end) {
      const tagAt = text.indexOf(' ', blank + 1) + 1;
      const frequency = Number(text.slice(blank + 1, tagAt - 1));
      const person = text.startsWith('nr', tagAt);
      if (person || frequency >= leastFrequency) words.set(text.slice(at, blank), { frequency, person });
    }
    at = end + 1;
  }
  return words;
}
