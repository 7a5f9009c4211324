import { byCodePoint } from '../text/corpus.ts';
import { constantPotts, type Graph } from '../topics/louvain.ts';
import type { Groups } from './groups.ts';
import type { IssueVectors } from './issue-cosine.ts';
import { leastIssueCosine, leastPlaceShare } from './typing.ts';

/** What a row says besides its words. */
export interface Circumstances {
  /** Names of the places it is about. */
  placesOf(row: number): readonly string[];
  residentOf(row: number): string | null;
  /** Seconds; ascends with rows. */
  timeOf(row: number): number;
  /** The row's words without those of places, and its class. */
  issues: IssueVectors;
}

/** Orders at one place so far apart are no longer of one event: the field's window of repeats. */
const longestPause = 30 * 86_400;
/** Within so long, orders of one class at one place are of one matter even in other words: 暖气片冰凉, 室温不达标. */
const sameOccasion = 7 * 86_400;
/** An order is compared with so many before it at its place. */
const remembered = 50;
/** As for groups by words. */
const density = 0.05;

export interface Parts extends Pick<Groups, 'members' | 'edges'> {
  /** Whether a part is of one place or one resident, and not of words alone. */
  specific: boolean[];
}

/**
 * Sorts orders by place and matter before they are typed. Words alone put half a city's complaints of noise into one
 * group, and two tellings of one noise into two. So orders at one place, not too far apart in time, whose matters
 * resemble each other at all, become an event of their own; of what is left of a group by words, what one resident says
 * again does; the rest stays together. A rest without places follows the event that took half of its group.
 */
export function splitGroups(
  groups: Pick<Groups, 'members' | 'edges'>,
  rows: number,
  circumstances: Circumstances,
): Parts {
  const partOf = new Map<number, number>();
  const parts: Part[] = [];
  const take = (part: Part): void => {
    for (const row of part.rows) partOf.set(row, parts.length);
    parts.push(part);
  };
  for (const part of partsByPlace(rows, circumstances)) take(part);
  for (const [g, group] of groups.members.entries()) {
    const groupEdges = groups.edges[g]!;
    const host = hostOf(group, partOf);
    const left = [...group].filter((row) => !partOf.has(row));
    const following = host === undefined ? [] : left.filter((row) => circumstances.placesOf(row).length === 0);
    for (const row of following) {
      partOf.set(row, host!);
      parts[host!]!.rows.push(row);
    }
    const rest = new Set(left.filter((row) => !partOf.has(row)));
    for (const part of partsByResident(rest, circumstances)) {
      take(part);
      for (const row of part.rows) rest.delete(row);
    }
    if (rest.size > 1) take({ rows: [...rest], edges: edgesWithin(rest, groupEdges), specific: false });
  }
  return listed(parts);
}

/** Rows, and edges as pairs of rows. */
interface Part {
  rows: number[];
  edges: number[];
  specific: boolean;
}

/** The part that took at least half of a group's rows. */
function hostOf(group: Int32Array, partOf: ReadonlyMap<number, number>): number | undefined {
  const counts = new Map<number, number>();
  for (const row of group) {
    const part = partOf.get(row);
    if (part !== undefined) counts.set(part, (counts.get(part) ?? 0) + 1);
  }
  for (const [part, many] of counts) if (many >= leastPlaceShare * group.length) return part;
  return undefined;
}

/** Orders of one place and matter; the place that most orders name first (then the longer name, then by code point). */
function partsByPlace(rows: number, circumstances: Circumstances): Part[] {
  const rowsOf = new Map<string, number[]>();
  for (let row = 0; row < rows; row++) for (const place of circumstances.placesOf(row)) listIn(rowsOf, place).push(row);
  const places = [...rowsOf].sort(([a, x], [b, y]) => y.length - x.length || b.length - a.length || byCodePoint(a, b));
  const taken = new Set<number>();
  return places.flatMap(([, all]) => {
    const free = all.filter((row) => !taken.has(row));
    const parts = matters(free, circumstances);
    for (const part of parts) for (const row of part.rows) taken.add(row);
    return parts;
  });
}

/** The groups of two or more of a place's orders whose matters resemble each other. */
function matters(rows: readonly number[], { issues, timeOf }: Circumstances): Part[] {
  if (rows.length < 2) return [];
  const edges: [number, number, number][] = [];
  for (let i = 1; i < rows.length; i++)
    for (let j = i - 1; j >= 0 && j >= i - remembered; j--) {
      if (timeOf(rows[i]!) - timeOf(rows[j]!) > longestPause) break;
      const near = timeOf(rows[i]!) - timeOf(rows[j]!) <= sameOccasion;
      const likeness = near ? issues.likeness(rows[i]!, rows[j]!) : issues.cosine(rows[i]!, rows[j]!);
      if (likeness >= leastIssueCosine) edges.push([j, i, likeness]);
    }
  const graph: Graph = {
    nodes: rows.length,
    from: Int32Array.from(edges, ([from]) => from),
    to: Int32Array.from(edges, ([, to]) => to),
    weight: Float32Array.from(edges, ([, , weight]) => weight),
  };
  const groupOf = constantPotts(graph, density);
  const parts = new Map<number, Part>();
  for (const [i, group] of groupOf.entries()) {
    const part = parts.get(group) ?? { rows: [], edges: [], specific: true };
    part.rows.push(rows[i]!);
    parts.set(group, part);
  }
  for (const [from, to] of edges)
    if (groupOf[from] === groupOf[to]) parts.get(groupOf[from]!)!.edges.push(rows[from]!, rows[to]!);
  return [...parts.values()].filter((part) => part.rows.length > 1);
}

/** What one resident says again of one group's matter; each order beside the next. */
function partsByResident(rows: ReadonlySet<number>, { residentOf }: Circumstances): Part[] {
  const rowsOf = new Map<string, number[]>();
  for (const row of rows) {
    const resident = residentOf(row);
    if (resident !== null) listIn(rowsOf, resident).push(row);
  }
  return [...rowsOf.values()]
    .filter((own) => own.length > 1)
    .map((own) => ({ rows: own, edges: own.slice(1).flatMap((row, i) => [own[i]!, row]), specific: true }));
}

function edgesWithin(rows: ReadonlySet<number>, groupEdges: Int32Array): number[] {
  const edges: number[] = [];
  for (let edge = 0; edge < groupEdges.length; edge += 2)
    if (rows.has(groupEdges[edge]!) && rows.has(groupEdges[edge + 1]!))
      edges.push(groupEdges[edge]!, groupEdges[edge + 1]!);
  return edges;
}

/** Parts by their first row. */
function listed(parts: readonly Part[]): Parts {
  const sorted = parts
    .map(({ rows, edges, specific }) => ({
      rows: Int32Array.from(rows).sort(),
      edges: Int32Array.from(edges),
      specific,
    }))
    .sort((a, b) => a.rows[0]! - b.rows[0]!);
  return {
    members: sorted.map(({ rows }) => rows),
    edges: sorted.map(({ edges }) => edges),
    specific: sorted.map(({ specific }) => specific),
  };
}

function listIn<Key>(lists: Map<Key, number[]>, key: Key): number[] {
  let list = lists.get(key);
  if (!list) {
    list = [];
    lists.set(key, list);
  }
  return list;
}
