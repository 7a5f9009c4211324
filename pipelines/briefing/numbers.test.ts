import { expect, test } from 'vitest';
import { chineseNumber, count, decimal, distance, figure, moment, points, range } from './numbers.ts';

test('counts get commas from five digits on, unknown is a dash, and nothing is −0', () => {
  expect([count(0), count(9999), count(10_000), count(1_234_567), count(null)]).toEqual([
    '0',
    '9999',
    '10,000',
    '1,234,567',
    '—',
  ]);
  expect(decimal(-0.04, 1)).toBe('0.0');
  expect(points(null)).toBe('—');
});

test('measures have their own units', () => {
  expect([figure(0.873, '%'), figure(0.0123, 'pp'), figure(0.841, 'ratio'), figure(null, '%')]).toEqual([
    '87.3%',
    '1.2个百分点',
    '0.84',
    '—',
  ]);
  expect([distance(-0.0123, '%'), distance(0.5, 'number')]).toEqual(['1.2个百分点', '0.50']);
  expect(range(1, null, points)).toBe('');
});

test('midnight belongs to the day that ends', () => {
  expect(moment('2026-02-01 00:00:00')).toBe('1月31日24时');
  expect(moment('2026-01-05 09:20:00')).toBe('1月5日9时20分');
});

test('headings are numbered in Chinese', () => {
  expect([1, 9, 10, 11, 20, 21, 99].map(chineseNumber)).toEqual(['一', '九', '十', '十一', '二十', '二十一', '九十九']);
});
