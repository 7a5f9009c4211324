/**
 * Parts of the whole when some are set and all others keep their proportions, as `minqing whatif` takes `weight.NODE=50%`.
 * `leaves`: indicators, each with its `part` (they sum to 1) and the codes it lies in, itself included (`path`); `wanted`:
 * parts by code, of nodes that lie beside each other. Undefined: they exceed the whole, or leave nothing to share the rest.
 */
export function partsWith(leaves, wanted) {
  const holders = leaves.map(({ path }) => path.find((code) => wanted.has(code)));
  const had = new Map();
  for (const [i, holder] of holders.entries()) had.set(holder, (had.get(holder) ?? 0) + leaves[i].part);
  const asked = [...wanted.values()].reduce((sum, part) => sum + part, 0);
  const rest = had.get(undefined) ?? 0;
  if (asked > 1 + 1e-9 || (rest === 0 && asked < 1 - 1e-9)) return undefined;
  return leaves.map(({ part }, i) =>
    holders[i] === undefined
      ? (part / rest) * Math.max(0, 1 - asked)
      : (part / had.get(holders[i])) * wanted.get(holders[i]),
  );
}

/** Places from the highest score down; equal scores share the better place. */
export const placesOf = (scores) => scores.map((own) => 1 + scores.filter((other) => other > own + 1e-9).length);
