import { byCodePoint } from '../text/corpus.ts';
import { shortHash } from '../warehouse/digest.ts';

/** An event's birth: the earliest member it had when first seen, which its id is made of. */
export interface Birth {
  event: string;
  orderId: string;
  month: string;
  /** When that member came; null when the order is gone. */
  at: number | null;
}

/** The event an order is in, and whether that is one of a place or a resident. */
export interface Membership {
  event: string;
  specific: boolean;
}

export interface Continuing {
  month: string;
  /** Order ids of every group in the window, in time order; groups by their first member. */
  groups: readonly (readonly string[])[];
  /** Whether a group has a member of this month: only those are decided anew. */
  fresh: readonly boolean[];
  /** Whether a group is of one place or one resident. An event goes on only in groups of its own sort. */
  specific: readonly boolean[];
  /** Event, aliases resolved, of the window's orders as of the month before; also of orders now in no group. */
  previous: ReadonlyMap<string, Membership>;
  /** Births up to and with this month. */
  births: readonly Birth[];
}

export interface Identified {
  /** The event of each fresh group; null for the others. */
  events: (string | null)[];
  born: { event: string; orderId: string }[];
  merged: { event: string; into: string }[];
}

/** Of the events that could go on in a group, one merges when it brings at least this share of what the largest brings. */
const mergingShare = 1 / 3;

/**
 * Gives fresh groups their events. An event goes on in the group that holds more than half of its members in the window;
 * a group in which several go on is a merge: the oldest id survives. A group in which none goes on is a new event. Seen
 * again, the same month finds the births it wrote before, by their founding orders.
 */
export function identify(continuing: Continuing): Identified {
  const { month, groups, fresh, previous, births } = continuing;
  const birthOf = new Map(births.map((birth) => [birth.event, birth]));
  const groupOf = new Map<string, number>();
  for (const [g, orders] of groups.entries()) for (const order of orders) groupOf.set(order, g);

  const claims = claimsOf(continuing, groupOf);
  const carried = new Set([...previous.values()].map(({ event }) => event));
  for (const { event, orderId, month: born } of births) {
    const g = groupOf.get(orderId);
    if (born === month && g !== undefined && !carried.has(event)) claims[g]!.push(event);
  }

  const taken = new Set(birthOf.keys());
  const result: Identified = { events: [], born: [], merged: [] };
  for (const [g, orders] of groups.entries()) {
    if (!fresh[g]) {
      result.events.push(null);
      continue;
    }
    const [oldest, ...others] = claims[g]!.sort((a, b) => byAge(a, b, birthOf));
    const event = oldest ?? newId(orders[0]!, taken);
    if (oldest === undefined) {
      taken.add(event);
      result.born.push({ event, orderId: orders[0]! });
    }
    for (const other of others) result.merged.push({ event: other, into: event });
    result.events.push(event);
  }
  return result;
}

/** The events that go on in each group, those left out that bring next to nothing beside another. */
function claimsOf({ groups, specific, previous }: Continuing, groupOf: ReadonlyMap<string, number>): string[][] {
  const members = new Map<string, number>();
  const held = groups.map(() => new Map<string, number>());
  for (const [order, { event, specific: own }] of previous) {
    members.set(event, (members.get(event) ?? 0) + 1);
    const g = groupOf.get(order);
    if (g !== undefined && specific[g] === own) held[g]!.set(event, (held[g]!.get(event) ?? 0) + 1);
  }
  return held.map((counts) => {
    const goingOn = [...counts].filter(([event, many]) => 2 * many > members.get(event)!);
    const largest = goingOn.reduce((most, [, many]) => Math.max(most, many), 0);
    return goingOn.filter(([, many]) => many >= mergingShare * largest).map(([event]) => event);
  });
}

/** Born earlier, then founded by the earlier order, then by its id. */
function byAge(a: string, b: string, birthOf: ReadonlyMap<string, Birth>): number {
  const [x, y] = [birthOf.get(a), birthOf.get(b)];
  if (!x || !y) return x ? -1 : y ? 1 : byCodePoint(a, b);
  return (
    byCodePoint(x.month, y.month) ||
    (x.at ?? Number.POSITIVE_INFINITY) - (y.at ?? Number.POSITIVE_INFINITY) ||
    byCodePoint(x.orderId, y.orderId)
  );
}

/** A hash of the founding order; another one when that id went on elsewhere without this order. */
function newId(orderId: string, taken: ReadonlySet<string>): string {
  for (let again = 0; ; again++) {
    const id = `E${shortHash(again === 0 ? orderId : `${orderId}#${again}`)}`;
    if (!taken.has(id)) return id;
  }
}

/** Where a chain of merges ends, for every event that has an alias. */
export function rootsOf(aliases: readonly { event: string; into: string }[]): Map<string, string> {
  const into = new Map(aliases.map((alias) => [alias.event, alias.into]));
  const roots = new Map<string, string>();
  for (const event of into.keys()) {
    const passed = new Set([event]);
    let root = into.get(event)!;
    while (into.has(root) && !passed.has(root)) {
      passed.add(root);
      root = into.get(root)!;
    }
    roots.set(event, root);
  }
  return roots;
}
