/** One thing an attacker knows: signed amounts that add up to a number. */
export interface Equation {
  terms: { cell: string; sign: 1 | -1 }[];
  sum: number;
}

export interface Bounds {
  low: number;
  high: number;
}

/**
 * A test fixture: what somebody who knows every equation can say of each cell, none of which is below 0. Intervals are
 * narrowed until nothing narrows further; then the equations are eliminated, and what they determine is exact.
 * `atMost`: pairs of cells of which the first is never larger.
 */
export function attack(told: readonly Equation[], atMost: readonly [string, string][] = []): Map<string, Bounds> {
  const equations = told.map(withoutOpposites);
  const known = new Map<string, Bounds>();
  const boundsOf = (cell: string): Bounds => {
    if (!known.has(cell)) known.set(cell, { low: 0, high: Number.POSITIVE_INFINITY });
    return known.get(cell)!;
  };
  for (let changed = true, rounds = 0; changed && rounds < 200; rounds++) {
    changed = false;
    const narrow = (cell: string, low: number, high: number) => {
      const bounds = boundsOf(cell);
      if (low > bounds.low + 1e-9) [bounds.low, changed] = [low, true];
      if (high < bounds.high - 1e-9) [bounds.high, changed] = [high, true];
    };
    for (const { terms, sum } of equations)
      for (const { cell, sign } of terms) {
        let [low, high] = [sum, sum];
        for (const other of terms)
          if (other.cell !== cell) {
            const bounds = boundsOf(other.cell);
            low -= other.sign === 1 ? bounds.high : -bounds.low;
            high -= other.sign === 1 ? bounds.low : -bounds.high;
          }
        if (sign === 1) narrow(cell, low, high);
        else narrow(cell, -high, -low);
      }
    for (const [less, more] of atMost) {
      narrow(less, 0, boundsOf(more).high);
      narrow(more, boundsOf(less).low, Number.POSITIVE_INFINITY);
    }
  }
  for (const [cell, value] of determined(equations)) known.set(cell, { low: value, high: value });
  return known;
}

/** One cell with both signs says nothing about it. */
function withoutOpposites({ terms, sum }: Equation): Equation {
  const balance = new Map<string, number>();
  for (const { cell, sign } of terms) balance.set(cell, (balance.get(cell) ?? 0) + sign);
  return { terms: terms.filter(({ cell }) => balance.get(cell) !== 0), sum };
}

/** Cells whose value follows from the equations alone: Gauss–Jordan on sparse rows. */
function determined(equations: readonly Equation[]): Map<string, number> {
  const rows: { left: Map<string, number>; right: number }[] = [];
  const pivotOf = new Map<string, number>();
  for (const { terms, sum } of equations) {
    const row = { left: new Map<string, number>(), right: sum };
    for (const { cell, sign } of terms) row.left.set(cell, (row.left.get(cell) ?? 0) + sign);
    for (const cell of [...row.left.keys()]) {
      const pivot = pivotOf.get(cell);
      if (pivot !== undefined && row.left.has(cell)) subtract(row, rows[pivot]!, row.left.get(cell)!);
    }
    const [pivot] = [...row.left].find(([, factor]) => Math.abs(factor) > 1e-9) ?? [];
    if (pivot === undefined) continue;
    const factor = row.left.get(pivot)!;
    for (const [cell, value] of row.left) row.left.set(cell, value / factor);
    row.right /= factor;
    for (const other of rows) if (other.left.has(pivot)) subtract(other, row, other.left.get(pivot)!);
    pivotOf.set(pivot, rows.length);
    rows.push(row);
  }
  return new Map(rows.flatMap(({ left, right }) => (left.size === 1 ? [[[...left.keys()][0]!, right] as const] : [])));
}

function subtract(
  from: { left: Map<string, number>; right: number },
  row: { left: Map<string, number>; right: number },
  times: number,
): void {
  for (const [cell, value] of row.left) {
    const rest = (from.left.get(cell) ?? 0) - times * value;
    if (Math.abs(rest) < 1e-9) from.left.delete(cell);
    else from.left.set(cell, rest);
  }
  from.right -= times * row.right;
}
