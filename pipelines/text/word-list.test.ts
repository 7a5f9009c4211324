import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { defaultFrequency, readDictionary, readStopWords, readSynonyms } from './word-list.ts';

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'minqing-words-'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const file = (content: string | Uint8Array): string => {
  const path = join(dir, 'list.txt');
  writeFileSync(path, content);
  return path;
};

test('a dictionary line is a word, with or without frequency and part of speech', () => {
  expect(readDictionary(file('# 小区\n阳光花园\n 东湖路 500 # 路\nABC厂 ns\n一号线 20 n\r\n\n'))).toEqual([
    { word: '阳光花园', frequency: defaultFrequency },
    { word: '东湖路', frequency: 500 },
    { word: 'abc厂', frequency: defaultFrequency },
    { word: '一号线', frequency: 20 },
  ]);
});

test.each([
  ['一行 两个 词 太多', 'a line holds a word'],
  ['阳光花园 很多', 'the frequency must be'],
  ['阳光花园 0', 'the frequency must be'],
  ['阳光花园 -3 n', 'the frequency must be'],
  ['长'.repeat(41), 'at most 40'],
])('a broken line %# is named by file and number, with a fix', (line, message) => {
  const path = file(`好词\n\n${line}\n`);
  expect(() => readDictionary(path)).toThrow(
    expect.objectContaining({
      name: 'UserError',
      message: expect.stringContaining(message),
      where: `${path}:3`,
      fix: expect.any(String),
    }),
  );
});

test('a file that is not UTF-8 is said to be so', () => {
  expect(() => readDictionary(file(Uint8Array.of(0xd1, 0xf4, 0xb9, 0xe2)))).toThrow(
    expect.objectContaining({ message: 'is not UTF-8' }),
  );
});

test('a missing file is an empty list', () => {
  expect(readDictionary(join(dir, 'none.txt'))).toEqual([]);
  expect(readStopWords(join(dir, 'none.txt'))).toEqual({ stop: [], keep: [] });
});

test('stop words add, and + takes back', () => {
  expect(readStopWords(file('网友 # 客套\n+小区\n'))).toEqual({ stop: ['网友'], keep: ['小区'] });
  const path = file('网友\n两个 词\n');
  expect(() => readStopWords(path)).toThrow(expect.objectContaining({ where: `${path}:2` }));
});

test('a line of synonyms is a name and its other names', () => {
  expect(readSynonyms(file('# 同物异名\n物业 物业公司 物业管理公司\nWiFi 无线网 # 通信\n'))).toEqual(
    new Map([
      ['物业公司', '物业'],
      ['物业管理公司', '物业'],
      ['无线网', 'wifi'],
    ]),
  );
  expect(readSynonyms(join(dir, 'none.txt'))).toEqual(new Map());
});

test.each([
  ['只有一个', 3, 'at least one other name'],
  ['物业 物业', 3, 'stands twice'],
  ['物业 公司', 3, 'stands twice (also in line 1)'],
  ['公司 商家', 1, 'is itself a first name in line 3'],
])('a broken line of synonyms %# is named by file and number', (line, number, message) => {
  const path = file(`企业 公司\n\n${line}\n`);
  expect(() => readSynonyms(path)).toThrow(
    expect.objectContaining({ where: `${path}:${number}`, message: expect.stringContaining(message) }),
  );
});
