/** The fewest different residents behind a number that everybody may see, and the narrowest interval a hidden one may be pinned to. */
export const minimumCell = 5;

/** One cell of a table with totals: several amounts that are shown or hidden together. */
export interface Cell {
  /** What is counted, one entry per amount. The same amounts in the same order in every cell. */
  amounts: readonly number[];
  /** The most each amount can be by what is shown elsewhere; Infinity where nothing bounds it. */
  caps: readonly number[];
  /** Which amounts must not be found out. A cell with one is hidden. */
  small: readonly boolean[];
  /** The dearer a cell, the later it is hidden for the sake of others. */
  cost: number;
}

/** A published sum: the cell `total` is the sum of the cells `parts`, and of what everybody is taken to know. */
export interface Sum {
  total: number;
  parts: readonly number[];
}

export interface ComplementOptions {
  /** Least width of the interval that the sums leave to a hidden amount. */
  width?: number;
  /** What a hidden total hides below it: all its parts, or one (means: a hidden part is enough). */
  below?: 'all' | 'one';
}

/**
 * Complementary suppression: which cells to hide so that no small amount can be found out, to within `width`, from the
 * sums. In each sum a small part p lies between max(0, S − caps of the other hidden parts) and min(its cap, S), S being
 * the sum of the hidden parts; as long as that is too narrow the cheapest further part that makes S larger is hidden,
 * and at last the total itself, which then is a small part of the sums above it. A hidden total hides its parts.
 * Returns true per hidden cell. Deterministic: ties go to the cell that stands first.
 */
export function complement(
  cells: readonly Cell[],
  sums: readonly Sum[],
  { width = minimumCell, below = 'all' }: ComplementOptions = {},
): boolean[] {
  const small = cells.map((cell) => [...cell.small]);
  const hidden = small.map((flags) => flags.includes(true));
  for (let changed = true; changed; ) {
    changed = false;
    for (const sum of sums) changed = settle(sum) || changed;
  }
  return hidden;

  /** Makes one sum safe; true when something was hidden. */
  function settle({ total, parts }: Sum): boolean {
    if (hidden[total]) return hideBelow(parts);
    let changed = false;
    for (;;) {
      const open = exposed(parts);
      if (open.length === 0) return changed;
      changed = true;
      const next = cheapest(parts, open);
      if (next !== undefined) hidden[next] = true;
      else {
        hidden[total] = true;
        for (const amount of open) small[total]![amount] = true;
        hideBelow(parts);
        return true;
      }
    }
  }

  function hideBelow(parts: readonly number[]): boolean {
    if (below === 'one' && parts.some((part) => hidden[part])) return false;
    const shown = parts.filter((part) => !hidden[part]);
    const hiding = below === 'all' ? shown : shown.sort((a, b) => cells[a]!.cost - cells[b]!.cost || a - b).slice(0, 1);
    for (const part of hiding) hidden[part] = true;
    return hiding.length > 0;
  }

  /** The amounts of which a small part is pinned down. */
  function exposed(parts: readonly number[]): number[] {
    const out = parts.filter((part) => hidden[part]);
    const count = cells[0]?.amounts.length ?? 0;
    return Array.from({ length: count }, (_, amount) => amount).filter((amount) => {
      const risky = out.filter((part) => small[part]![amount]);
      if (risky.length === 0) return false;
      let [sum, caps, unbounded] = [0, 0, 0];
      for (const part of out) {
        const cap = cells[part]!.caps[amount]!;
        sum += cells[part]!.amounts[amount]!;
        if (cap === Number.POSITIVE_INFINITY) unbounded++;
        else caps += cap;
      }
      return risky.some((part) => {
        const cap = cells[part]!.caps[amount]!;
        const isUnbounded = cap === Number.POSITIVE_INFINITY;
        const others = unbounded - Number(isUnbounded) > 0 ? Number.POSITIVE_INFINITY : caps - (isUnbounded ? 0 : cap);
        return Math.min(cap, sum) - Math.max(0, sum - others) < width;
      });
    });
  }

  function cheapest(parts: readonly number[], open: readonly number[]): number | undefined {
    let best: number | undefined;
    for (const part of parts) {
      if (hidden[part] || !open.some((amount) => cells[part]!.amounts[amount]! > 0)) continue;
      if (best === undefined || cells[part]!.cost < cells[best]!.cost) best = part;
    }
    return best;
  }
}
