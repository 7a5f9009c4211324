import { expect, test } from 'vitest';
import { quantileOfSorted } from '../quantile.ts';
import { REPLICATES, ReplicateWeights } from '../replicates.ts';
import { type StatisticName, statisticNamed } from './index.ts';
import { jeffreysInterval } from './intervals.ts';
import { Chance } from './simulated.ts';
import type { Counted, Estimate, People, Setting } from './statistic.ts';

interface Thing {
  numerator?: number;
  denominator?: number;
  value?: number;
  group?: string;
  cluster?: string;
  resident?: string;
  street?: number;
}

/** The figure of a made-up city in which every thing counts, or of a part of its things. */
function estimateOf(
  name: StatisticName,
  things: Thing[],
  setting: { outcomes?: number[]; people?: People; subject?: number } = {},
): Estimate {
  return estimatesOf(name, things, [Int32Array.from(things, (_, i) => i)], setting)[0]!;
}

/** The figures of parts of a made-up city. */
function estimatesOf(
  name: StatisticName,
  things: Thing[],
  parts: Int32Array[],
  { outcomes = [] as number[], people = noPeople, subject = 0 } = {},
): Estimate[] {
  const weights = new ReplicateWeights();
  const numbers = new Map<string, number>();
  const slot = (key: string) => {
    if (!numbers.has(key)) numbers.set(key, 1000 + 7919 * numbers.size);
    return weights.slotOf(numbers.get(key)!);
  };
  const groups = [...new Set(things.map((thing) => thing.group ?? ''))].sort();
  const resident = Int32Array.from(things, (thing, i) => slot(`R${thing.resident ?? i}`));
  const counted: Counted = {
    size: things.length,
    numerator: Float64Array.from(things, (thing) => thing.numerator ?? 1),
    denominator: Float64Array.from(things, (thing) => thing.denominator ?? 1),
    value: Float64Array.from(things, (thing) => thing.value ?? 0),
    group: Int32Array.from(things, (thing) => groups.indexOf(thing.group ?? '')),
    groups,
    cluster:
      statisticNamed(name).clusters === 'resident'
        ? resident
        : Int32Array.from(things, (thing, i) => slot(thing.cluster ?? `O${i}`)),
    resident,
    street: Int32Array.from(things, (thing) => thing.street ?? -1),
  };
  const setting: Setting = { weights, people, outcomes, draws: 'test' };
  const statistic = statisticNamed(name);
  const shared = statistic.prepare(counted, setting);
  return parts.map((members) => statistic.estimate(counted, { subject, name: 'city', members }, setting, shared));
}

const noPeople: People = { streets: [], groupShares: new Map() };
const times = <T>(n: number, thing: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => thing(i));
const middle95 = (replicates: Float64Array) => {
  const sorted = Float64Array.from(replicates).sort();
  return [quantileOfSorted(sorted, 0.025), quantileOfSorted(sorted, 0.975)] as const;
};

test('a rate is pooled, with Jeffreys’ interval, and its replicates span the same width', () => {
  const rate = estimateOf(
    'rate',
    times(200, (i) => ({ numerator: i < 150 ? 1 : 0 })),
  );
  expect(rate).toMatchObject({ value: 0.75, numerator: 150, denominator: 200, ...jeffreysInterval(150, 200) });
  const [low, high] = middle95(rate.replicates!);
  expect(high - low).toBeGreaterThan(0.85 * (rate.high! - rate.low!));
  expect(high - low).toBeLessThan(1.15 * (rate.high! - rate.low!));
});

test('5 of 5 keeps its uncertainty in the replicates', () => {
  const rate = estimateOf(
    'rate',
    times(5, () => ({})),
  );
  expect([rate.value, rate.high]).toEqual([1, 1]);
  expect(middle95(rate.replicates!)[0]).toBeLessThan(0.8);
});

test('orders of one event widen the interval by the design effect', () => {
  const alone = estimateOf(
    'rate',
    times(100, (i) => ({ numerator: i % 2 })),
  );
  const together = estimateOf(
    'rate',
    times(100, (i) => ({ numerator: Math.floor(i / 10) % 2, cluster: `E${Math.floor(i / 10)}` })),
  );
  expect(together.value).toBe(alone.value);
  // Ten alike in each of ten events are worth about ten orders, less one for the mean they share.
  expect(together.low).toBeCloseTo(jeffreysInterval(4.5, 9).low, 9);
  const [low, high] = middle95(together.replicates!);
  expect(high - low).toBeGreaterThan(2 * (alone.high! - alone.low!));
});

test('clusters that are not alike leave the interval as it is, and nothing narrows it', () => {
  const mixed = estimateOf(
    'rate',
    times(100, (i) => ({ numerator: i % 2, cluster: `E${Math.floor(i / 10)}` })),
  );
  expect(mixed).toMatchObject(jeffreysInterval(50, 100));
});

