/** A log-linear model of counts to be fitted: one row per reference point. */
export interface CountModel {
  counts: ArrayLike<number>;
  /** Columns of the design beside the intercept, each as long as `counts`. */
  columns: readonly ArrayLike<number>[];
  /** Prior weight of each row. */
  weights: ArrayLike<number>;
  /** Added to the linear predictor of each row: the logarithm of a volume. */
  offsets: ArrayLike<number>;
}

export interface FittedModel {
  /** Intercept first; 0 where the column adds nothing to those before it. */
  coefficients: Float64Array;
  /** Inverse of X′WX, row by row. */
  inverse: Float64Array;
  /** Fitted count of each row. */
  means: Float64Array;
  /** Pearson's χ² over the degrees of freedom: may be below 1. */
  dispersion: number;
  /** Rows less fitted coefficients. */
  freedom: number;
  converged: boolean;
}

const mostIterations = 25;
const tolerance = 1e-8;

/**
 * Fits E(y) = exp(offset + X b), variance proportional to the mean, by iteratively reweighted least squares; done when
 * the deviance changes by less than 1e-8 of itself, as in R's glm. A column that depends on those before it is left out.
 */
export function fitCounts(model: CountModel): FittedModel {
  const { counts, columns, weights, offsets } = model;
  const rows = counts.length;
  const size = columns.length + 1;
  const means = Float64Array.from({ length: rows }, (_, i) => counts[i]! + 0.1);
  const at = (row: number, column: number): number => (column === 0 ? 1 : columns[column - 1]![row]!);
  let coefficients = new Float64Array(size);
  let deviance = Number.POSITIVE_INFINITY;
  let converged = false;
  for (let iteration = 0; iteration < mostIterations && !converged; iteration++) {
    const { product, right } = normalEquations(model, means, at, size);
    coefficients = solved(invert(product, size), right, size);
    for (let i = 0; i < rows; i++) {
      let linear = offsets[i]!;
      for (let j = 0; j < size; j++) linear += at(i, j) * coefficients[j]!;
      means[i] = Math.exp(Math.min(linear, 700));
    }
    const next = devianceOf(counts, means, weights);
    if (!Number.isFinite(next)) break;
    converged = Math.abs(next - deviance) < tolerance * (Math.abs(next) + 0.1);
    deviance = next;
  }
  const inverse = invert(normalEquations(model, means, at, size).product, size);
  let fitted = 0;
  for (let j = 0; j < size; j++) if (inverse[j * size + j]! > 0) fitted++;
  let pearson = 0;
  for (let i = 0; i < rows; i++) pearson += (weights[i]! * (counts[i]! - means[i]!) ** 2) / means[i]!;
  const freedom = rows - fitted;
  return { coefficients, inverse, means, dispersion: freedom > 0 ? pearson / freedom : 1, freedom, converged };
}

/** x′ inverse x: the variance of a linear predictor, to be multiplied by the dispersion. `x` holds the columns beside the intercept. */
export function predictorVariance({ inverse }: FittedModel, x: readonly number[]): number {
  const size = x.length + 1;
  const at = (j: number): number => (j === 0 ? 1 : x[j - 1]!);
  let sum = 0;
  for (let a = 0; a < size; a++) for (let b = 0; b < size; b++) sum += at(a) * at(b) * inverse[a * size + b]!;
  return sum;
}

function normalEquations(
  { counts, weights, offsets }: CountModel,
  means: Float64Array,
  at: (row: number, column: number) => number,
  size: number,
): { product: Float64Array; right: Float64Array } {
  const product = new Float64Array(size * size);
  const right = new Float64Array(size);
  const row = new Float64Array(size);
  for (let i = 0; i < counts.length; i++) {
    const mean = means[i]!;
    const weight = weights[i]! * mean;
    const working = Math.log(mean) - offsets[i]! + (counts[i]! - mean) / mean;
    for (let a = 0; a < size; a++) row[a] = at(i, a);
    for (let a = 0; a < size; a++) {
      const weighted = weight * row[a]!;
      if (weighted === 0) continue;
      right[a] = right[a]! + weighted * working;
      for (let b = 0; b <= a; b++) product[a * size + b] = product[a * size + b]! + weighted * row[b]!;
    }
  }
  for (let a = 0; a < size; a++) for (let b = 0; b < a; b++) product[b * size + a] = product[a * size + b]!;
  return { product, right };
}

/** Inverse of a symmetric positive matrix by Gauss and Jordan; the rows and columns of dependent variables are 0. */
function invert(matrix: Float64Array, size: number): Float64Array {
  const swept = Float64Array.from(matrix);
  const left = new Uint8Array(size);
  for (let k = 0; k < size; k++) {
    const pivot = swept[k * size + k]!;
    if (!(pivot > 1e-11 * matrix[k * size + k]!) || pivot < 1e-300) {
      left[k] = 1;
      continue;
    }
    for (let j = 0; j < size; j++) if (j !== k) swept[k * size + j] = swept[k * size + j]! / pivot;
    for (let i = 0; i < size; i++) {
      if (i === k) continue;
      const factor = swept[i * size + k]!;
      if (factor === 0) continue;
      for (let j = 0; j < size; j++)
        if (j !== k) swept[i * size + j] = swept[i * size + j]! - factor * swept[k * size + j]!;
      swept[i * size + k] = -factor / pivot;
    }
    swept[k * size + k] = 1 / pivot;
  }
  for (let k = 0; k < size; k++) {
    if (!left[k]) continue;
    for (let j = 0; j < size; j++) {
      swept[k * size + j] = 0;
      swept[j * size + k] = 0;
    }
  }
  return swept;
}

function solved(inverse: Float64Array, right: Float64Array, size: number): Float64Array<ArrayBuffer> {
  const result = new Float64Array(size);
  for (let a = 0; a < size; a++) {
    let sum = 0;
    for (let b = 0; b < size; b++) sum += inverse[a * size + b]! * right[b]!;
    result[a] = sum;
  }
  return result;
}

function devianceOf(counts: ArrayLike<number>, means: Float64Array, weights: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < counts.length; i++) {
    const [y, mean] = [counts[i]!, means[i]!];
    sum += weights[i]! * ((y > 0 ? y * Math.log(y / mean) : 0) - (y - mean));
  }
  return 2 * sum;
}
