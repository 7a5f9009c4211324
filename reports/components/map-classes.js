/**
 * At most five classes of equal width over the values that there are, with round bounds: `list` of {low, high}, and `of(value)`, the
 * number of its class. One value, or none, makes one class, or none.
 */
export function classesOf(values, most = 5) {
  const known = values
    .filter((value) => value !== null && value !== undefined && Number.isFinite(Number(value)))
    .map(Number);
  if (known.length === 0) return { list: [], of: () => 0 };
  const [low, high] = [known.reduce((a, b) => Math.min(a, b)), known.reduce((a, b) => Math.max(a, b))];
  if (high === low) return { list: [{ low, high }], of: () => 0 };
  const raw = (high - low) / most;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 2.5, 5, 10, 20]
    .map((m) => m * power)
    .find((size) => Math.ceil(high / size - 1e-9) - Math.floor(low / size + 1e-9) <= most);
  const first = Math.floor(low / step + 1e-9);
  const classes = Math.max(1, Math.ceil(high / step - 1e-9) - first);
  return {
    list: Array.from({ length: classes }, (_, i) => ({ low: (first + i) * step, high: (first + i + 1) * step })),
    of: (value) => Math.min(classes - 1, Math.max(0, Math.floor(Number(value) / step + 1e-9) - first)),
  };
}
