import type { Corpus } from '../text/corpus.ts';
import { constantPotts, type Graph } from '../topics/louvain.ts';
import type { SparseMatrix } from '../topics/sparse.ts';
import { candidateGraph } from './candidate-graph.ts';
import { termVectors } from './term-vectors.ts';

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

/** Groups of orders that tell of one matter, from their words alone; the same documents always give the same groups. */
export function findGroups(corpus: Corpus): Groups {
  const vectors = termVectors(corpus);
  const graph = candidateGraph(vectors);
  return { vectors, ...groupsOf(graph, constantPotts(graph, density)) };
}

/** Lists groups of two or more, with the edges inside them. */
export function groupsOf(graph: Graph, groupOf: Int32Array): Pick<Groups, 'members' | 'edges'> {
  const rowsOf = new Map<number, number[]>();
  for (let row = 0; row < groupOf.length; row++) listIn(rowsOf, groupOf[row]!).push(row);
  const kept = [...rowsOf].filter(([, rows]) => rows.length > 1);
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

function listIn(lists: Map<number, number[]>, key: number): number[] {
  let list = lists.get(key);
  if (!list) {
    list = [];
    lists.set(key, list);
  }
  return list;
}
