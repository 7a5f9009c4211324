import { expect, test } from 'vitest';
import { changesShownOn } from './counting-changes.ts';

const length = 120;
const orders = new Int32Array(length).fill(100);
const days = (count: (day: number) => number) => Int32Array.from({ length }, (_, day) => count(day));
const shown = (facet: string, values: Record<string, Int32Array>, day: number) =>
  changesShownOn(day, new Map([[facet, new Map(Object.entries(values))]]), orders);

test('a value that was not there in eight weeks and makes up a large part of the day changes what is counted', () => {
  const app = days((day) => (day >= 80 ? 6 : 0));
  expect(shown('channel', { app }, 80)).toEqual([{ since: 80, facet: 'channel', values: ['app'], what: 'new' }]);
  expect(shown('channel', { app }, 79)).toEqual([]);
  expect(shown('channel', { app }, 81)).toEqual([]);
  // A twentieth of the day is much for a channel, not for a category: a burst may bring one that is seldom used.
  expect(shown('category', { app }, 80)).toEqual([]);
  expect(shown('channel', { app: days((day) => (day >= 80 ? 4 : 0)) }, 80)).toEqual([]);
});

test('many new categories together are a new table of categories', () => {
  const values = Object.fromEntries(['a', 'b', 'c'].map((name) => [name, days((day) => (day >= 90 ? 20 : 0))]));
  expect(shown('category', values, 90)).toMatchObject([{ values: ['a', 'b', 'c'], what: 'new' }]);
});

test('a value that has not come for two weeks is gone, from the day it stopped', () => {
  const web = days((day) => (day < 90 ? 10 : 0));
  expect(shown('channel', { web }, 102)).toEqual([]);
  expect(shown('channel', { web }, 103)).toEqual([{ since: 90, facet: 'channel', values: ['web'], what: 'gone' }]);
});

test('the beginning of all is no change, nor is a day without orders', () => {
  expect(shown('channel', { phone: days(() => 100) }, 0)).toEqual([]);
  expect(shown('channel', { app: days((day) => (day >= 30 ? 50 : 0)) }, 30)).toEqual([]);
  expect(changesShownOn(80, new Map([['channel', new Map([['app', days(() => 0)]])]]), new Int32Array(length))).toEqual(
    [],
  );
});
