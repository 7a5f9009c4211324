import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { attack, type Equation } from './attacker.ts';
import { complement } from './complement.ts';
import { hiddenNodes } from './composites.ts';
import { linkedCounts } from './linked-counts.ts';
import { hiddenSubjects, type PublicSubject, type SubjectTable } from './subject-counts.ts';
import { hiddenTopicRows } from './topic-places.ts';

const counts = (amounts: number[], residents = amounts) =>
  amounts.map((amount, subject) => ({
    subject,
    amount,
    residents: residents[subject]!,
    cap: Number.POSITIVE_INFINITY,
  }));
const table = (name: string, ...parts: SubjectTable['parts']): SubjectTable => ({ name, parts, marked: new Set() });

/** City, districts, streets (of each district) and units. */
function cityOf(streets: number[], units: number): PublicSubject[] {
  return [
    { kind: 'city', slug: 'city', parent: '' },
    ...streets.map((_, d) => ({ kind: 'district', slug: `D${d}`, parent: 'city' })),
    ...streets.flatMap((n, d) =>
      Array.from({ length: n }, (_, s) => ({ kind: 'street', slug: `D${d}S${s}`, parent: `D${d}` })),
    ),
    ...Array.from({ length: units }, (_, u) => ({ kind: 'unit', slug: `U${u}`, parent: '' })),
  ];
}

/** What everybody can add up: the sums of the city and of districts, with the hidden cells as unknowns. */
function sumsOf(subjects: PublicSubject[], amounts: number[], hidden: ReadonlySet<number>, name = ''): Equation[] {
  const of = (kind: string, parent?: string) =>
    subjects.flatMap((s, i) => (s.kind === kind && (parent === undefined || s.parent === parent) ? [i] : []));
  const sums = [
    [0, of('district')],
    [0, of('unit')],
    ...of('district').map((d) => [d, of('street', subjects[d]!.slug)]),
  ] as [number, number[]][];
  return sums
    .filter(([, parts]) => parts.length > 0)
    .map(([total, parts]) => {
      const residue = amounts[total]! - parts.reduce((so, part) => so + amounts[part]!, 0);
      const sign = (cell: number): 1 | -1 => (cell === total ? -1 : 1);
      const cells = [total, ...parts];
      const shown = cells.filter((cell) => !hidden.has(cell)).reduce((so, cell) => so + sign(cell) * amounts[cell]!, 0);
      return {
        terms: cells.filter((cell) => hidden.has(cell)).map((cell) => ({ cell: `${name}${cell}`, sign: sign(cell) })),
        sum: -residue - shown,
      };
    });
}

const cities = fc
  .tuple(fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 5 }), fc.integer({ min: 0, max: 6 }))
  .map(([streets, units]) => cityOf(streets, units));

/** Amounts that add up, streets to districts to the city, and units to the city with some left over. */
const filled = (subjects: PublicSubject[]) =>
  fc
    .array(fc.oneof({ weight: 3, arbitrary: fc.integer({ min: 0, max: 8 }) }, fc.integer({ min: 0, max: 200 })), {
      minLength: subjects.length,
      maxLength: subjects.length,
    })
    .map((drawn) => {
      const amounts = [...drawn];
      for (const [i, { kind, slug }] of subjects.entries())
        if (kind === 'district') {
          const streets = subjects.flatMap((s, j) => (s.parent === slug ? [drawn[j]!] : []));
          if (streets.length > 0) amounts[i] = streets.reduce((a, b) => a + b, 0);
        }
      const sum = (kind: string) => subjects.reduce((so, s, i) => (s.kind === kind ? so + amounts[i]! : so), 0);
      amounts[0] = Math.max(sum('district'), sum('unit'));
      return amounts;
    });

