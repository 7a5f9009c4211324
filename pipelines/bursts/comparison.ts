import type { CountTable } from './count-table.ts';
import type { DayKind } from './day-kinds.ts';
import { isWorked } from './day-kinds.ts';
import { type ExpectedCount, expectedCount } from './expected-count.ts';
import { seasonalReference } from './reference-window.ts';

/** What the positions of a count table are: days or weeks. */
export interface Steps {
  name: 'day' | 'week';
  /** Day number of each position's first day. */
  startOf: (position: number) => number;
  /** Kind of each position; weeks have none. */
  kinds: readonly DayKind[] | undefined;
  /** Steps in a year. */
  perYear: number;
  /** Position of the same season `years` back. */
  yearsBefore: (position: number, years: number) => number;
  /** Half the width of the window of the same season. */
  halfWidth: number;
  /** Steps before the judged one that a long comparison leaves out. */
  leftOut: number;
}

export interface Comparison extends ExpectedCount {
  /** `mean` is per unit of volume. */
  method: 'Farrington' | 'EARS';
  /** Positions compared with, ascending. */
  positions: readonly number[];
  /** How the days compared with are called: a kind of day, or 工作日和调休工作日. */
  kind: string;
}

/** EARS' baseline of 7 at least, longer while it holds too few residents to tell a rate. */
const shortest = 7;
const usual = 28;
const longest = 112;
/** EARS' C2 leaves out the two steps before, so that a burst does not raise its own bound. */
const gap = 2;
/** Residents that a usual baseline must hold, and without which nothing can be judged. */
const enoughResidents = 10;
const leastResidents = 5;
const seasonLevels = 10;
const yearsForSeason = 2;
const mostYears = 4;
const kindWithin = 400;

/** Reweighted until a burst of the past hardly counts: one round still leaves its mark on a short baseline. */
const rules = { reweightings: 3, weightsThreshold: 2.58, trendThreshold: 0.05 };

interface Reference {
  method: Comparison['method'];
  positions: readonly number[];
  /** Season of each position; undefined where seasons cannot be told apart. */
  seasons: readonly number[] | undefined;
  years: number;
  kind: string;
}

/**
 * What counts at each position are compared with. A reference is chosen once per series and position, and fitted only when
 * asked for; both by what the table holds at that time.
 */
export class Comparisons {
  readonly #table: CountTable;
  readonly #steps: Steps;
  readonly #chosen = new Map<number, Reference | undefined>();
  readonly #fitted = new Map<number, Comparison | undefined>();
  readonly #earlier = new Map<number, { same: readonly number[]; alike: readonly number[] }>();
  readonly #seasons = new Map<string, { positions: number[]; seasons: number[] }>();

  constructor(table: CountTable, steps: Steps) {
    this.#table = table;
    this.#steps = steps;
  }

  /** Whether the past holds enough residents to judge by. `from`: first position counted the same way. */
  enough(series: number, position: number, from: number): boolean {
    return this.#reference(series, position, from) !== undefined;
  }

  /** Undefined where the past holds too few residents to judge by. */
  of(series: number, position: number, from: number): Comparison | undefined {
    const key = series * this.#table.length + position;
    if (!this.#fitted.has(key)) {
      const reference = this.#reference(series, position, from);
      this.#fitted.set(key, reference && this.#fit(series, position, reference));
    }
    return this.#fitted.get(key);
  }

  #reference(series: number, position: number, from: number): Reference | undefined {
    const key = series * this.#table.length + position;
    if (!this.#chosen.has(key)) this.#chosen.set(key, this.#choose(series, position, from));
    return this.#chosen.get(key);
  }

