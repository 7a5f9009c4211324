import { readFileSync } from 'node:fs';
import { UserError } from '../user-error.ts';

/** A word the segmenter must keep whole. `frequency` is on the scale of jieba's own dictionary. */
export interface UserWord {
  word: string;
  frequency: number;
}

/** High enough that a listed word beats its own parts, low enough not to swallow its neighbours. */
export const defaultFrequency = 10_000;

const longestWord = 40;

/** The lines of a UTF-8 file without comments and blanks, with their line numbers; a missing file has none. */
function linesOf(file: string): { line: number; text: string }[] {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw new UserError('cannot be read', { where: file, fix: 'check the permissions of the file' });
  }
  let content: string;
  try {
    content = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new UserError('is not UTF-8', { where: file, fix: 'save the file as UTF-8' });
  }
  return content
    .split(/\r?\n/)
    .map((text, i) => ({ line: i + 1, text: text.replace(/(^|\s)#.*$/, '').trim() }))
    .filter(({ text }) => text !== '');
}

/**
 * Reads `dictionary.txt`: one word a line, then optionally its frequency, then optionally a part of speech
 * (jieba's own format; the part of speech is not used). `#` starts a comment. A missing file is an empty list.
 * @throws UserError naming file and line
 */
export function readDictionary(file: string): UserWord[] {
  return linesOf(file).map(({ line, text }) => {
    const where = `${file}:${line}`;
    const [word = '', second, third, ...more] = text.split(/\s+/);
    if (more.length > 0 || (third !== undefined && !/^[a-z]{1,4}$/i.test(third)))
      throw new UserError('a line holds a word, then optionally a frequency, then optionally a part of speech', {
        where,
        fix: 'write for example: 阳光花园 10000 ns',
      });
    if ([...word].length > longestWord)
      throw new UserError(`a word has at most ${longestWord} characters`, { where, fix: 'put one word on each line' });
    if (second === undefined || (third === undefined && /^[a-z]{1,4}$/i.test(second)))
      return { word: word.toLowerCase(), frequency: defaultFrequency };
    const frequency = Number(second);
    if (!Number.isInteger(frequency) || frequency < 1 || frequency > 10_000_000)
      throw new UserError(`the frequency must be a whole number from 1 to 10000000`, {
        where,
        fix: 'leave the frequency out, or write for example: 阳光花园 10000',
      });
    return { word: word.toLowerCase(), frequency };
  });
}

/**
 * Reads `stopwords.txt`: one word a line, `#` starts a comment. A line `+词` takes a word back that the default list
 * stops. A missing file is an empty list.
 * @throws UserError naming file and line
 */
export function readStopWords(file: string): { stop: string[]; keep: string[] } {
  const stop: string[] = [];
  const keep: string[] = [];
  for (const { line, text } of linesOf(file)) {
    const taken = text.startsWith('+');
    const word = (taken ? text.slice(1) : text).toLowerCase();
    if (word === '' || /\s/.test(word))
      throw new UserError('a line holds exactly one word', {
        where: `${file}:${line}`,
        fix: 'put each word on a line of its own',
      });
    (taken ? keep : stop).push(word);
  }
  return { stop, keep };
}

/**
 * Reads `synonyms.txt`: a line holds what a thing is called from now on, then its other names, with blanks between.
 * `#` starts a comment. A missing file is an empty map. Returns name by other name.
 * @throws UserError naming file and line
 */
export function readSynonyms(file: string): Map<string, string> {
  const names = new Map<string, number>();
  const others = new Map<string, { name: string; line: number }>();
  for (const { line, text } of linesOf(file)) {
    const where = `${file}:${line}`;
    const [name = '', ...more] = text.toLowerCase().split(/\s+/);
    if (more.length === 0)
      throw new UserError('a line holds a name, then at least one other name of the same thing', {
        where,
        fix: 'write for example: 物业 物业公司 物业管理公司',
      });
    names.set(name, line);
    for (const other of more) {
      const before = others.get(other);
      if (other === name || before)
        throw new UserError(`“${other}” stands twice${before ? ` (also in line ${before.line})` : ''}`, {
          where,
          fix: 'give every name to one thing only',
        });
      if ([...other].length > longestWord)
        throw new UserError(`a name has at most ${longestWord} characters`, { where, fix: 'shorten it' });
      others.set(other, { name, line });
    }
  }
  for (const [other, { name, line }] of others)
    if (names.has(other))
      throw new UserError(
        `“${other}” is called “${name}” here, and is itself a first name in line ${names.get(other)}`,
        {
          where: `${file}:${line}`,
          fix: 'put all names of the thing into one line',
        },
      );
  return new Map([...others].map(([other, { name }]) => [other, name]));
}
