/** An order of an event, as far as typing and counting need it. Times in seconds. */
export interface Occurrence {
  at: number;
  /** Hash of the resident; null when the order has none. */
  resident: string | null;
  /** False where the source has no residents at all: then each order stands for one. */
  residentKnown: boolean;
  /** Null while open. */
  closedAt: number | null;
}

/** Whom an order counts for: its resident; itself where the source knows no residents; nobody when only this one is missing. */
const personOf = ({ resident, residentKnown }: Occurrence, i: number): string | number | null =>
  resident ?? (residentKnown ? null : i);

/** How many different residents came. */
export function distinctResidents(orders: readonly Occurrence[]): number {
  const people = new Set(orders.map(personOf));
  people.delete(null);
  return people.size;
}

/** The most different residents in any span of so many days, half-open. */
export function mostResidentsWithin(orders: readonly Occurrence[], days: number): number {
  const came = orders
    .map((order, i) => ({ at: order.at, person: personOf(order, i) }))
    .filter(({ person }) => person !== null)
    .sort((a, b) => a.at - b.at);
  const counts = new Map<string | number | null, number>();
  let most = 0;
  let first = 0;
  for (const { at, person } of came) {
    counts.set(person, (counts.get(person) ?? 0) + 1);
    while (came[first]!.at <= at - days * 86_400) {
      const gone = came[first++]!.person;
      const left = counts.get(gone)! - 1;
      if (left > 0) counts.set(gone, left);
      else counts.delete(gone);
    }
    most = Math.max(most, counts.size);
  }
  return most;
}
