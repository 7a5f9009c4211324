import { expect, test } from 'vitest';
import { siteConfig } from '../site/config.ts';
import { momentOf, wallTime } from '../site/wall-time.ts';
import { type FreshnessFacts, judgeFreshness } from './freshness.ts';

const assets: FreshnessFacts['assets'] = [
  { key: 'landed', partitioning: 'file' },
  { key: 'orders', partitioning: 'month' },
  { key: 'scores', partitioning: 'period' },
  { key: 'published', partitioning: 'all' },
];
const file = 'a'.repeat(64);

function judge(facts: Partial<FreshnessFacts> & { periods?: string[]; within?: number | false }) {
  const { periods = ['month'], within = 48, ...rest } = facts;
  const site = { id: 'a1', name: '甲市', periods, assessment: { month_starts_on: 19, day_starts_at: 12 } };
  const config = siteConfig.parse(within === false ? site : { ...site, freshness: { within } });
  const freshness = judgeFreshness({
    config,
    now: '2024-04-10 08:00:00',
    assets,
    made: [`landed/${file}`, 'orders/2024-02', 'orders/2024-03', 'scores/month:2024-03', 'published/all'],
    newestExport: '2024-04-01 01:00:00',
    firstMonth: '2024-01',
    ...rest,
  });
  return { ...freshness, of: (key: string) => freshness.assets.find(({ asset }) => asset === key)! };
}

test('fresh: the newest period that is due has its exports and its figures', () => {
  const freshness = judge({});
  expect(freshness.expected?.id).toBe('month:2024-03');
  expect(freshness.due).toBe('2024-04-03 00:00:00');
  expect(freshness.state).toBe('fresh');
  expect(freshness.lag).toEqual({ periods: 0, hours: 0 });
  expect(freshness.assets.map(({ state }) => state)).toEqual(['fresh', 'fresh', 'fresh', 'unjudged']);
});

test('a period is expected only once its time is up, to the second', () => {
  expect(judge({ now: '2024-04-02 23:59:59' }).expected?.id).toBe('month:2024-02');
  expect(judge({ now: '2024-04-03 00:00:00' }).expected?.id).toBe('month:2024-03');
  expect(judge({ now: '2024-04-01 00:00:00', within: 0 }).expected?.id).toBe('month:2024-03');
});

test('exports that stop coming are late although everything that has come is made', () => {
  const freshness = judge({ now: '2024-07-03 00:00:00' });
  expect(freshness.expected?.id).toBe('month:2024-06');
  expect(freshness.state).toBe('late');
  expect(freshness.lag).toEqual({ periods: 3, hours: 24 * 91 - 1 });
  expect(freshness.of('landed')).toMatchObject({ newest: '2024-04-01 01:00:00', behind: 3, state: 'late' });
  expect(freshness.of('orders')).toEqual({
    asset: 'orders',
    newest: '2024-03',
    expected: '2024-06',
    behind: 3,
    state: 'late',
  });
  expect(freshness.of('scores')).toMatchObject({ expected: 'month:2024-06', behind: 3, state: 'late' });
});

test('an export taken before the end of the period does not serve it', () => {
  expect(judge({ newestExport: '2024-03-31 23:59:59' }).lag).toEqual({ periods: 1, hours: 1 / 3600 });
  expect(judge({ newestExport: '2024-04-01 00:00:00' }).state).toBe('fresh');
});

test('figures that were not made although the export is there: the asset is late, the site is not', () => {
  const freshness = judge({ made: ['orders/2024-03', 'scores/month:2024-01', 'published/all'] });
  expect(freshness.state).toBe('fresh');
  expect(freshness.of('scores')).toMatchObject({ newest: 'month:2024-01', behind: 2, state: 'late' });
});

test('an empty site has never been fresh, and still knows what is expected', () => {
  const freshness = judge({ made: [], newestExport: undefined, firstMonth: undefined });
  expect(freshness.expected?.id).toBe('month:2024-03');
  expect(freshness.state).toBe('never');
  expect(freshness.assets.map(({ state }) => state)).toEqual(['never', 'never', 'never', 'never']);
});

test('of several kinds the one that ends last sets the deadline, and the one most behind speaks for an asset', () => {
  const freshness = judge({
    periods: ['month', 'day', 'assess_day', 'assess'],
    now: '2024-04-10 13:00:00',
    within: 24,
    made: ['scores/month:2024-03', 'scores/day:2024-04-07', 'scores/assess_day:2024-04-09', 'scores/assess:2024-03'],
    newestExport: '2024-04-08 00:00:00',
  });
  expect(freshness.expected).toMatchObject({ kind: 'assess_day', end: '2024-04-09 12:00:00' });
  expect(freshness.lag).toEqual({ periods: 2, hours: 36 });
  expect(freshness.of('scores')).toMatchObject({ newest: 'day:2024-04-07', expected: 'day:2024-04-08', behind: 1 });
});

test('data that begin after what is expected, and sites that promise nothing, are not judged', () => {
  expect(judge({ firstMonth: '2024-04', made: ['orders/2024-04'], newestExport: '2024-04-09 00:00:00' })).toMatchObject(
    {
      expected: undefined,
      state: 'unjudged',
    },
  );
  const silent = judge({ within: false, now: '2030-01-01 00:00:00' });
  expect(silent).toMatchObject({
    expected: undefined,
    due: undefined,
    state: 'unjudged',
    lag: { periods: 0, hours: 0 },
  });
  expect(silent.assets.map(({ newest, state }) => [newest, state])).toEqual([
    ['2024-04-01 01:00:00', 'unjudged'],
    ['2024-03', 'unjudged'],
    ['month:2024-03', 'unjudged'],
    ['all', 'unjudged'],
  ]);
});

test('site-local text and moments of the clock turn into each other', () => {
  const moment = new Date('2024-03-31T16:00:00Z');
  expect(wallTime('Asia/Shanghai', moment)).toBe('2024-04-01 00:00:00');
  expect(momentOf('2024-04-01 00:00:00', 'Asia/Shanghai')).toEqual(moment);
  for (const day of ['2024-03-31', '2024-10-27'])
    for (const hour of ['00', '05', '23'])
      expect(wallTime('Europe/Berlin', momentOf(`${day} ${hour}:30:00`, 'Europe/Berlin'))).toBe(`${day} ${hour}:30:00`);
});
