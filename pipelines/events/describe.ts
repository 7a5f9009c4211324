import type { Corpus } from '../text/corpus.ts';
import type { Groups } from './groups.ts';
import { issueCosine } from './issue-cosine.ts';
import { labelOf } from './labels.ts';
import { sharedPlace } from './place-names.ts';
import { leastPlaceShare } from './typing.ts';

/** What the texts of a group say of it. */
export interface DescribedGroup {
  /** The place at least half of the members name. */
  place: string | null;
  placeShare: number;
  issueCosine: number;
  label: string;
}

/**
 * Describes the groups that `decided` picks. `placesOf` finds the places a row names; `names` are region names, which
 * say where and not what.
 */
export function describeGroups(
  { vectors, members, edges }: Groups,
  corpus: Corpus,
  placesOf: (row: number) => string[],
  { decided, names }: { decided: (group: number) => boolean; names: readonly string[] },
): (DescribedGroup | undefined)[] {
  const regions = new Set(names);
  return members.map((rows, g) => {
    if (!decided(g)) return undefined;
    const places = new Map(Array.from(rows, (row) => [row, placesOf(row)]));
    const shared = sharedPlace([...places.values()]);
    const place = shared && shared.share >= leastPlaceShare ? shared.name : null;
    const placeInLower = place?.toLowerCase();
    const isOfPlace = (word: string) => regions.has(word) || (placeInLower?.includes(word) ?? false);
    return {
      place,
      placeShare: shared?.share ?? 0,
      issueCosine: issueCosine(vectors, edges[g]!, (row, id) => {
        const word = corpus.words[id]!;
        return isOfPlace(word) || places.get(row)!.some((name) => name.toLowerCase().includes(word));
      }),
      label: labelOf(rows, vectors, corpus, isOfPlace),
    };
  });
}
