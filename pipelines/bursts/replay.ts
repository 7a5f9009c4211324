import type { Comparisons, Steps } from './comparison.ts';
import type { CountTable } from './count-table.ts';
import { type BurstRules, type Family, judgeFamilies } from './families.ts';

/** What became known after the beginning, ordered by the day on which it did. */
export interface Arrivals {
  series: ArrayLike<number>;
  position: ArrayLike<number>;
  people: ArrayLike<number>;
  /** Day numbers, ascending. */
  day: ArrayLike<number>;
}

/** One look at a position. */
export interface Look {
  position: number;
  /** Day number at whose end it was taken. */
  judgedOn: number;
  /** Empty where it could not be judged. */
  families: Family[];
  state: '' | '口径变化' | '历史不足';
  reason: string;
}

export interface ReplayRequest {
  table: CountTable;
  steps: Steps;
  comparisons: Comparisons;
  arrivals: Arrivals;
  /** Positions to be judged: from, to (inclusive). */
  from: number;
  to: number;
  /** Last day (number) that is known. */
  lastDay: number;
  rules: BurstRules;
  /** Called when a day has come in, before anything is judged by it. */
  dayCame(day: number): void;
  /** First position counted in the same way as `position`, with the reason where that is not the beginning. */
  comparableFrom(position: number): { from: number; reason: string };
}

/** A look again pays when so much of a position's residents is new. */
const worthALook = 0.05;
/** A position is looked at when half of what is usual has come in: a part of a feed is no picture of the whole. */
const halfIn = 0.5;
const usualSpan = 8;
/** EARS' shortest baseline and its gap. */
const leastHistory = 10;

/**
 * Lives through the days as they came in: everything known at the end of each day is judged by what was known then, and
 * by nothing later. A position is looked at once enough of it is in, and again when much is added.
 */
export function replay(request: ReplayRequest): Look[] {
  const { table, steps, arrivals, from, to, lastDay } = request;
  const looks: Look[] = [];
  const looked = new Uint8Array(table.length);
  for (let next = 0; next < arrivals.day.length; ) {
    const day = arrivals.day[next]!;
    if (day > lastDay) break;
    const added = new Map<number, number>();
    for (; next < arrivals.day.length && arrivals.day[next] === day; next++) {
      const [series, position] = [arrivals.series[next]!, arrivals.position[next]!];
      table.add(series, position, arrivals.people[next]!);
      if (table.series[series]!.level === 'city')
        added.set(position, (added.get(position) ?? 0) + arrivals.people[next]!);
    }
    request.dayCame(day);
    for (let position = from; position <= to && steps.startOf(position + 1) - 1 <= day; position++) {
      const everybody = table.everybody(position);
      const more = added.get(position) ?? 0;
      // A week is looked at when it is over, whenever its orders came in.
      const over = looked[position] === 0 && everybody > 0;
      if (!(over || more >= worthALook * everybody) || everybody === 0) continue;
      if (everybody < halfIn * usualAt(table, steps, position)) continue;
      looked[position] = 1;
      looks.push(look(request, position, day));
    }
  }
  return looks;
}

function look(
  { table, steps, comparisons, rules, comparableFrom }: ReplayRequest,
  position: number,
  judgedOn: number,
): Look {
  const { from, reason } = comparableFrom(position);
  if (position - from < leastHistory)
    return { position, judgedOn, families: [], state: reason === '' ? '历史不足' : '口径变化', reason };
  const families = judgeFamilies(table, comparisons, { position, from, threeSteps: steps.name === 'day' }, rules);
  return { position, judgedOn, families, state: '', reason };
}

/** Middle of what the latest positions of the same kind held; 0 where there are too few to say. */
function usualAt(table: CountTable, { kinds }: Steps, position: number): number {
  const found: number[] = [];
  for (let at = position - 1; at >= 0 && found.length < usualSpan; at--)
    if (table.everybody(at) > 0 && (!kinds || kinds[at] === kinds[position])) found.push(table.everybody(at));
  found.sort((a, b) => a - b);
  return found.length < usualSpan / 2 ? 0 : found[found.length >> 1]!;
}
