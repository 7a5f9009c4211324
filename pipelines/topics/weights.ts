import type { FeatureCounts } from './features.ts';
import type { SparseMatrix } from './sparse.ts';

/** The features a model knows, in code point order, and ln((1+n)/(1+df))² of each. */
export interface Vocabulary {
  names: string[];
  idf: Float32Array;
}

export interface Pruning {
  minDocuments: number;
  maxShare: number;
  /** At most so many features: those that carry the most squared weight over all documents. */
  maxFeatures: number;
}

/** min_df 3 (2 below 3,000 documents), max_df .3; the cap keeps a stored model near 4 MB. */
export const pruningFor = (documents: number): Pruning => ({
  minDocuments: documents < 3000 ? 2 : 3,
  maxShare: 0.3,
  maxFeatures: 9000,
});

/** Chooses the features of a model from the counts of its training documents. */
export function chooseVocabulary(counts: FeatureCounts, pruning: Pruning): Vocabulary {
  const documents = counts.starts.length - 1;
  const frequency = new Int32Array(counts.names.length);
  const mass = new Float64Array(counts.names.length);
  for (let i = 0; i < counts.columns.length; i++) {
    frequency[counts.columns[i]!]!++;
    mass[counts.columns[i]!]! += counts.counts[i]!;
  }
  const idf = Float64Array.from(frequency, (df) => Math.log((1 + documents) / (1 + df)) ** 2);
  let kept = [...counts.names.keys()].filter(
    (f) => frequency[f]! >= pruning.minDocuments && frequency[f]! <= Math.max(1, pruning.maxShare * documents),
  );
  if (kept.length > pruning.maxFeatures) {
    // √tf squared is tf: the mass of a feature is Σ tf · idf².
    const importance = Float64Array.from(mass, (m, f) => m * idf[f]! ** 2);
    kept = kept
      .sort((a, b) => importance[b]! - importance[a]! || a - b)
      .slice(0, pruning.maxFeatures)
      .sort((a, b) => a - b);
  }
  return { names: kept.map((f) => counts.names[f]!), idf: Float32Array.from(kept, (f) => idf[f]!) };
}

/** √tf · idf, each document scaled to length 1; a document without a known feature is an empty row. */
export function weigh(counts: FeatureCounts, vocabulary: Vocabulary): SparseMatrix {
  const columnOf = new Map(vocabulary.names.map((name, i) => [name, i]));
  const column = Int32Array.from(counts.names, (name) => columnOf.get(name) ?? -1);
  const documents = counts.starts.length - 1;
  const starts = new Int32Array(documents + 1);
  const columns = new Int32Array(counts.columns.length);
  const values = new Float32Array(counts.columns.length);
  let used = 0;
  for (let document = 0; document < documents; document++) {
    const from = used;
    let square = 0;
    for (let i = counts.starts[document]!; i < counts.starts[document + 1]!; i++) {
      const to = column[counts.columns[i]!]!;
      if (to < 0) continue;
      const value = Math.sqrt(counts.counts[i]!) * vocabulary.idf[to]!;
      columns[used] = to;
      values[used++] = value;
      square += value * value;
    }
    const scale = square > 0 ? 1 / Math.sqrt(square) : 0;
    for (let i = from; i < used; i++) values[i]! *= scale;
    starts[document + 1] = used;
  }
  return {
    rows: documents,
    width: vocabulary.names.length,
    starts,
    columns: columns.slice(0, used),
    values: values.slice(0, used),
  };
}
