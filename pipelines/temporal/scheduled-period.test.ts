import { describe, expect, test } from 'vitest';
import type { SiteConfig } from '../site/config.ts';
import { wallTime } from '../site/wall-time.ts';
import { closedAt } from './scheduled-period.ts';

const site = (time_zone: string, month_starts_on = 1, day_starts_at = 0) => ({
  config: { time_zone, assessment: { month_starts_on, day_starts_at } as SiteConfig['assessment'] },
});
/** A moment in Shanghai, which has had no daylight saving time since 1991. */
const shanghai = (time: string) => new Date(`${time.replace(' ', 'T')}+08:00`);

describe('around midnight, in the site’s time zone', () => {
  const city = site('Asia/Shanghai');
  test.each([
    ['2024-03-05 23:59:59', 'day:2024-03-04', '2024-03-05 00:00:00'],
    ['2024-03-06 00:00:00', 'day:2024-03-05', '2024-03-06 00:00:00'],
    ['2024-03-06 08:00:00', 'day:2024-03-05', '2024-03-06 00:00:00'],
  ])('at %s the newest day that has ended is %s', (time, period, asOf) => {
    expect(closedAt(city, 'day', shanghai(time))).toEqual({ asOf, period });
  });

  test('it is the wall of the site that counts, not Greenwich', () => {
    const moment = new Date('2024-03-05T16:00:00Z');
    expect(closedAt(city, 'day', moment).period).toBe('day:2024-03-05');
    expect(closedAt(site('UTC'), 'day', moment).period).toBe('day:2024-03-04');
  });
});

describe('around the end of a month, a leap day and the turn of the year', () => {
  const city = site('Asia/Shanghai');
  test.each([
    ['month', '2024-02-29 23:59:59', 'month:2024-01', '2024-02-01 00:00:00'],
    ['month', '2024-03-01 00:00:00', 'month:2024-02', '2024-03-01 00:00:00'],
    ['month', '2025-01-01 02:00:00', 'month:2024-12', '2025-01-01 00:00:00'],
    ['day', '2024-03-01 02:00:00', 'day:2024-02-29', '2024-03-01 00:00:00'],
    ['day', '2023-03-01 02:00:00', 'day:2023-02-28', '2023-03-01 00:00:00'],
    ['week', '2024-12-30 00:00:00', 'week:2024-W52', '2024-12-30 00:00:00'],
    ['week', '2025-01-05 23:59:59', 'week:2024-W52', '2024-12-30 00:00:00'],
    ['week', '2025-01-06 00:00:00', 'week:2025-W01', '2025-01-06 00:00:00'],
  ] as const)('%s at %s: %s', (kind, time, period, asOf) => {
    expect(closedAt(city, kind, shanghai(time))).toEqual({ asOf, period });
  });
});

describe('assessment from the 19th to the 18th, noon to noon', () => {
  const huairou = site('Asia/Shanghai', 19, 12);
  test.each([
    ['assess', '2024-03-19 11:59:59', 'assess:2024-02', '2024-02-19 12:00:00'],
    ['assess', '2024-03-19 12:00:00', 'assess:2024-03', '2024-03-19 12:00:00'],
    ['assess', '2024-03-19 12:30:00', 'assess:2024-03', '2024-03-19 12:00:00'],
    ['assess', '2024-03-31 23:00:00', 'assess:2024-03', '2024-03-19 12:00:00'],
    ['assess', '2024-12-19 12:00:00', 'assess:2024-12', '2024-12-19 12:00:00'],
    ['assess', '2025-01-19 11:00:00', 'assess:2024-12', '2024-12-19 12:00:00'],
    ['assess_day', '2024-03-05 11:59:59', 'assess_day:2024-03-04', '2024-03-04 12:00:00'],
    ['assess_day', '2024-03-05 12:00:00', 'assess_day:2024-03-05', '2024-03-05 12:00:00'],
    ['assess_day', '2024-03-06 00:30:00', 'assess_day:2024-03-05', '2024-03-05 12:00:00'],
    ['assess_day', '2024-02-29 12:00:00', 'assess_day:2024-02-29', '2024-02-29 12:00:00'],
    ['assess_day', '2024-03-01 12:00:00', 'assess_day:2024-03-01', '2024-03-01 12:00:00'],
    ['assess_day', '2023-03-01 11:00:00', 'assess_day:2023-02-28', '2023-02-28 12:00:00'],
  ] as const)('%s at %s: %s', (kind, time, period, asOf) => {
    expect(closedAt(huairou, kind, shanghai(time))).toEqual({ asOf, period });
  });
});

