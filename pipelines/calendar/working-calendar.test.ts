import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { builtInYears, momentOn, WorkingCalendar } from './working-calendar.ts';

const calendar = new WorkingCalendar();
const nine = { from: 9 * 3600, to: 17 * 3600 };
const known = fc.integer({ min: 0, max: calendar.days.length - 200 }).map((place) => calendar.days[place]!.day);
const moment = fc.tuple(known, fc.integer({ min: 0, max: 86_399 })).map(([day, second]) => momentOn(day, second));

describe('working days', () => {
  test.each([
    ['a weekend', '2024-03-01', 1, '2024-03-04'],
    ['a Saturday counts nothing', '2024-03-02', 1, '2024-03-04'],
    ['a moved working day (Sunday 2024-02-04)', '2024-02-02', 1, '2024-02-04'],
    ['the Spring Festival with moved days on both sides', '2024-02-09', 2, '2024-02-19'],
    ['National Day from the last working day before it', '2024-09-30', 1, '2024-10-08'],
    ['the turn of the year', '2024-12-31', 1, '2025-01-02'],
    ['five of them', '2024-04-26', 5, '2024-05-07'],
  ])('%s', (_, from, count, due) => expect(calendar.plusWorkingDays(from, count)).toBe(due));

  test('the n-th one is a working day with n of them after the start, as counted day by day', () => {
    fc.assert(
      fc.property(known, fc.integer({ min: 1, max: 60 }), (day, count) => {
        const due = calendar.plusWorkingDays(day, count);
        expect(calendar.isWorking(due)).toBe(true);
        let [at, left] = [day, count];
        while (left > 0) {
          at = momentOn(at, 86_400).slice(0, 10);
          if (calendar.isWorking(at)) left--;
        }
        expect(due).toBe(at);
        expect(calendar.workingDaysBetween(day, due)).toBe(count);
      }),
      { numRuns: 2000, seed: 1 },
    );
  });

  test('counts add up, and a later start is never due earlier', () => {
    fc.assert(
      fc.property(known, known, fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 30 }), (a, b, n, m) => {
        expect(calendar.plusWorkingDays(calendar.plusWorkingDays(a, n), m)).toBe(calendar.plusWorkingDays(a, n + m));
        const [first, second] = [a, b].sort() as [string, string];
        expect(calendar.plusWorkingDays(first, n) <= calendar.plusWorkingDays(second, n)).toBe(true);
      }),
      { numRuns: 1000, seed: 2 },
    );
  });
});

describe('working time', () => {
  test.each([
    ['within a day', '2024-03-04 10:00:00', 2, '2024-03-04 12:00:00'],
    ['over night', '2024-03-04 16:00:00', 2, '2024-03-05 10:00:00'],
    ['up to the end of a day', '2024-03-04 15:00:00', 2, '2024-03-04 17:00:00'],
    ['over a weekend', '2024-03-01 16:30:00', 1, '2024-03-04 09:30:00'],
    ['at night', '2024-03-04 23:00:00', 1, '2024-03-05 10:00:00'],
    ['into a moved working day', '2024-09-13 16:00:00', 2, '2024-09-14 10:00:00'],
    ['over the turn of the year', '2025-12-31 16:00:00', 2, '2026-01-04 10:00:00'],
  ])('%s', (_, from, hours, due) => expect(calendar.plusWorkingSeconds(from, hours * 3600, nine)).toBe(due));

  test('what was added has passed, ends within working time, and adds up', () => {
    const seconds = fc.integer({ min: 1, max: 200 * 3600 });
    fc.assert(
      fc.property(moment, seconds, seconds, (from, one, two) => {
        const due = calendar.plusWorkingSeconds(from, one, nine);
        expect(due > from).toBe(true);
        expect(calendar.workingSecondsBetween(from, due, nine)).toBe(one);
        expect(calendar.isWorking(due.slice(0, 10))).toBe(true);
        expect(due.slice(11) > '09:00:00' && due.slice(11) <= '17:00:00').toBe(true);
        expect(calendar.plusWorkingSeconds(due, two, nine)).toBe(calendar.plusWorkingSeconds(from, one + two, nine));
      }),
      { numRuns: 2000, seed: 3 },
    );
  });
});

describe('years without a table', () => {
  const next = builtInYears.last + 1;
  test('are an error that names the year and the fix, only where they are needed', () => {
    expect(calendar.plusWorkingDays(`${next - 1}-12-01`, 3)).toMatch(`${next - 1}-12`);
    for (const needed of [
      () => calendar.plusWorkingDays(`${next - 1}-12-28`, 10),
      () => calendar.isWorking(`${next}-01-01`),
      () => calendar.plusWorkingSeconds(`${next - 1}-12-31 16:00:00`, 30 * 3600, nine),
    ])
      expect(needed).toThrow(
        expect.objectContaining({
          name: 'UserError',
          message: `the working calendar has no table for ${next}`,
          fix: expect.stringContaining('calendar.csv'),
        }),
      );
    expect(() => calendar.isWorking('2003-12-31')).toThrow('no table for 2003');
  });

  test('are known once the site lists their holidays; its days win over the built-in ones', () => {
    const own = new WorkingCalendar([
      { date: `${next}-01-01`, kind: 'holiday', note: '元旦' },
      { date: '2024-03-04', kind: 'holiday', note: '本市' },
      { date: '2024-03-09', kind: 'working', note: '本市' },
    ]);
    expect(own.isWorking(`${next}-01-01`)).toBe(false);
    expect(own.days.at(-1)!.day).toBe(`${next}-12-31`);
    expect(own.plusWorkingDays('2024-03-01', 1)).toBe('2024-03-05');
    expect(own.plusWorkingDays('2024-03-08', 1)).toBe('2024-03-09');
    expect(new WorkingCalendar([{ date: `${next}-03-01`, kind: 'working', note: '' }]).knows(`${next}-03-01`)).toBe(
      false,
    );
  });
});