test.each([
  ['orders alone', 1, 0, 0.93, 0.97, 0.97],
  ['events of three alike', 3, 0.5, 0.925, 0.97, 0.91],
  ['events of six alike', 6, 0.3, 0.925, 0.97, 0.9],
] as const)(
  '%s: the interval of a district covers 95 in 100, by simulation',
  (_, cluster, likeness, low, high, naive) => {
    const chance = new Chance(42);
    let [covered, coveredAlone, all] = [0, 0, 0];
    for (let city = 0; city < 40; city++) {
      const truth = 0.3 + 0.5 * chance.uniform();
      const things: Thing[] = Array.from(chance.clustered(2400, cluster, truth, likeness), (yes, i) => ({
        numerator: yes,
        cluster: `E${Math.floor(i / cluster)}`,
      }));
      const parts = times(20, (district) => Int32Array.from({ length: 120 }, (_, i) => 120 * district + i));
      for (const found of estimatesOf('rate', things, parts)) {
        const alone = jeffreysInterval(found.numerator!, found.denominator!);
        covered += found.low! <= truth && truth <= found.high! ? 1 : 0;
        coveredAlone += alone.low <= truth && truth <= alone.high ? 1 : 0;
        all++;
      }
    }
    expect(covered / all).toBeGreaterThan(low);
    expect(covered / all).toBeLessThan(high);
    // Without the design effect the interval would be too narrow: the simulation can tell.
    expect(coveredAlone / all).toBeLessThan(naive);
  },
);

test('nothing counted is no figure, not zero', () => {
  for (const name of [
    'rate',
    'weighted_rate',
    'ratio_of_rates',
    'km_median',
    'effective_number',
    'top_share',
    'silent_share',
    'group_reach',
  ] as const)
    expect(estimateOf(name, [], { outcomes: [0, 1] })).toMatchObject({
      value: null,
      low: null,
      high: null,
      replicates: null,
    });
  expect(estimateOf('rate', [{ numerator: 0, denominator: 0 }]).value).toBeNull();
});

test('a rating: 6 满意, 3 基本满意, 1 不满意 is 0.87', () => {
  const things = [...times(6, () => ({ numerator: 1 })), ...times(3, () => ({ numerator: 0.9 })), { numerator: 0 }];
  const rating = estimateOf('weighted_rate', things, { outcomes: [0, 0.9, 1] });
  expect(rating.value).toBeCloseTo(0.87, 12);
  expect(rating.low!).toBeLessThan(0.87);
  expect(rating.high!).toBeGreaterThan(0.87);
});

test('a difference of views lies between −1 and 1', () => {
  const difference = estimateOf(
    'weighted_rate',
    [...times(30, () => ({ numerator: 1 })), ...times(70, () => ({ numerator: 0 }))],
    { outcomes: [-1, 0, 1] },
  );
  expect(difference.value).toBeCloseTo(0.3, 12);
  expect(difference.low!).toBeGreaterThan(0.15);
});

test('Kaplan–Meier by hand: ends at 1, 3, 4, 7; open at 2 and 5', () => {
  // At risk 6, 4, 3, 1: S = 5/6, 5/8, 5/12 → the curve passes one half at 4.
  const things = [
    [1, 1],
    [2, 0],
    [3, 1],
    [4, 1],
    [5, 0],
    [7, 1],
  ].map(([value, numerator]) => ({ value: value!, numerator: numerator! }));
  expect(estimateOf('km_median', things)).toMatchObject({ value: 4, low: 1, numerator: 4, denominator: 6 });
});

test('without open orders the Kaplan–Meier median is the median, also of an even number and with ties', () => {
  expect(
    estimateOf(
      'km_median',
      [4, 1, 2, 3].map((value) => ({ value })),
    ).value,
  ).toBe(2.5);
  expect(
    estimateOf(
      'km_median',
      [5, 1, 3].map((value) => ({ value })),
    ).value,
  ).toBe(3);
  expect(
    estimateOf(
      'km_median',
      [2, 2, 2, 9].map((value) => ({ value })),
    ).value,
  ).toBe(2);
});

test('more than half still open: at least the longest time followed, without upper end', () => {
  const things = [{ value: 1 }, ...times(9, (i) => ({ value: 2 + i, numerator: 0 }))];
  expect(estimateOf('km_median', things)).toMatchObject({ value: 10, high: null, numerator: 1 });
});

test('the Kaplan–Meier interval narrows with the sample and widens with clusters', () => {
  const span = ({ low, high }: Estimate) => high! - low!;
  const few = estimateOf(
    'km_median',
    times(40, (i) => ({ value: i / 40 })),
  );
  const many = estimateOf(
    'km_median',
    times(400, (i) => ({ value: i / 400 })),
  );
  const clustered = estimateOf(
    'km_median',
    times(400, (i) => ({ value: i / 400, cluster: `E${Math.floor(i / 20)}` })),
  );
  expect(span(many)).toBeLessThan(span(few) / 2);
  expect(span(clustered)).toBeGreaterThan(2 * span(many));
  const [low, high] = middle95(few.replicates!);
  expect(high - low).toBeGreaterThan(0.6 * span(few));
  expect(high - low).toBeLessThan(1.6 * span(few));
});

