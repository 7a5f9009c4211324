import { expect, test } from 'vitest';
import { WorkingCalendar } from '../calendar/working-calendar.ts';
import { dayName, dayNumber } from './calendar-days.ts';
import { kindsOfDays } from './day-kinds.ts';

const working = new Map(new WorkingCalendar().days.map(({ day, working }) => [dayNumber(day), working]));
const kindOn = (day: string) => kindsOfDays(dayNumber(day), dayNumber(day), working)[0];

test('a day is worked, of a weekend, of a holiday, or worked on a weekend', () => {
  expect(['2024-03-05', '2024-03-09'].map(kindOn)).toEqual(['工作日', '周末']);
  // 国庆 2024: off from the 1st to the 7th, the 5th and 6th being a weekend; worked on Sunday 29 September and Saturday 12 October.
  expect(['2024-09-29', '2024-10-01', '2024-10-05', '2024-10-07', '2024-10-12', '2024-10-13'].map(kindOn)).toEqual([
    '调休工作日',
    '节假日',
    '节假日',
    '节假日',
    '调休工作日',
    '周末',
  ]);
});

test('a day the calendar does not know counts by its weekday', () => {
  expect(kindsOfDays(dayNumber('2090-01-02'), dayNumber('2090-01-08'), new Map())).toEqual([
    ...Array.from({ length: 5 }, () => '工作日'),
    '周末',
    '周末',
  ]);
  expect(dayName(dayNumber('2090-01-02'))).toBe('2090-01-02');
});
