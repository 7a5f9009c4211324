import { expect, test } from 'vitest';
import { closedPeriods, lastEnded, periodAt, yearBefore } from './periods.ts';

const plain = { month_starts_on: 1, day_starts_at: 0 };
const huairou = { month_starts_on: 19, day_starts_at: 12 };

test('months are half-open and named by year and month', () => {
  expect(periodAt('month', plain, '2024-02-29 23:59:59')).toEqual({
    id: 'month:2024-02',
    kind: 'month',
    start: '2024-02-01 00:00:00',
    end: '2024-03-01 00:00:00',
    label: '2024年2月',
  });
});

test('weeks follow ISO 8601, also over the turn of the year', () => {
  expect(periodAt('week', plain, '2024-12-30 08:00:00')).toMatchObject({
    id: 'week:2025-W01',
    start: '2024-12-30 00:00:00',
    end: '2025-01-06 00:00:00',
  });
  expect(periodAt('week', plain, '2027-01-03 08:00:00').id).toBe('week:2026-W53');
});

test('an assessment month runs from the 19th at noon to the 19th at noon and is named after the month it ends in', () => {
  const march = { start: '2024-02-19 12:00:00', end: '2024-03-19 12:00:00', id: 'assess:2024-03' };
  expect(periodAt('assess', huairou, '2024-02-19 12:00:00')).toMatchObject(march);
  expect(periodAt('assess', huairou, '2024-03-19 11:59:59')).toMatchObject(march);
  expect(periodAt('assess', huairou, '2024-12-25 00:00:00')).toMatchObject({
    id: 'assess:2025-01',
    label: '2025年1月考核期',
  });
  expect(periodAt('assess', plain, '2024-12-25 00:00:00').id).toBe('assess:2024-12');
});

test('an assessment day runs from noon to noon and is named after the day it ends in', () => {
  const fifth = {
    id: 'assess_day:2024-03-05',
    kind: 'assess_day',
    start: '2024-03-04 12:00:00',
    end: '2024-03-05 12:00:00',
    label: '2024年3月5日考核日',
  };
  expect(periodAt('assess_day', huairou, '2024-03-04 12:00:00')).toEqual(fifth);
  expect(periodAt('assess_day', huairou, '2024-03-05 11:59:59')).toEqual(fifth);
  expect(periodAt('assess_day', huairou, '2024-03-05 12:00:00').id).toBe('assess_day:2024-03-06');
});

test('assessment days pass leap days and the turn of the year', () => {
  expect(periodAt('assess_day', huairou, '2024-02-28 12:00:00').id).toBe('assess_day:2024-02-29');
  expect(periodAt('assess_day', huairou, '2024-02-29 12:00:00')).toMatchObject({
    id: 'assess_day:2024-03-01',
    start: '2024-02-29 12:00:00',
    end: '2024-03-01 12:00:00',
  });
  expect(periodAt('assess_day', huairou, '2024-12-31 18:00:00')).toMatchObject({
    id: 'assess_day:2025-01-01',
    label: '2025年1月1日考核日',
  });
});

test('where the assessment day begins at midnight it is the calendar day', () => {
  for (const moment of ['2024-03-05 00:00:00', '2024-03-05 23:59:59'])
    expect(periodAt('assess_day', plain, moment)).toMatchObject({
      id: 'assess_day:2024-03-05',
      start: '2024-03-05 00:00:00',
      end: '2024-03-06 00:00:00',
    });
});

test('consecutive periods of every kind touch, and each is found again from its first and last second', () => {
  const lastSecond = (end: string) =>
    new Date(Date.parse(`${end.replace(' ', 'T')}Z`) - 1000).toISOString().slice(0, 19).replace('T', ' ');
  for (const assessment of [plain, huairou, { month_starts_on: 28, day_starts_at: 23 }])
    for (const kind of ['day', 'week', 'month', 'assess', 'assess_day'] as const) {
      const periods = closedPeriods(kind, assessment, '2023-12-20 05:00:00', '2024-04-02 00:00:00');
      expect(new Set(periods.map(({ id }) => id)).size).toBe(periods.length);
      for (const [i, period] of periods.entries()) {
        if (i > 0) expect(period.start).toBe(periods[i - 1]!.end);
        expect(periodAt(kind, assessment, period.start)).toEqual(period);
        expect(periodAt(kind, assessment, lastSecond(period.end))).toEqual(period);
        expect(lastEnded(kind, assessment, period.end)).toEqual(period);
      }
    }
});

test('only periods that have ended by as_of are closed', () => {
  const ids = closedPeriods('month', plain, '2024-01-17 10:00:00', '2024-03-31 23:59:59').map((p) => p.id);
  expect(ids).toEqual(['month:2024-01', 'month:2024-02']);
  expect(closedPeriods('month', plain, '2024-01-17 10:00:00', '2024-04-01 00:00:00')).toHaveLength(3);
});

test('the same period a year before', () => {
  expect(yearBefore('month:2024-03')).toBe('month:2023-03');
  expect(yearBefore('day:2024-03-05')).toBe('day:2023-03-05');
  expect(yearBefore('assess_day:2024-03-05')).toBe('assess_day:2023-03-05');
  expect(yearBefore('assess:2025-01')).toBe('assess:2024-01');
});

test('a leap day and a 53rd week have the day and the week before them as their year before', () => {
  expect(yearBefore('assess_day:2024-02-29')).toBe('assess_day:2023-02-28');
  expect(yearBefore('day:2024-02-29')).toBe('day:2023-02-28');
  expect(yearBefore('week:2026-W53')).toBe('week:2025-W52');
});