  #choose(series: number, position: number, from: number): Reference | undefined {
    const { halfWidth, perYear } = this.#steps;
    const begin = Math.max(from, this.#table.firstSeen(series));
    const years = Math.min(mostYears, Math.floor((position - begin - halfWidth) / perYear));
    const reference =
      years >= yearsForSeason ? this.#seasonal(series, position, begin, years) : this.#recent(series, position, begin);
    if (!reference || reference.positions.length < shortest) return undefined;
    const residents = reference.positions.reduce((sum, at) => sum + this.#table.count(series, at), 0);
    return residents < leastResidents ? undefined : reference;
  }

  /** Farrington's comparison: the same season of other years and the time between. */
  #seasonal(series: number, position: number, begin: number, years: number): Reference {
    const { halfWidth, leftOut, kinds } = this.#steps;
    const key = `${position}/${begin}/${years}`;
    let reference = this.#seasons.get(key);
    if (!reference) {
      const anchors = Array.from({ length: years }, (_, i) => this.#steps.yearsBefore(position, i + 1));
      const all = seasonalReference(position, anchors, { halfWidth, leftOut, levels: seasonLevels });
      const kept = all.positions.flatMap((at, i) => (at >= begin && this.#alike(at, position) ? [i] : []));
      reference = { positions: kept.map((i) => all.positions[i]!), seasons: kept.map((i) => all.seasons[i]!) };
      this.#seasons.set(key, reference);
    }
    const { positions, seasons } = reference;
    let inSeason = 0;
    for (const [i, at] of positions.entries())
      if (seasons[i] === seasonLevels - 1) inSeason += this.#table.count(series, at);
    // Too few in this season of other years: a season cannot be told, the years as a whole can.
    const told = inSeason >= enoughResidents ? seasons : undefined;
    const kind = kinds ? classOf(kinds[position]!) : '周';
    return { method: 'Farrington', positions, seasons: told, years, kind };
  }

  /** EARS' comparison: the latest steps of the same kind; of those worked or not where there are too few of the kind. */
  #recent(series: number, position: number, begin: number): Reference {
    const { kinds } = this.#steps;
    const common = { method: 'EARS', years: 0, seasons: undefined } as const;
    const { same, alike } = this.#before(position);
    const positions = this.#latest(series, same, kinds ? Math.max(begin, position - kindWithin) : begin);
    if (!kinds || positions.length >= shortest) return { ...common, positions, kind: kinds?.[position] ?? '周' };
    return { ...common, positions: this.#latest(series, alike, begin), kind: classOf(kinds[position]!) };
  }

  /** The newest of some earlier positions (newest first): as many as it takes to know a rate. */
  #latest(series: number, earlier: readonly number[], begin: number): number[] {
    const positions: number[] = [];
    let residents = 0;
    for (const at of earlier) {
      if (at < begin || positions.length >= longest || (positions.length >= usual && residents >= enoughResidents))
        break;
      positions.push(at);
      residents += this.#table.count(series, at);
    }
    return positions.reverse();
  }

  /** Positions before the gap that have orders, newest first: of the same kind, and worked or not alike. */
  #before(position: number): { same: readonly number[]; alike: readonly number[] } {
    const known = this.#earlier.get(position);
    if (known) return known;
    const { kinds } = this.#steps;
    const alike: number[] = [];
    for (let at = position - gap - 1; at >= 0; at--) if (this.#alike(at, position)) alike.push(at);
    const same = kinds ? alike.filter((at) => kinds[at] === kinds[position]) : alike;
    this.#earlier.set(position, { same, alike });
    return { same, alike };
  }

  #alike(at: number, position: number): boolean {
    const { kinds } = this.#steps;
    return this.#table.everybody(at) > 0 && (!kinds || isWorked(kinds[at]!) === isWorked(kinds[position]!));
  }

  #fit(series: number, position: number, reference: Reference): Comparison | undefined {
    const table = this.#table;
    const { method, positions, seasons, years, kind } = reference;
    const { perYear } = this.#steps;
    const expected = expectedCount(
      {
        counts: positions.map((at) => table.count(series, at)),
        times: positions.map((at) => at / perYear),
        seasons: seasons ?? new Uint8Array(positions.length),
        levels: seasons ? seasonLevels : 1,
        offsets: positions.map((at) => Math.log(table.volume(series, at))),
      },
      { time: position / perYear, season: seasons ? seasonLevels - 1 : 0, offset: 0 },
      { ...rules, trend: years >= 3, years },
    );
    return expected && { ...expected, method, positions, kind };
  }
}

const classOf = (kind: DayKind): string => (isWorked(kind) ? '工作日（含调休）' : '休息日（含节假日）');
