import { expect, test } from 'vitest';
import { closedPeriods, periodAt, yearBefore } from './periods.ts';

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

test('only periods that have ended by as_of are closed', () => {
  const ids = closedPeriods('month', plain, '2024-01-17 10:00:00', '2024-03-31 23:59:59').map((p) => p.id);
  expect(ids).toEqual(['month:2024-01', 'month:2024-02']);
  expect(closedPeriods('month', plain, '2024-01-17 10:00:00', '2024-04-01 00:00:00')).toHaveLength(3);
});

test('the same period a year before', () => {
  expect(yearBefore('month:2024-03')).toBe('month:2023-03');
  expect(yearBefore('day:2024-03-05')).toBe('day:2023-03-05');
});
