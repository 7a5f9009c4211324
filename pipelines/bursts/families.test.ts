import { expect, test } from 'vitest';
import { Comparisons } from './comparison.ts';
import { CountTable, type Series } from './count-table.ts';
import { type BurstRules, judgeFamilies } from './families.ts';
import { daysFrom } from './steps.ts';

const rules: BurstRules = { residents: 3, falseDiscoveries: 0.05 };
const series: Series[] = [
  { level: 'city', topic: '', category: '', district: '' },
  { level: 'topic', topic: 'heating', category: '', district: '' },
  { level: 'topic_district', topic: 'heating', category: '', district: 'D1' },
  { level: 'topic', topic: 'noise', category: '', district: '' },
  { level: 'topic_district', topic: 'noise', category: '', district: 'D1' },
];
const first = Math.round(Date.parse('2021-01-01T00:00:00Z') / 86_400_000);

/** Fixed and uneven, between −1 and 1. */
const wobble = (day: number, salt: number): number => Math.round(Math.sin(day * 12.9898 + salt * 78.233) * 1.3);

/** Counts of `length` days; heating by `heating`, noise 9 a day, everybody 30 more. All in D1. */
function city(length: number, heating: (day: number) => number, volume = (_day: number) => 1) {
  const table = new CountTable(series, length);
  for (let day = 0; day < length; day++) {
    const heat = Math.max(0, Math.round((heating(day) + wobble(day, 1)) * volume(day)));
    const noise = Math.max(0, Math.round((9 + wobble(day, 2)) * volume(day)));
    for (const [i, people] of [heat + noise + Math.round(30 * volume(day)), heat, heat, noise, noise].entries())
      table.add(i, day, people);
  }
  const comparisons = new Comparisons(table, daysFrom(first, length, new Map()));
  return (position: number) =>
    judgeFamilies(table, comparisons, { position, from: 0, threeSteps: true }, rules).flatMap(({ bursts }) =>
      bursts.map((burst) => ({ ...burst, ...series[burst.series]! })),
    );
}

const inWinter = (day: number): boolean => day % 365 < 75 || day % 365 > 318;

test('with years behind it, a season that comes every year is no burst, and one out of season is', () => {
  const length = 4 * 365;
  const at = city(length, (day) => (inWinter(day) ? 24 : 4) + (day === 3 * 365 + 200 ? 20 : 0));
  const yearly = [340, 345, 350].flatMap((day) => at(3 * 365 + day));
  expect(yearly.filter(({ topic }) => topic !== '')).toEqual([]);
  const summer = at(3 * 365 + 200).filter(({ level }) => level === 'topic_district');
  expect(summer).toMatchObject([{ topic: 'heating', observed: expect.any(Number) }]);
  expect(summer[0]!.comparison.method).toBe('Farrington');
  expect(summer[0]!.expected).toBeLessThan(7);
});

test('under two years it is compared with the days just before: the season’s first days stand out', () => {
  const at = city(400, (day) => (inWinter(day) ? 24 : 4));
  const found = at(319).filter(({ level }) => level === 'topic');
  expect(found).toMatchObject([{ topic: 'heating' }]);
  expect(found[0]!.comparison).toMatchObject({ method: 'EARS', kind: expect.any(String) });
  expect(found[0]!.comparison.positions.length).toBeGreaterThanOrEqual(28);
  expect(Math.max(...found[0]!.comparison.positions)).toBeLessThan(319 - 2);
});

test('when everything doubles, the city is told of and no single topic', () => {
  const at = city(
    200,
    () => 8,
    (day) => (day === 180 ? 2 : 1),
  );
  expect(at(180).map(({ level }) => level)).toEqual(['city']);
});

test('an ordinary day is ordinary', () => {
  const at = city(300, () => 8);
  const found = Array.from({ length: 200 }, (_, i) => at(90 + i)).flat();
  expect(found.length).toBeLessThanOrEqual(2);
});

test('a topic that has just come up has nothing to be compared with', () => {
  const at = city(300, (day) => (day < 290 ? Number.NEGATIVE_INFINITY : 30));
  expect(at(291).filter(({ topic }) => topic === 'heating')).toEqual([]);
});
