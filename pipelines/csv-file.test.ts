import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { writeLines } from './csv-file.ts';
import { UserError } from './user-error.ts';

const folder = mkdtempSync(join(tmpdir(), 'minqing-lines-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('lines of any number arrive whole and in order, also where a piece ends within the text', () => {
  const file = join(folder, 'lines.csv');
  const lines = Array.from({ length: 50_000 }, (_, i) => `${i},诉求\r\n`);
  writeLines(file, lines);
  expect(readFileSync(file, 'utf8')).toBe(lines.join(''));
  writeLines(file, []);
  expect(readFileSync(file, 'utf8')).toBe('');
});

test('what cannot be written is told with the fix; a fault of what makes the lines stays what it is', () => {
  expect(() => writeLines(join(folder, 'no', 'such.csv'), ['a'])).toThrow(UserError);
  expect(() => writeLines(folder, ['a'])).toThrow('the file cannot be written');
  function* broken(): Generator<string> {
    yield 'a';
    throw new RangeError('broken');
  }
  expect(() => writeLines(join(folder, 'broken.csv'), broken())).toThrow(RangeError);
});
