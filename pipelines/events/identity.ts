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

export interface Continuing {
  month: string;
  /** Order ids of every group in the window, in time order; groups by their first member. */
  groups: readonly (readonly string[])[];
  /** Whether a group has a member of this month: only those are decided anew. */
  fresh: readonly boolean[];
  /** Event, aliases resolved, of the window's orders as of the month before; also of orders now in no group. */
  previous: ReadonlyMap<string, string>;
  /** Births up to and with this month. */
  births: readonly Birth[];
}

export interface Identified {
  /** The event of each fresh group; null for the others. */
  events: (string | null)[];
  born: { event: string; orderId: string }[];
  merged: { event: string; into: string }[];
}

/**
 * Gives fresh groups their events. An event goes on in the group that holds most of its members in the window, if that
 * is at least half of them; a group in which several go on is a merge: the oldest id survives. A group in which none
 * goes on is a new event. Seen again, the same month finds the births it wrote before, by their founding orders.
 */
export function identify({ month, groups, fresh, previous, births }: Continuing): Identified {
  const birthOf = new Map(births.map((birth) => [birth.event, birth]));
  const groupOf = new Map<string, number>();
  for (const [g, orders] of groups.entries()) for (const order of orders) groupOf.set(order, g);

  const claims = groups.map(() => new Set<string>());
  for (const [event, g] of whereEventsGoOn(previous, groupOf)) claims[g]!.add(event);
  const carried = new Set(previous.values());
  for (const { event, orderId, month: born } of births) {
    const g = groupOf.get(orderId);
    if (born === month && g !== undefined && !carried.has(event)) claims[g]!.add(event);
  }

  const taken = new Set(birthOf.keys());
  const result: Identified = { events: [], born: [], merged: [] };
  for (const [g, orders] of groups.entries()) {
    if (!fresh[g]) {
      result.events.push(null);
      continue;
    }
    const [oldest, ...others] = [...claims[g]!].sort((a, b) => byAge(a, b, birthOf));
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

/** For each previous event, the group that holds most of its members (the earlier group of equal ones), if at least half. */
function whereEventsGoOn(
  previous: ReadonlyMap<string, string>,
  groupOf: ReadonlyMap<string, number>,
): Map<string, number> {
  const members = new Map<string, number>();
  const held = new Map<string, Map<number, number>>();
  for (const [order, event] of previous) {
    members.set(event, (members.get(event) ?? 0) + 1);
    const g = groupOf.get(order);
    if (g === undefined) continue;
    const counts = held.get(event) ?? new Map<number, number>();
    counts.set(g, (counts.get(g) ?? 0) + 1);
    held.set(event, counts);
  }
  const goesOn = new Map<string, number>();
  for (const [event, counts] of held) {
    const [g, most] = [...counts].sort(([a, x], [b, y]) => y - x || a - b)[0]!;
    if (2 * most >= members.get(event)!) goesOn.set(event, g);
  }
  return goesOn;
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
