import { marks } from '../ingest/mask/kinds.ts';
import type { Corpus } from '../text/corpus.ts';
import type { SparseMatrix } from '../topics/sparse.ts';

const wordsOfLabel = 4;
/** A label's word is said by at least two members and this share of them. */
const leastShare = 0.2;
/** What stands in the place of personal data says nothing of the matter. */
const maskWords = new Set(Object.values(marks).map((mark) => mark.slice(1, -1).toLowerCase()));
const telling = /^\p{Script=Han}{2,}$/u;

/**
 * The heaviest words of a group, in the order in which its members say them: 夜间 施工 噪音. `leftOut` names words that
 * a label does not need (its place, the districts).
 */
export function labelOf(
  members: Int32Array,
  { starts, columns, values }: SparseMatrix,
  corpus: Corpus,
  leftOut: (word: string) => boolean,
): string {
  const weight = new Map<number, number>();
  const orders = new Map<number, number>();
  for (const row of members)
    for (let at = starts[row]!; at < starts[row + 1]!; at++) {
      weight.set(columns[at]!, (weight.get(columns[at]!) ?? 0) + values[at]!);
      orders.set(columns[at]!, (orders.get(columns[at]!) ?? 0) + 1);
    }
  const enough = Math.max(2, leastShare * members.length);
  const chosen = [...weight.keys()]
    .filter((id) => orders.get(id)! >= enough)
    .filter((id) => telling.test(corpus.words[id]!) && !maskWords.has(corpus.words[id]!) && !leftOut(corpus.words[id]!))
    .sort((a, b) => weight.get(b)! - weight.get(a)! || a - b)
    .slice(0, wordsOfLabel);
  return inReadingOrder(chosen, members, corpus)
    .map((id) => corpus.words[id]!)
    .join(' ');
}

/** Sorts words by where members say them first, as a mean of shares of the text. */
function inReadingOrder(chosen: number[], members: Int32Array, { ids, starts }: Corpus): number[] {
  const places = new Map(chosen.map((id) => [id, { sum: 0, many: 0 }]));
  for (const row of members) {
    const seen = new Set<number>();
    const length = starts[row + 1]! - starts[row]!;
    for (let at = starts[row]!; at < starts[row + 1]!; at++) {
      const place = places.get(ids[at]!);
      if (!place || seen.has(ids[at]!)) continue;
      seen.add(ids[at]!);
      place.sum += (at - starts[row]!) / length;
      place.many++;
    }
  }
  const mean = (id: number) => places.get(id)!.sum / places.get(id)!.many;
  return chosen.sort((a, b) => mean(a) - mean(b) || a - b);
}
