import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import nodejieba from 'nodejieba';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { randomNumbers } from '../../topics/random.ts';
import { Cutter } from './cutter.ts';
import { buildDictionary } from './dictionary.ts';

const siteWords = [
  { word: '阳光花园小区', frequency: 10_000 },
  { word: 'a栋3号', frequency: 10_000 },
  { word: '𠮷野家', frequency: 5 },
  { word: '𠮷', frequency: 7 },
  { word: '停', frequency: 3 },
  { word: '噪音扰', frequency: 10_000_000 },
];
const folder = mkdtempSync(join(tmpdir(), 'minqing-cutter-'));
afterAll(() => rmSync(folder, { recursive: true }));

let cutter: Cutter;
beforeAll(() => {
  const [userDict, idfDict] = [join(folder, 'user.dict'), join(folder, 'idf')];
  writeFileSync(userDict, siteWords.map(({ word, frequency }) => `${word} ${frequency} n\n`).join(''));
  writeFileSync(idfDict, '的 1\n');
  nodejieba.load({ userDict, idfDict });
  cutter = new Cutter(buildDictionary(siteWords));
}, 30_000);

const wordsOf = (text: string): string[] => {
  const many = cutter.cut(text);
  return Array.from({ length: many }, (_, i) => text.slice(i === 0 ? 0 : cutter.ends[i - 1], cutter.ends[i]));
};

test.each([
  '',
  '好',
  ' ',
  '，。\t\n',
  '阳光花园小区半夜施工噪音扰民，请停电停水a栋3号楼',
  '𠮷野家在𠮷林，𠮷𠮷',
  '🙂🙂停电🙂',
  '12.5 345 abc1.2.3 c# at&t x1y2，3.14。',
  '小明硕士毕业于中国科学院计算所，后在日本京都大学深造',
  '於是耀州區涉談預案未竟',
  'x'.repeat(3000),
  '好'.repeat(3000),
])('cuts as jieba does: %s', (text) => {
  expect(wordsOf(text)).toEqual(nodejieba.cut(text, true));
});

test('cuts random characters as jieba does', () => {
  const random = randomNumbers(7);
  const common = [
    ...'的一是不了在人有我他这中大来上国个到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可她里后小心多天而能好都然没日于起还发成事只作当想看文无开手十用主行方又如前所本见经头面公同三已老从动两长知民样现分将外但身些与高意进把法此实回二理美点月明其种声全工己话儿者向情部正名定女问力机给等几很业最间新什打便位因重被走电四第门相次东政海口使教西再平真听世气信北少关并内加化由却代军产入先山五太水万市',
  ];
  const other = [...'abcXYZ0129.#&，。 \t！？、（）〔〕ａ９é𠮷🙂囧鬱'];
  for (let i = 0; i < 3000; i++) {
    const text = Array.from({ length: 1 + Math.floor(random() * 30) }, () => {
      const from = random() < 0.8 ? common : other;
      return from[Math.floor(random() * from.length)]!;
    }).join('');
    expect(wordsOf(text)).toEqual(nodejieba.cut(text, true));
  }
});

test('the same word has the same node, whichever way it was found; other words have none', () => {
  const nodesOf = (text: string): Map<string, number> => {
    const words = wordsOf(text);
    return new Map(words.map((word, i) => [word, cutter.nodes[i]!]));
  };
  expect(nodesOf('停水了').get('停水')).toBe(nodesOf('昨天停水').get('停水'));
  expect(nodesOf('abc停水').get('abc')).toBe(-1);
  expect(nodesOf('囧囧囧').size).toBeGreaterThan(0);
});
