import { expect, test } from 'vitest';
import { findGroups } from './groups.ts';
import { corpusOf } from './hand-made.ts';
import { IssueVectors } from './issue-cosine.ts';
import { splitGroups } from './split.ts';

interface Row {
  words: string;
  place?: string;
  resident?: string;
  day?: number;
}

const others = Array.from({ length: 60 }, (_, i) => ({ words: `词${i} 语${i}` }));

function split(rows: Row[]) {
  const all: Row[] = [...rows, ...others];
  const corpus = corpusOf(all.map(({ words }) => [words, '']));
  const placesOf = (row: number) => (all[row]!.place ? [all[row]!.place!] : []);
  const groups = findGroups(corpus, placesOf);
  const issues = new IssueVectors(groups.vectors, (row, id) => placesOf(row).includes(corpus.words[id]!));
  const parts = splitGroups(groups, all.length, {
    placesOf,
    issues,
    residentOf: (row) => all[row]!.resident ?? null,
    timeOf: (row) => (all[row]!.day ?? 0) * 86_400,
  });
  return parts.members.map((members, i) => ({ rows: [...members], specific: parts.specific[i] }));
}

const noise = '夜间 施工 噪音';

test('one matter at two places is two events, and what has no place stays together', () => {
  const rows = [
    { words: `望江苑 ${noise}`, place: '望江苑' },
    { words: `锦绣里 ${noise}`, place: '锦绣里' },
    { words: noise },
    { words: `望江苑 ${noise}`, place: '望江苑' },
    { words: `锦绣里 ${noise}`, place: '锦绣里' },
    { words: `桂花园 ${noise}`, place: '桂花园' },
  ];
  expect(split(rows)).toEqual([
    { rows: [0, 3], specific: true },
    { rows: [1, 4], specific: true },
    { rows: [2, 5], specific: false },
  ]);
});

test('two tellings of one noise at one place are one event; another matter there is none of it', () => {
  const rows = [
    { words: '望江苑 夜间 施工 打桩 切割 轰鸣', place: '望江苑' },
    { words: '望江苑 工地 机器 夜间 混凝土 浇筑', place: '望江苑' },
    { words: '望江苑 电梯 故障', place: '望江苑' },
    { words: '夜间 工地', place: '别处' },
  ];
  expect(split(rows)[0]).toEqual({ rows: [0, 1], specific: true });
});

test('a month and more apart at one place is another event', () => {
  const at = (day: number) => ({ words: `望江苑 ${noise}`, place: '望江苑', day });
  expect(split([at(0), at(5), at(36), at(38)]).filter(({ specific }) => specific)).toEqual([
    { rows: [0, 1], specific: true },
    { rows: [2, 3], specific: true },
  ]);
});

test('what one resident says again is an event, even without a place', () => {
  const rows = [noise, noise, noise, noise].map((words, i) => ({ words, resident: ['a', 'b', 'a', 'c'][i]! }));
  expect(split(rows)).toEqual([
    { rows: [0, 2], specific: true },
    { rows: [1, 3], specific: false },
  ]);
});

test('an order without a place follows its group to the place that took half of it', () => {
  const rows = [
    { words: `望江苑 ${noise}`, place: '望江苑' },
    { words: `望江苑 ${noise}`, place: '望江苑' },
    { words: noise },
  ];
  expect(split(rows)).toEqual([{ rows: [0, 1, 2], specific: true }]);
});

test('nothing alike, nothing split', () => expect(split([{ words: '停水' }])).toEqual([]));
