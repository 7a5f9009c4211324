import type { Corpus } from '../text/corpus.ts';
import type { Groups } from './groups.ts';
import type { IssueVectors } from './issue-cosine.ts';
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

export interface Description {
  /** The places a row is about. */
  placesOf(row: number): readonly string[];
  issues: IssueVectors;
  /** Names of regions, which say where and not what. */
  regions: ReadonlySet<string>;
  /** The groups that are described; others give undefined. */
  decided(group: number): boolean;
}

/** Describes groups of a corpus whose documents are in time order. */
export function describeGroups(
  { vectors, members, edges }: Groups,
  corpus: Corpus,
  { placesOf, issues, regions, decided }: Description,
): (DescribedGroup | undefined)[] {
  return members.map((rows, g) => {
    if (!decided(g)) return undefined;
    const shared = sharedPlace(Array.from(rows, placesOf));
    const place = shared && shared.share >= leastPlaceShare ? shared.name : null;
    const placeInLower = place?.toLowerCase();
    return {
      place,
      placeShare: shared?.share ?? 0,
      issueCosine: issues.meanLikeness(edges[g]!),
      label: labelOf(rows, vectors, corpus, (word) => regions.has(word) || (placeInLower?.includes(word) ?? false)),
    };
  });
}
