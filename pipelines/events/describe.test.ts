import { expect, test } from 'vitest';
import { describeGroups } from './describe.ts';
import { findGroups } from './groups.ts';
import { corpusOf } from './hand-made.ts';
import { IssueVectors } from './issue-cosine.ts';

const others = Array.from({ length: 40 }, (_, i) => [`词${i}甲 语${i}`, `句${i}`] as const);
const describe = (documents: readonly (readonly [string, string])[], placesOf: (row: number) => string[]) => {
  const corpus = corpusOf([...documents, ...others]);
  const groups = findGroups(corpus, () => []);
  expect(groups.members).toHaveLength(1);
  const regions = new Set(['东湖区']);
  const issues = new IssueVectors(
    groups.vectors,
    (row, id) => regions.has(corpus.words[id]!) || placesOf(row).some((place) => place.includes(corpus.words[id]!)),
  );
  return describeGroups(groups, corpus, { placesOf, issues, regions, decided: () => true })[0]!;
};

test('one matter at one place: the place is named, the label says the matter in reading order', () => {
  const group = describe(
    [
      ['东湖区 望江苑 夜间 施工 噪音', '睡觉'],
      ['望江苑 夜间 施工 噪音', '东湖区 工地'],
      ['夜间 施工 噪音 望江苑', '工地'],
    ],
    () => ['望江苑'],
  );
  expect(group).toMatchObject({ place: '望江苑', placeShare: 1 });
  expect(group.issueCosine).toBeGreaterThan(0.5);
  expect(group.label).toBe('夜间 施工 噪音 工地');
});

test('many matters at one place share nothing but the place', () => {
  const group = describe(
    [
      ['望江苑 停水', ''],
      ['望江苑 电梯', ''],
      ['望江苑 绿化', ''],
    ],
    () => ['望江苑'],
  );
  expect(group).toEqual({ place: '望江苑', placeShare: 1, issueCosine: 0, label: '' });
});

test('one matter at places of their own has no place', () => {
  const group = describe(
    [
      ['望江苑 暖气 不热', ''],
      ['锦绣里 暖气 不热', ''],
      ['桂花园 暖气 不热', ''],
    ],
    (row) => [['望江苑'], ['锦绣里'], ['桂花园']][row]!,
  );
  expect(group.place).toBeNull();
  expect(group.issueCosine).toBeCloseTo(1, 5);
  expect(group.label).toBe('暖气 不热');
});

test('marks of personal data, letters and what one member says alone are no label', () => {
  const group = describe(
    [
      ['停水 手机 abc', '张三丰'],
      ['停水 手机 abc', ''],
    ],
    () => [],
  );
  expect(group.label).toBe('停水');
});

test('groups that are not decided are not described', () => {
  const corpus = corpusOf([['停水 望江苑', ''], ['停水 望江苑', ''], ...others]);
  const groups = findGroups(corpus, () => []);
  const issues = new IssueVectors(groups.vectors, () => false);
  const description = { placesOf: () => [], issues, regions: new Set<string>(), decided: () => false };
  expect(describeGroups(groups, corpus, description)).toEqual([undefined]);
});
