import fc from 'fast-check';
import { expect, test } from 'vitest';
import { byCodePoint, CorpusBuilder } from './corpus.ts';

test('code point order is the order of code points', () => {
  const points = (text: string) => [...text].map((c) => c.codePointAt(0)!);
  const compare = (a: number[], b: number[]): number => {
    for (let i = 0; i < Math.min(a.length, b.length); i++) if (a[i] !== b[i]) return a[i]! - b[i]!;
    return a.length - b.length;
  };
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (a, b) => {
      expect(Math.sign(byCodePoint(a, b))).toBe(Math.sign(compare(points(a), points(b))));
    }),
  );
  expect(['\u{1f600}', '\uff01'].sort(byCodePoint)).toEqual(['\uff01', '\u{1f600}']);
});

test('batches are put together under one vocabulary', () => {
  const builder = new CorpusBuilder();
  builder.add({
    words: ['水', '电'],
    ids: Int32Array.of(0, 1, 1),
    titleEnds: Int32Array.of(1, 3),
    bodyEnds: Int32Array.of(2, 3),
  });
  builder.add({
    words: ['电', '气'],
    ids: Int32Array.of(0, 1),
    titleEnds: Int32Array.of(0),
    bodyEnds: Int32Array.of(2),
  });
  const { words, ids, starts, bodyStarts } = builder.build();
  expect(words).toEqual(['气', '水', '电']);
  expect([...ids].map((id) => words[id])).toEqual(['水', '电', '电', '电', '气']);
  expect([...starts]).toEqual([0, 2, 3, 5]);
  expect([...bodyStarts]).toEqual([1, 3, 3]);
});

test('nothing added is an empty corpus', () => {
  expect(new CorpusBuilder().build()).toEqual({
    words: [],
    ids: new Int32Array(0),
    starts: Int32Array.of(0),
    bodyStarts: new Int32Array(0),
  });
});