describe('the complementary choice', () => {
  test('hides the cheapest sister that leaves at least 5, and the total when there is none', () => {
    const cell = (amount: number) => ({
      amounts: [amount],
      caps: [Infinity],
      small: [amount > 0 && amount < 5],
      cost: amount,
    });
    const parts = [1, 2, 3, 4];
    const hides = (amounts: number[]) => complement(amounts.map(cell), [{ total: 0, parts }]);
    expect(hides([103, 3, 20, 30, 50])).toEqual([false, true, true, false, false]);
    expect(hides([100, 0, 20, 30, 50])).toEqual([false, false, false, false, false]);
    expect(hides([53, 3, 0, 0, 50])).toEqual([false, true, false, false, true]);
    expect(hides([103, 1, 2, 30, 70])).toEqual([false, true, true, true, false]);
    expect(hides([9, 3, 0, 0, 0])).toEqual([true, true, true, true, true]);
  });

  test('of any city leaves no small count that can be pinned to under 5, over city, districts, streets and units', () => {
    fc.assert(
      fc.property(
        cities.chain((subjects) => fc.tuple(fc.constant(subjects), filled(subjects))),
        ([subjects, amounts]) => {
          const hidden = hiddenSubjects(subjects, [table('orders', counts(amounts))]).get('orders')!;
          const found = attack(sumsOf(subjects, amounts, hidden));
          for (const [i, amount] of amounts.entries())
            if (amount > 0 && amount < 5) {
              expect(hidden.has(i)).toBe(true);
              const { low, high } = found.get(String(i)) ?? { low: 0, high: Infinity };
              expect(high - low).toBeGreaterThanOrEqual(5);
              expect(low <= amount && amount <= high).toBe(true);
            }
        },
      ),
      { numRuns: 500, seed: 1 },
    );
  });

  test('of hits and misses holds even for one who knows how many orders there were', () => {
    fc.assert(
      fc.property(
        cities.chain((subjects) => fc.tuple(fc.constant(subjects), filled(subjects), filled(subjects))),
        ([subjects, hits, misses]) => {
          const orders = hits.map((n, i) => n + misses[i]!);
          const split = [hits, misses].map((amounts) =>
            amounts.map((amount, i) => ({
              subject: i,
              amount,
              residents: amount,
              cap: orders[i]! < 5 ? Infinity : orders[i]!,
            })),
          );
          const hidden = hiddenSubjects(subjects, [
            { ...table('split', ...split), within: 'orders' },
            table('orders', counts(orders)),
          ]);
          const out = hidden.get('split')!;
          const base = hidden.get('orders')!;
          const all = (name: string, amounts: number[], set: ReadonlySet<number>) =>
            sumsOf(subjects, amounts, set, name);
          const both = new Set([...out, ...base]);
          const equations = [...all('h', hits, both), ...all('m', misses, both), ...all('n', orders, base)];
          for (const i of both)
            equations.push({
              terms: [
                { cell: `h${i}`, sign: 1 },
                { cell: `m${i}`, sign: 1 },
                ...(base.has(i) ? [{ cell: `n${i}`, sign: -1 as const }] : []),
              ],
              sum: base.has(i) ? 0 : orders[i]!,
            });
          const found = attack(equations);
          for (const i of subjects.keys())
            for (const [name, amounts] of [
              ['h', hits],
              ['m', misses],
            ] as const)
              if (amounts[i]! > 0 && amounts[i]! < 5) {
                const { low, high } = found.get(`${name}${i}`)!;
                expect([i, name, high - low >= 5]).toEqual([i, name, true]);
              }
        },
      ),
      { numRuns: 300, seed: 2 },
    );
  });

  test('is one and the same for counts that are equal, and the same whenever it is made', () => {
    const subjects = cityOf([2, 2, 2], 3);
    const amounts = [90, 30, 30, 30, 2, 28, 15, 15, 10, 20, 30, 30, 30];
    const twins = [
      table('a', counts(amounts)),
      table(
        'b',
        counts(
          amounts,
          amounts.map(() => 100),
        ),
      ),
    ];
    const hidden = hiddenSubjects(subjects, twins);
    expect([...hidden.get('a')!]).toEqual([4, 5]);
    expect(hidden.get('b')).toEqual(hidden.get('a'));
    expect(
      linkedCounts([
        { name: 'x', vectors: [{ level: 'city', amounts: [0, 0] }] },
        { name: 'y', vectors: [{ level: 'city', amounts: [0, 0] }] },
      ]),
    ).toHaveLength(2);
  });
});

