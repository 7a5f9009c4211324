import type { Corpus } from '../text/corpus.ts';
import { constantPotts, type Graph } from '../topics/louvain.ts';
import type { SparseMatrix } from '../topics/sparse.ts';
import { candidateGraph } from './candidate-graph.ts';
import { nearestGroups, type PlaceRule } from './nearest-groups.ts';
import { sharedPlace } from './place-names.ts';
import { rowsByGroup } from './rows-by-group.ts';
import { termVectors } from './term-vectors.ts';
import { themesOf, withFollowers } from './themes.ts';
import { leastPlaceShare } from './typing.ts';

/** A group holds together when its edges average more than this over all its pairs. */
const density = 0.05;

/** What was found in a corpus whose documents are in time order. */
export interface Groups {
  vectors: SparseMatrix;
  /** Rows of each group of two or more, ascending; groups by their first row. */
  members: Int32Array[];
  /** Edges inside each group, as pairs of rows: `edges[g][2i]`, `edges[g][2i + 1]`. */
  edges: Int32Array[];
}

/**
 * Groups of orders that tell of one matter; the same documents always give the same groups. A group in which half of the
 * orders name one place is an event of that place and grows no further: the next place has the same matters in the same
 * words. What has no place in common (questions about one policy, one fault all over the city) is grouped into themes.
 * @param placesOf names of the places a row is about.
 */
export function findGroups(corpus: Corpus, placesOf: (row: number) => readonly string[]): Groups {
  const vectors = termVectors(corpus);
  const graph = candidateGraph(vectors);
  const byWords = constantPotts(graph, density);
  const settled = placesOfGroups(byWords, placesOf);
  const themes = themesOf(vectors, graph, byWords, (group) => settled.has(group));
  const places = placesOfGroups(themes, placesOf);
  const groupOf = withFollowers(graph, themes, (group) => places.has(group));
  return { vectors, ...groupsOf(graph, nearestGroups(vectors, graph, groupOf, placeRule(places, placesOf, corpus))) };
}

/** What a group's place asks of its rows. */
const placeRule = (
  places: ReadonlyMap<number, string>,
  placesOf: (row: number) => readonly string[],
  { words }: Corpus,
): PlaceRule => ({
  inName: (group, word) => places.get(group)?.toLowerCase().includes(words[word]!) ?? false,
  admits: (group, row) => !places.has(group) || placesOf(row).includes(places.get(group)!),
});

/** The place of each group of which half the rows name it. */
function placesOfGroups(groupOf: Int32Array, placesOf: (row: number) => readonly string[]): Map<number, string> {
  const rowsOf = rowsByGroup(groupOf);
  return new Map(
    [...rowsOf].flatMap(([group, rows]) => {
      const shared = rows.length > 1 ? sharedPlace(rows.map(placesOf)) : undefined;
      return shared && shared.share >= leastPlaceShare ? [[group, shared.name]] : [];
    }),
  );
}

/** Lists groups of two or more, with the edges inside them. */
export function groupsOf(graph: Graph, groupOf: Int32Array): Pick<Groups, 'members' | 'edges'> {
  const kept = [...rowsByGroup(groupOf)].filter(([, rows]) => rows.length > 1);
  const edgesOf = new Map<number, number[]>(kept.map(([group]) => [group, []]));
  for (let edge = 0; edge < graph.from.length; edge++) {
    const group = groupOf[graph.from[edge]!]!;
    if (group === groupOf[graph.to[edge]!]!) edgesOf.get(group)!.push(graph.from[edge]!, graph.to[edge]!);
  }
  return {
    members: kept.map(([, rows]) => Int32Array.from(rows)),
    edges: kept.map(([group]) => Int32Array.from(edgesOf.get(group)!)),
  };
}
