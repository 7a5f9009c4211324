import { describe, expect, test } from 'vitest';
import { calendarOf } from './cron.ts';

const every = { start: 0, end: 0, step: 1 };

test('a cron line as the calendar the server keeps', () => {
  expect(calendarOf('30 12 19 * *')).toEqual({
    second: [every],
    minute: [{ start: 30, end: 30, step: 1 }],
    hour: [{ start: 12, end: 12, step: 1 }],
    dayOfMonth: [{ start: 19, end: 19, step: 1 }],
    month: [{ start: 'JANUARY', end: 'DECEMBER', step: 1 }],
    dayOfWeek: [{ start: 'SUNDAY', end: 'SATURDAY', step: 1 }],
    comment: '30 12 19 * *',
  });
});

test('steps, ranges, lists and names become runs of values', () => {
  const calendar = calendarOf('*/20  8-18/5,9 * jan,MAR-apr  fri-7');
  expect(calendar.comment).toBe('*/20 8-18/5,9 * jan,MAR-apr fri-7');
  const spans = (runs: unknown) =>
    (runs as { start: unknown; end: unknown }[]).map(({ start, end }) => (start === end ? start : [start, end]));
  expect(spans(calendar.minute)).toEqual([0, 20, 40]);
  expect(spans(calendar.hour)).toEqual([[8, 9], 13, 18]);
  expect(spans(calendar.month)).toEqual(['JANUARY', ['MARCH', 'APRIL']]);
  expect(spans(calendar.dayOfWeek)).toEqual(['SUNDAY', ['FRIDAY', 'SATURDAY']]);
  expect(spans(calendarOf('10/20 0 29 2 *').minute)).toEqual([10, 30, 50]);
});

describe('what is no cron line is refused, with the field that is wrong', () => {
  test.each([
    ['0 2 * *', '4 fields; write five'],
    ['0 0 2 * * *', '6 fields'],
    ['60 2 * * *', '“60” is no minute'],
    ['0 24 * * *', '“24” is no hour'],
    ['0 2 0 * *', '“0” is no day of month'],
    ['0 2 * 13 *', '“13” is no month'],
    ['0 2 * * 8', '“8” is no day of week'],
    ['0 2 * * mo', '“mo” is no day of week'],
    ['0 5-2 * * *', '“5-2” is no hour'],
    ['*/0 2 * * *', '“*/0” is no minute'],
    ['1,,2 2 * * *', '“” is no minute'],
    ['0 2 L * *', '“L” is no day of month'],
    ['0 2 1 * mon', 'both a day of the month and a day of the week'],
    ['0 2 30 2 *', 'never due'],
    ['@daily', '1 fields'],
  ])('%s', (line, message) => {
    expect(() => calendarOf(line)).toThrow(message);
  });
});