describe('where the clocks change', () => {
  test.each([
    // Berlin: 02:00 → 03:00 on 31 March 2024, 03:00 → 02:00 on 27 October.
    ['Europe/Berlin', 'day', '2024-03-30T23:00:00Z', 'day:2024-03-30'],
    ['Europe/Berlin', 'day', '2024-03-31T21:59:59Z', 'day:2024-03-30'],
    ['Europe/Berlin', 'day', '2024-03-31T22:00:00Z', 'day:2024-03-31'],
    ['Europe/Berlin', 'day', '2024-10-27T22:59:59Z', 'day:2024-10-26'],
    ['Europe/Berlin', 'day', '2024-10-27T23:00:00Z', 'day:2024-10-27'],
    ['Europe/Berlin', 'month', '2024-03-31T22:00:00Z', 'month:2024-03'],
    // New York: noon is 17:00 in winter and 16:00 in summer, Greenwich time.
    ['America/New_York', 'assess_day', '2024-03-09T17:00:00Z', 'assess_day:2024-03-09'],
    ['America/New_York', 'assess_day', '2024-03-10T15:59:59Z', 'assess_day:2024-03-09'],
    ['America/New_York', 'assess_day', '2024-03-10T16:00:00Z', 'assess_day:2024-03-10'],
    ['America/New_York', 'assess', '2024-03-19T16:00:00Z', 'assess:2024-03'],
    ['America/New_York', 'assess', '2024-11-19T16:59:59Z', 'assess:2024-10'],
    // Beirut: midnight to one o'clock on 31 March 2024 never was, and 23:00 to 24:00 on 26 October was twice.
    ['Asia/Beirut', 'day', '2024-03-30T21:59:59Z', 'day:2024-03-29'],
    ['Asia/Beirut', 'day', '2024-03-30T22:00:00Z', 'day:2024-03-30'],
    ['Asia/Beirut', 'day', '2024-10-26T20:30:00Z', 'day:2024-10-25'],
    ['Asia/Beirut', 'day', '2024-10-26T21:30:00Z', 'day:2024-10-25'],
    ['Asia/Beirut', 'day', '2024-10-26T22:00:00Z', 'day:2024-10-26'],
    // Lord Howe moves by half an hour, Kathmandu stands at +05:45, and Apia had no 30 December 2011.
    ['Australia/Lord_Howe', 'day', '2024-04-07T13:29:59Z', 'day:2024-04-06'],
    ['Australia/Lord_Howe', 'day', '2024-04-07T13:30:00Z', 'day:2024-04-07'],
    ['Asia/Kathmandu', 'day', '2024-03-04T18:15:00Z', 'day:2024-03-04'],
    ['Pacific/Apia', 'day', '2011-12-30T09:59:59Z', 'day:2011-12-28'],
    ['Pacific/Apia', 'day', '2011-12-30T10:00:00Z', 'day:2011-12-30'],
  ] as const)('%s: %s at %s: %s', (timeZone, kind, time, period) => {
    const assessment = kind.startsWith('assess') ? ([19, 12] as const) : ([1, 0] as const);
    expect(closedAt(site(timeZone, ...assessment), kind, new Date(time)).period).toBe(period);
  });

  test('later runs never close less, hour by hour while the clocks change', () => {
    const changes = [Date.UTC(2024, 2, 8), Date.UTC(2024, 2, 29), Date.UTC(2024, 3, 5), Date.UTC(2024, 9, 25)];
    for (const timeZone of ['Europe/Berlin', 'America/New_York', 'Asia/Beirut', 'Australia/Lord_Howe'])
      for (const kind of ['day', 'assess_day'] as const)
        for (const start of changes) {
          let before = '';
          for (let hour = 0; hour < 96; hour += 1) {
            const { asOf } = closedAt(site(timeZone, 19, 12), kind, new Date(start + hour * 3_600_000));
            expect(asOf >= before).toBe(true);
            before = asOf;
          }
        }
  });
});

test('the clock on the wall', () => {
  expect(wallTime('Asia/Shanghai', new Date('2024-03-05T16:00:00Z'))).toBe('2024-03-06 00:00:00');
  expect(wallTime('America/Sao_Paulo', new Date('2024-03-05T02:59:59.999Z'))).toBe('2024-03-04 23:59:59');
});
