import { beforeAll, expect, test } from 'vitest';
import { type Corpus, CorpusBuilder } from './corpus.ts';
import { defaultStopWords, Segmenter, type SegmenterOptions, type TextBatch } from './segmenter.ts';

const texts = [
  '阳光花园小区半夜施工噪音扰民',
  '',
  '？！……',
  '好',
  '🙂🙂停电🙂',
  '12 345 A3区',
  '公交车站台停运',
  '<p>停水</p>',
];

const batchesOf = (list: string[], size: number): TextBatch[] => {
  const batches: TextBatch[] = [];
  for (let at = 0; at < list.length; at += size)
    batches.push({ titles: list.slice(at, at + size), bodies: list.slice(at, at + size).map(() => null) });
  return batches;
};

const corpusOf = async (options: SegmenterOptions, batches: TextBatch[]): Promise<Corpus> => {
  const segmenter = new Segmenter(options);
  const builder = new CorpusBuilder();
  try {
    for await (const batch of segmenter.segment(batches)) builder.add(batch);
  } finally {
    await segmenter.close();
  }
  return builder.build();
};

const wordsOf = (corpus: Corpus, d: number): string[] =>
  [...corpus.ids.subarray(corpus.starts[d]!, corpus.starts[d + 1]!)].map((id) => corpus.words[id]!);

let plain: Corpus;
beforeAll(async () => {
  plain = await corpusOf({ threads: 1 }, batchesOf(texts, 100));
}, 60_000);

test('words are content: no stop words, punctuation, emoji, short numbers, markup', () => {
  expect(wordsOf(plain, 0)).toContain('噪音');
  for (const empty of [1, 2, 3]) expect(wordsOf(plain, empty)).toEqual([]);
  expect(wordsOf(plain, 4)).toEqual(['停电']);
  expect(wordsOf(plain, 5)).toEqual(expect.arrayContaining(['345', 'a3']));
  expect(wordsOf(plain, 5)).not.toContain('12');
  expect(wordsOf(plain, 7)).toEqual(['停水']);
});

test('threads and batch sizes do not show in the result', async () => {
  const many = Array.from({ length: 60 }, (_, i) => texts[i % texts.length]! + (i % 7));
  const [one, two, small] = [
    await corpusOf({ threads: 1 }, batchesOf(many, 100)),
    await corpusOf({ threads: 2 }, batchesOf(many, 10)),
    await corpusOf({ threads: 2 }, batchesOf(many, 1)),
  ];
  expect(two).toEqual(one);
  expect(small).toEqual(one);
}, 60_000);

test('site words stay whole, stop words are added and taken back', async () => {
  const before = wordsOf(plain, 0);
  expect(before).not.toContain('阳光花园小区');
  const corpus = await corpusOf(
    { threads: 1, words: [{ word: '阳光花园小区', frequency: 10_000 }], stop: ['噪音'], keep: ['好'] },
    batchesOf(texts, 100),
  );
  expect(wordsOf(corpus, 0)).toContain('阳光花园小区');
  expect(wordsOf(corpus, 0)).not.toContain('噪音');
  expect(wordsOf(corpus, 3)).toEqual(['好']);
}, 60_000);

test('words are in code point order and titles are told from bodies', async () => {
  const corpus = await corpusOf({ threads: 1 }, [{ titles: ['停水'], bodies: ['停电 zebra'] }]);
  expect(corpus.words).toEqual(['zebra', '停水', '停电'].sort());
  expect(corpus.bodyStarts[0]).toBe(1);
  expect(corpus.starts).toEqual(Int32Array.of(0, 3));
}, 60_000);

test('the default list has no word twice', () => {
  const list = defaultStopWords();
  expect(new Set(list).size).toBe(list.length);
  expect(list.length).toBeGreaterThan(400);
});
