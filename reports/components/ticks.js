/** Axes of charts, in one place. */

/** The lowest and the highest number among many; `[Infinity, -Infinity]` of none. */
export function extent(values) {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values)
    if (Number.isFinite(value)) {
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  return [low, high];
}

/** A scale that holds `low` to `high` with a few round ticks: `{low, high, ticks}`; counts begin at 0. */
export function niceScale(low, high, measure) {
  if (!Number.isFinite(low) || !Number.isFinite(high)) return { low: 0, high: 1, ticks: [] };
  if (measure === 'count') low = 0;
  const room = (high - low || Math.abs(high) || 1) * 0.12;
  const raw = (high - low + 2 * room) / 3;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 2.5, 5, 10].map((m) => m * power).find((s) => s >= raw);
  const bottom = measure === 'count' ? 0 : Math.floor((low - room) / step) * step;
  const least = measure !== 'pp' && low >= 0 ? Math.max(0, bottom) : bottom;
  const ticks = [];
  for (let tick = least; ticks.length < 8; tick += step) {
    ticks.push(Number(tick.toPrecision(10)));
    if (tick >= high) break;
  }
  return { low: least, high: ticks.at(-1), ticks };
}

/** `0.85` → `85%` where the measure is a share. */
export const tickText = (tick, measure) =>
  (measure === '%' || measure === 'pp'
    ? `${Number((tick * 100).toFixed(1))}${measure === '%' ? '%' : ''}`
    : String(Number(tick.toFixed(2)))
  ).replace('-', '−');

/** A logarithmic axis of counts with a few round ticks: `{at(n) → 0–1, ticks}` */
export function countAxis(least, most) {
  if (!(least > 0) || !(most >= least)) return { at: () => 0.5, ticks: [] };
  const [low, high] = [Math.log(least / 1.15), Math.log(most * 1.15)];
  const round = [1, 1.5, 2, 3, 4, 5, 6, 7, 8].flatMap((m) =>
    [1, 10, 100, 1e3, 1e4, 1e5, 1e6].map((power) => m * power),
  );
  const within = round
    .filter((n) => Number.isInteger(n) && n * 1.15 >= least && n <= most * 1.15)
    .sort((a, b) => a - b);
  const every = Math.ceil(within.length / 6);
  return { at: (n) => (Math.log(n) - low) / (high - low), ticks: within.filter((_, i) => i % every === 0) };
}