describe('topics by district', () => {
  const tables = fc
    .tuple(fc.integer({ min: 2, max: 6 }), fc.integer({ min: 1, max: 5 }))
    .chain(([topics, districts]) =>
      fc.array(
        fc.array(fc.oneof(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 5, max: 90 })), {
          minLength: districts,
          maxLength: districts,
        }),
        { minLength: topics, maxLength: topics },
      ),
    )
    // Totals of fewer than 5 are hidden elsewhere, and hide the whole table or row.
    .filter(
      (rows) =>
        rows.every((row) => row.reduce((a, b) => a + b, 0) >= 5) &&
        rows[0]!.every((_, d) => rows.reduce((so, row) => so + row[d]!, 0) >= 5),
    );

  test('leave no small cell that the totals pin to under 5: shown by the largest flows through the hidden cells', () => {
    fc.assert(
      fc.property(tables, (orders) => {
        const hidden = hiddenTopicRows({
          orders,
          residents: orders,
          hiddenRows: orders.map((_, i) => i === 0),
          openTotal: orders.map(() => false),
        });
        for (const [t, row] of orders.entries())
          for (const [d, count] of row.entries())
            if (count > 0 && count < 5) {
              expect(hidden[t]).toBe(true);
              const up = roomFor(orders, hidden, t, d, 'up');
              const down = Math.min(count, roomFor(orders, hidden, t, d, 'down'));
              if (!hidden.every(Boolean)) expect(up + down).toBeGreaterThanOrEqual(5);
            }
      }),
      { numRuns: 300, seed: 3 },
    );
  });
});

/** By how much one hidden cell can grow or shrink while all totals stay: a maximal flow through the other hidden cells. */
function roomFor(orders: number[][], hidden: boolean[], t: number, d: number, way: 'up' | 'down'): number {
  const free = orders.map((row) => [...row]);
  const columns = orders[0]!.map((_, i) => i);
  const rows = orders.map((_, i) => i).filter((i) => hidden[i]);
  const [from, to] = way === 'up' ? [`c${d}`, `r${t}`] : [`r${t}`, `c${d}`];
  let room = 0;
  for (;;) {
    const before = new Map<string, string>([[from, '']]);
    for (const node of before.keys())
      for (const other of node[0] === 'r' ? columns : rows) {
        const [r, c] = node[0] === 'r' ? [Number(node.slice(1)), other] : [other, Number(node.slice(1))];
        const next = node[0] === 'r' ? `c${c}` : `r${r}`;
        if ((r === t && c === d) || before.has(next) || (node[0] === 'c' && free[r]![c]! === 0)) continue;
        before.set(next, node);
      }
    if (!before.has(to) || room >= 100) return room;
    for (let node = to; before.get(node); node = before.get(node)!) {
      const previous = before.get(node)!;
      const [r, c] = [previous, node].map((name) => Number(name.slice(1))) as [number, number];
      if (previous[0] === 'r') free[r]![c]!++;
      else free[c]![r]!--;
    }
    room++;
  }
}

test('no composite tells the one hidden score below it', () => {
  const nodes = [
    { node: 'index', parent: '', weight: 1 },
    { node: 'P', parent: 'index', weight: 0.5 },
    { node: 'R', parent: 'index', weight: 0.5 },
    { node: 'P1', parent: 'P', weight: 0.6 },
    { node: 'P2', parent: 'P', weight: 0.4 },
    { node: 'a', parent: 'P1', weight: 0.2 },
    { node: 'b', parent: 'P1', weight: 0.5 },
    { node: 'c', parent: 'P1', weight: 0.3 },
    { node: 'd', parent: 'P2', weight: 1 },
    { node: 'e', parent: 'R', weight: 1 },
  ];
  const all = new Set(nodes.map(({ node }) => node));
  expect(hiddenNodes(nodes, all, new Set())).toEqual(new Set());
  expect(hiddenNodes(nodes, all, new Set(['a']))).toEqual(new Set(['a', 'b']));
  // The only score below P2: P2 goes too, and P1 with one of its own, since P would tell P2.
  expect(hiddenNodes(nodes, all, new Set(['d']))).toEqual(new Set(['P1', 'P2', 'b', 'd']));
});
