import { type Corpus, CorpusBuilder } from '../text/corpus.ts';
import type { SparseMatrix } from '../topics/sparse.ts';

/** A test fixture: a corpus from titles and bodies whose words are written apart. */
export function corpusOf(documents: readonly (readonly [title: string, body: string])[]): Corpus {
  const builder = new CorpusBuilder();
  const words: string[] = [];
  const slots = new Map<string, number>();
  const ids: number[] = [];
  const append = (text: string): number => {
    for (const word of text.split(' ').filter(Boolean)) {
      if (!slots.has(word)) slots.set(word, words.push(word) - 1);
      ids.push(slots.get(word)!);
    }
    return ids.length;
  };
  const titleEnds: number[] = [];
  const bodyEnds: number[] = [];
  for (const [title, body] of documents) {
    titleEnds.push(append(title));
    bodyEnds.push(append(body));
  }
  builder.add({
    words,
    ids: Int32Array.from(ids),
    titleEnds: Int32Array.from(titleEnds),
    bodyEnds: Int32Array.from(bodyEnds),
  });
  return builder.build();
}

/** A test fixture: rows of length 1 from weights by column. */
export function matrixOf(rows: readonly Readonly<Record<number, number>>[]): SparseMatrix {
  const starts = new Int32Array(rows.length + 1);
  const columns: number[] = [];
  const values: number[] = [];
  for (const [row, weights] of rows.entries()) {
    const length = Math.hypot(...Object.values(weights));
    for (const [column, weight] of Object.entries(weights)) {
      columns.push(Number(column));
      values.push(weight / length);
    }
    starts[row + 1] = columns.length;
  }
  return {
    rows: rows.length,
    width: Math.max(-1, ...columns) + 1,
    starts,
    columns: Int32Array.from(columns),
    values: Float32Array.from(values),
  };
}