test('the busiest 1% of 100 residents is one of them, of 150 one and a half', () => {
  const city = (n: number) => times(n + 9, (i) => ({ resident: String(i < 10 ? 0 : i - 9) }));
  expect(estimateOf('top_share', city(100))).toMatchObject({
    value: 10 / 109,
    numerator: 10,
    denominator: 109,
    smallest: 100,
  });
  expect(estimateOf('top_share', city(150)).value).toBeCloseTo(10.5 / 159, 12);
});

test('channels used alike count fully; a resident counts once per channel', () => {
  const even = times(400, (i) => ({ group: 'abcd'[i % 4]!, resident: String(i) }));
  expect(estimateOf('effective_number', even).value).toBeCloseTo(4, 10);
  const one = estimateOf('effective_number', [
    ...times(10, () => ({ group: 'a', resident: 'x' })),
    { group: 'b', resident: 'y' },
  ]);
  expect(one).toMatchObject({ denominator: 2 });
  expect(one.value).toBeCloseTo(2, 10);
});

test('the ratio of rates and its smaller group', () => {
  const things = [
    ...times(40, (i) => ({ group: '1 outside', numerator: i < 20 ? 1 : 0 })),
    ...times(100, (i) => ({ group: '2 inside', numerator: i < 80 ? 1 : 0 })),
  ];
  expect(estimateOf('ratio_of_rates', things)).toMatchObject({
    value: 0.625,
    numerator: 0.5,
    denominator: 0.8,
    smallest: 40,
  });
  expect(estimateOf('ratio_of_rates', things.slice(0, 40)).value).toBeNull();
  expect(estimateOf('ratio_of_rates', [{ group: '1 outside' }, { group: '2 inside', numerator: 0 }]).value).toBeNull();
});

const fourStreets: People = {
  streets: [10_000, 10_000, 10_000, 30_000].map((people, number) => ({ number: number + 10, people, subjects: [0] })),
  groupShares: new Map([['老年人', 0.2]]),
};

test('a street far below the city is silent, weighed by its people', () => {
  const residents = [200, 200, 5, 600];
  const things = residents.flatMap((n, street) => times(n, (i) => ({ street, resident: `${street}-${i}` })));
  const silence = estimateOf('silent_share', things, { people: fourStreets });
  expect(silence).toMatchObject({ value: 1 / 6, numerator: 10_000, denominator: 60_000, smallest: 167 });
  const even = [200, 200, 190, 600].flatMap((n, street) => times(n, (i) => ({ street, resident: `${street}-${i}` })));
  expect(estimateOf('silent_share', even, { people: fourStreets }).value).toBe(0);
});

test('streets too small to tell leave the share open, though the figure is 0', () => {
  const people: People = {
    ...fourStreets,
    streets: times(20, (i) => ({ number: i, people: 1000, subjects: [0] })),
  };
  const residents = times(20, (i) => (i < 4 ? 3 : 9 + 2 * (i % 5)));
  const things = residents.flatMap((n, street) => times(n, (i) => ({ street, resident: `${street}-${i}` })));
  const silence = estimateOf('silent_share', things, { people });
  expect(silence).toMatchObject({ value: 0, low: 0 });
  expect(silence.high!).toBeGreaterThan(0.09);
  expect(silence.high!).toBeLessThan(0.4);
});

test('a street is not silent by chance when few are expected', () => {
  const tiny: People = {
    ...fourStreets,
    streets: fourStreets.streets.map((street, i) => ({ ...street, people: i === 0 ? 100 : street.people })),
  };
  const things = [0, 200, 190, 610].flatMap((n, street) => times(n, (i) => ({ street, resident: `${street}-${i}` })));
  expect(estimateOf('silent_share', things, { people: tiny })).toMatchObject({ value: 0, smallest: 1 });
});

test('the reach of a group: 10% of residents, 20% of people is one half', () => {
  const things = times(100, (i) => ({ group: i < 10 ? '老年人' : '其他', resident: String(i) }));
  expect(estimateOf('group_reach', things, { people: fourStreets })).toMatchObject({
    value: 0.5,
    denominator: 100,
    smallest: 20,
  });
});

test('every replicate of every statistic is finite', () => {
  const things = times(60, (i) => ({
    numerator: i % 2,
    value: i,
    group: i % 3 ? '1' : '2',
    resident: String(i % 40),
    street: i % 4,
    cluster: `E${i % 7}`,
  }));
  for (const name of [
    'rate',
    'weighted_rate',
    'ratio_of_rates',
    'km_median',
    'effective_number',
    'top_share',
    'silent_share',
    'group_reach',
  ] as const) {
    const { replicates } = estimateOf(name, things, { outcomes: [0, 1], people: fourStreets });
    expect(replicates).toHaveLength(REPLICATES);
    expect(replicates!.every(Number.isFinite)).toBe(true);
  }
});
