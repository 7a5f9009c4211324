import { expect, test } from 'vitest';
import { PlaceNames, sharedPlace, withOneName } from './place-names.ts';

const places = new PlaceNames([
  { name: '望江苑', kind: 'estate', street: 'S1' },
  { name: '望江苑东区', kind: 'estate', street: 'S1' },
  { name: '锦绣里', kind: 'estate', street: '' },
]);

test.each([
  ['我们反映望江苑东区夜间施工', ['望江苑东区']],
  ['锦绣里和望江苑都停水', ['望江苑', '锦绣里']],
  ['住在云溪市东湖区中海国际小区，物业不管', ['中海国际小区']],
  ['关于青石区解放大道与凤鸣路路灯不亮', ['解放大道', '凤鸣路']],
  ['孩子在实验第二小学上学', ['实验第二小学']],
  ['宏远机械制造有限公司拖欠工资', ['宏远机械制造有限公司']],
  ['我们小区物业公司乱收费，高速公路旁有条马路', []],
  ['咨询幼儿园升小学的条件', []],
  ['桥北街道社保断缴，培训机构跑路，孩子要上小学', []],
  ['', []],
])('%s', (text, expected) =>
  expect(places.in({ place: null, title: text, body: null }).sort()).toEqual([...expected].sort()),
);

test('the place column is a place even without a pattern; masked numbers are no part of it', () => {
  const nothing = { place: null, title: null, body: null };
  expect(places.in({ ...nothing, place: '东湖区锦绣名门〔门牌〕' })).toEqual(['锦绣名门']);
  expect(places.in(nothing)).toEqual([]);
});

test('place and title come before the body, what the site knows before what reads like a place', () => {
  const body = '在锦绣里旁边，解放大道上';
  expect(places.in({ place: '望江苑东门', title: '路灯不亮', body })).toEqual(['望江苑']);
  expect(places.in({ place: null, title: '凤鸣路的路灯', body })).toEqual(['凤鸣路']);
  expect(places.in({ place: null, title: '路灯不亮', body })).toEqual(['锦绣里']);
});

test('a known place has its street', () => {
  expect(places.streetOf('望江苑')).toBe('S1');
  expect(places.streetOf('锦绣里')).toBeUndefined();
  expect(places.streetOf('别处')).toBeUndefined();
});

test('the shared place is what most members name', () => {
  expect(sharedPlace([['甲路'], ['甲路', '乙路'], ['丙路']])).toEqual({ name: '甲路', share: 2 / 3 });
  expect(sharedPlace([['甲路'], ['乙路'], []])).toBeUndefined();
  expect(
    sharedPlace([
      ['甲路', '乙路'],
      ['乙路', '甲路'],
    ]),
  ).toEqual(
    sharedPlace([
      ['乙路', '甲路'],
      ['甲路', '乙路'],
    ]),
  );
});

test('a longer name gives way to a shorter one that ends it and is in use', () => {
  expect(withOneName([['停水东湖路'], ['东湖路'], ['东湖路', '中海国际小区'], ['国际小区']])).toEqual([
    ['东湖路'],
    ['东湖路'],
    ['东湖路', '中海国际小区'].sort(),
    ['国际小区'],
  ]);
});
