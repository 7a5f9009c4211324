import fc from 'fast-check';
import { expect, test } from 'vitest';
import { aggregate } from './aggregate.ts';
import { type Mean, means } from './means.ts';
import { normalise } from './normalise.ts';
import { type Normaliser, normalisers } from './normalisers.ts';
import { rankTable } from './rank.ts';
import { build } from './regen.ts';
import type { Cell, Column, Table } from './table.ts';
import { treat } from './treat.ts';
import { IndexTree } from './tree.ts';

const iMeta = [
  { iCode: 'a', Level: 1, Parent: 'P', Weight: 2 },
  { iCode: 'b', Level: 1, Parent: 'P', Direction: -1 as const },
  { iCode: 'c', Level: 1, Parent: 'Q' },
  { iCode: 'd', Level: 1, Parent: 'Q', Weight: 0.5 },
  { iCode: 'P', Level: 2, Parent: 'index' },
  { iCode: 'Q', Level: 2, Parent: 'index', Weight: 3 },
  { iCode: 'index', Level: 3, Parent: null },
];
const tree = new IndexTree(iMeta);

const tablesOf = (cell: fc.Arbitrary<Cell>): fc.Arbitrary<Table> =>
  fc
    .integer({ min: 1, max: 12 })
    .chain((n) => fc.tuple(...['a', 'b', 'c', 'd'].map(() => fc.array(cell, { minLength: n, maxLength: n }))))
    .map((columns) => ({
      uCode: columns[0]!.map((_, row) => `s${row}`),
      columns: Object.fromEntries(['a', 'b', 'c', 'd'].map((iCode, i) => [iCode, columns[i]!])),
    }));
const tables = tablesOf(fc.option(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { freq: 5 }));
/** Figures of sane size: between 0 and 1e-300 the order of a sum decides on which side of a threshold it falls. */
const plainTables = tablesOf(
  fc.option(
    fc.integer({ min: -1e6, max: 1e6 }).map((x) => x / 100),
    { freq: 5 },
  ),
);
const normaliserNames = (Object.keys(normalisers) as Normaliser[]).filter(
  (name) => name !== 'n_dist2targ' && name !== 'n_goalposts',
);

const permuted = (table: Table, order: readonly number[]): Table => ({
  uCode: order.map((row) => table.uCode[row]!),
  columns: Object.fromEntries(
    Object.entries(table.columns).map(([iCode, column]) => [iCode, order.map((row) => column[row]!)]),
  ),
});
const near = (one: Cell, other: Cell): boolean =>
  one === null || other === null ? one === other : Math.abs(one - other) <= 1e-7 * Math.max(1, Math.abs(one));
const columnsNear = (one: Column, other: Column): boolean => one.every((x, row) => near(x, other[row]!));

test('no step ever lets NaN or an infinity out', () => {
  fc.assert(
    fc.property(tables, fc.constantFrom(...normaliserNames), (table, f_n) => {
      const spec = { iData: table, iMeta, treat: {}, impute: { f_i: 'i_median' as const } };
      const coin = build({ ...spec, normalise: { global_specs: { f_n } } });
      for (const dset of Object.values(coin.dsets))
        for (const x of Object.values(dset.columns).flat()) expect(x === null || Number.isFinite(x)).toBe(true);
    }),
    { seed: 1, numRuns: 200 },
  );
});

test('subjects in another order get the same figures', () => {
  fc.assert(
    fc.property(
      plainTables,
      fc.constantFrom(...normaliserNames.filter((name) => name !== 'n_dist2ref')),
      (table, f_n) => {
        const order = table.uCode.map((_, row) => row).reverse();
        const of = (data: Table) =>
          aggregate(normalise(treat(data).x_treat, tree, { global_specs: { f_n } }), tree).columns;
        const [one, other] = [of(table), of(permuted(table, order))];
        for (const iCode of Object.keys(one))
          expect(
            columnsNear(
              order.map((row) => one[iCode]![row]!),
              other[iCode]!,
            ),
            iCode,
          ).toBe(true);
      },
    ),
    { seed: 2, numRuns: 200 },
  );
});

test('weights twice as large are the same weights', () => {
  fc.assert(
    fc.property(tables, fc.double({ min: 0.01, max: 100, noNaN: true }), (table, times) => {
      const w = Object.fromEntries(iMeta.map(({ iCode, Weight = 1 }) => [iCode, Weight * times]));
      const [one, other] = [aggregate(normalise(table, tree), tree), aggregate(normalise(table, tree), tree, { w })];
      for (const { iCode } of iMeta) expect(columnsNear(one.columns[iCode]!, other.columns[iCode]!)).toBe(true);
    }),
    { seed: 3, numRuns: 200 },
  );
});

test('a better figure never makes a mean worse, and a mean lies between its children', () => {
  const positive = fc.double({ min: 1e-3, max: 1e3, noNaN: true });
  const names = (Object.keys(means) as Mean[]).filter((name) => name !== 'a_copeland');
  fc.assert(
    fc.property(
      fc.array(fc.tuple(positive, positive), { minLength: 1, maxLength: 8 }),
      fc.constantFrom(...names),
      fc.constantFrom(-2, 0.5, 3),
      (pairs, mean, p) => {
        const w = pairs.map(([, weight]) => weight);
        const of = (numbers: number[]): number =>
          means[mean](
            numbers.map((x) => [x]),
            w,
            { p },
          )[0]!;
        const numbers = pairs.map(([x]) => x);
        const before = of(numbers);
        expect(of(numbers.map((x, i) => (i === 0 ? x * 1.5 : x)))).toBeGreaterThanOrEqual(before * (1 - 1e-9));
        expect(before).toBeGreaterThanOrEqual(Math.min(...numbers) * (1 - 1e-9));
        expect(before).toBeLessThanOrEqual(Math.max(...numbers) * (1 + 1e-9));
      },
    ),
    { seed: 4, numRuns: 300 },
  );
});

test('normalising keeps the order of subjects, ties included', () => {
  const keeping = normaliserNames.filter((name) => name !== 'n_fracmax' && name !== 'n_dist2ref');
  const whole = fc.array(fc.option(fc.integer({ min: -50, max: 50 })), { minLength: 2, maxLength: 15 });
  fc.assert(
    fc.property(whole, fc.constantFrom(...keeping), (x, f_n) => {
      const points = normalisers[f_n](x, {});
      fc.pre(points.some((point) => point !== null));
      const ranks = (column: Column) => rankTable({ uCode: x.map(String), columns: { column } }).columns.column;
      expect(ranks(points)).toEqual(ranks(x));
    }),
    { seed: 5, numRuns: 300 },
  );
});
