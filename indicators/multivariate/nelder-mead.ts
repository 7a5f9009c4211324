export interface Minimum {
  readonly x: readonly number[];
  readonly value: number;
  readonly evaluations: number;
  readonly converged: boolean;
}

/**
 * The least of a function by Nelder and Mead's simplex, as R's optim takes it: reflect 1, contract ½, expand 2; the first
 * simplex a step of a tenth of the largest coordinate along each axis. It stops when the simplex spans no more than
 * `tolerance` × (|start| + tolerance) in value, or after `most` evaluations.
 */
export function nelderMead(
  f: (x: readonly number[]) => number,
  start: readonly number[],
  { tolerance = 1e-8, most = 500 }: { tolerance?: number; most?: number } = {},
): Minimum {
  let evaluations = 0;
  const at = (x: readonly number[]): Vertex => {
    evaluations++;
    const value = f(x);
    return { x, value: Number.isNaN(value) ? Infinity : value };
  };
  const first = at(start);
  const span = tolerance * (Math.abs(first.value) + tolerance);
  const step = 0.1 * Math.max(...start.map(Math.abs)) || 0.1;
  let simplex = [first, ...start.map((_, i) => at(start.map((x, j) => (i === j ? x + step : x))))];
  const order = (): void => {
    simplex.sort((a, b) => a.value - b.value);
  };
  order();
  while (evaluations < most) {
    const [best, worst] = [simplex[0]!, simplex.at(-1)!];
    if (worst.value <= best.value + span) break;
    const others = simplex.slice(0, -1);
    const centre = start.map((_, i) => others.reduce((sum, { x }) => sum + x[i]!, 0) / others.length);
    const along = (factor: number): Vertex => at(centre.map((c, i) => c + factor * (worst.x[i]! - c)));
    const reflected = along(-1);
    if (reflected.value < best.value) {
      const expanded = along(-2);
      simplex[others.length] = expanded.value < reflected.value ? expanded : reflected;
    } else if (reflected.value < others.at(-1)!.value) simplex[others.length] = reflected;
    else {
      const contracted = along(reflected.value < worst.value ? -0.5 : 0.5);
      if (contracted.value < Math.min(reflected.value, worst.value)) simplex[others.length] = contracted;
      else simplex = [best, ...simplex.slice(1).map(({ x }) => at(x.map((c, i) => (c + best.x[i]!) / 2)))];
    }
    order();
  }
  const [best, worst] = [simplex[0]!, simplex.at(-1)!];
  return { x: best.x, value: best.value, evaluations, converged: worst.value <= best.value + span };
}

interface Vertex {
  readonly x: readonly number[];
  readonly value: number;
}
