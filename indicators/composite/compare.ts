import { rankDescending } from './rank.ts';
import type { Coin } from './specification.ts';
import { type Cell, columnNamed } from './table.ts';

export interface ComparedSubject {
  readonly uCode: string;
  readonly 'coin.1': Cell;
  readonly 'coin.2': Cell;
  /** The first minus the second. */
  readonly Diff: Cell;
  readonly 'Abs.diff': Cell;
}

export interface CompareOptions {
  /** The index itself unless given. */
  readonly iCode?: string;
  readonly compare_by?: 'ranks' | 'scores';
}

/** COINr's compare_coins: one element of two indices side by side, in the order of the first; null where one has none. */
export function compareCoins(one: Coin, other: Coin, options: CompareOptions = {}): ComparedSubject[] {
  const { iCode = one.tree.top.iCode, compare_by = 'ranks' } = options;
  const [first, second] = [one, other].map(({ dsets: { Aggregated } }) => {
    const scores = columnNamed(Aggregated, iCode);
    const shown = compare_by === 'ranks' ? rankDescending(scores) : scores;
    return new Map(Aggregated.uCode.map((uCode, row) => [uCode, shown[row]!]));
  }) as [Map<string, Cell>, Map<string, Cell>];
  return [...new Set([...first.keys(), ...second.keys()])].map((uCode) => {
    const [a, b] = [first.get(uCode) ?? null, second.get(uCode) ?? null];
    const Diff = a === null || b === null ? null : a - b;
    return { uCode, 'coin.1': a, 'coin.2': b, Diff, 'Abs.diff': Diff === null ? null : Math.abs(Diff) };
  });
}
