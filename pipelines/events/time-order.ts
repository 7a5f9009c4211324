import { byCodePoint, type Corpus } from '../text/corpus.ts';

/** Positions of orders sorted by time, then by id: the order in which they are read decides nothing. Times in any unit. */
export function timeOrder(ids: readonly string[], times: ArrayLike<number>): Int32Array {
  const order = Int32Array.from(ids, (_, i) => i);
  return order.sort((a, b) => times[a]! - times[b]! || byCodePoint(ids[a]!, ids[b]!));
}

/** The documents at `rows`, in that order. Words keep their ids. */
export function documentsAt(corpus: Corpus, rows: ArrayLike<number>): Corpus {
  const starts = new Int32Array(rows.length + 1);
  for (let i = 0; i < rows.length; i++)
    starts[i + 1] = starts[i]! + corpus.starts[rows[i]! + 1]! - corpus.starts[rows[i]!]!;
  const ids = new Int32Array(starts[rows.length]!);
  const bodyStarts = new Int32Array(rows.length);
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    ids.set(corpus.ids.subarray(corpus.starts[row]!, corpus.starts[row + 1]!), starts[i]!);
    bodyStarts[i] = starts[i]! + corpus.bodyStarts[row]! - corpus.starts[row]!;
  }
  return { words: corpus.words, ids, starts, bodyStarts };
}
