import type { Corpus } from '../text/corpus.ts';
import type { SparseMatrix } from '../topics/sparse.ts';

/** A title says what the matter is: its words count three times. */
const titleWeight = 3;
/** Words in more than this share of the orders tell no event from another … */
const maxShare = 0.1;
/** … but in a handful of orders a tenth is nothing, so this many are always allowed. */
const alwaysAllowed = 10;

/**
 * One vector of words per order: (1 + ln tf) · (1 + ln((1 + n) / (1 + df))), length 1, columns ascending. Common words
 * are left out, but where an order has no others it keeps them: a flood of equal orders is an event too. An order
 * without words is an empty row. Columns are the corpus's word ids.
 */
export function termVectors({ words, ids, starts, bodyStarts }: Corpus): SparseMatrix {
  const rows = starts.length - 1;
  const tf = new Float64Array(words.length);
  const touched = new Int32Array(words.length);
  const columns = new Int32Array(ids.length);
  const values = new Float32Array(ids.length);
  const ends = new Int32Array(rows + 1);
  const df = new Int32Array(words.length);
  let used = 0;
  for (let row = 0; row < rows; row++) {
    let many = 0;
    for (let at = starts[row]!; at < starts[row + 1]!; at++) {
      const word = ids[at]!;
      if (tf[word] === 0) touched[many++] = word;
      tf[word]! += at < bodyStarts[row]! ? titleWeight : 1;
    }
    for (const word of touched.subarray(0, many).sort()) {
      columns[used] = word;
      values[used++] = 1 + Math.log(tf[word]!);
      tf[word] = 0;
      df[word]!++;
    }
    ends[row + 1] = used;
  }
  return weighed({ rows, width: words.length, starts: ends, columns: columns.subarray(0, used), values }, df);
}

/** Multiplies by the words' rarity, drops the common ones, scales rows to length 1: in place, since rows only shrink. */
function weighed({ rows, width, starts: counted, columns, values }: SparseMatrix, df: Int32Array): SparseMatrix {
  const idf = Float64Array.from(df, (many) => 1 + Math.log((1 + rows) / (1 + many)));
  const most = Math.max(alwaysAllowed, maxShare * rows);
  const telling = Uint8Array.from(df, (many) => (many <= most ? 1 : 0));
  const starts = new Int32Array(rows + 1);
  let used = 0;
  for (let row = 0; row < rows; row++) {
    const from = used;
    let square = 0;
    const [first, end] = [counted[row]!, counted[row + 1]!];
    const onlyCommon = !columns.subarray(first, end).some((word) => telling[word] === 1);
    for (let at = first; at < end; at++) {
      const word = columns[at]!;
      if (telling[word] === 0 && !onlyCommon) continue;
      const value = values[at]! * idf[word]!;
      columns[used] = word;
      values[used++] = value;
      square += value * value;
    }
    const scale = square > 0 ? 1 / Math.sqrt(square) : 0;
    for (let at = from; at < used; at++) values[at]! *= scale;
    starts[row + 1] = used;
  }
  return { rows, width, starts, columns: columns.slice(0, used), values: values.slice(0, used) };
}
