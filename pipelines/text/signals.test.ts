import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { signals as asset } from '../assets/signals.ts';
import { openHandMade } from '../scorecard/hand-made.ts';
import { UserError } from '../user-error.ts';
import { anySignalWord, readSignalRules, SignalFinder } from './signals.ts';

const rules = readSignalRules();
const finder = new SignalFinder(rules);
const found = (body: string, title: string | null = null) =>
  Object.fromEntries(finder.in(title, body).map(({ signal, words }) => [signal, words]));

test.each([
  ['来电人扬言要去省里反映', { 扬言升级: ['扬言', '去省里'] }],
  ['再不解决我们就准备上访', { 扬言升级: ['上访'] }],
  ['现场存在很大的安全隐患，随时可能起火', { 安全风险: ['安全隐患', '起火'] }],
  ['没有护栏有危险', { 安全风险: ['有危险'] }],
  ['请尽快消除安全隐患', { 安全风险: ['安全隐患'] }],
  ['至今没有消除安全隐患', { 安全风险: ['安全隐患'] }],
  ['不是没有安全隐患', { 安全风险: ['安全隐患'] }],
  ['情况紧急，十万火急', { 紧急: ['情况紧急', '十万火急'] }],
  ['多次来电反映无人处理', { 重复反映: ['多次来电'] }],
  ['我第3次拨打热线，之前投诉过', { 重复反映: ['第3次拨打', '之前投诉过'] }],
  ['没有电梯老人上下楼困难', { 老年人: ['老人'] }],
  ['家里有孩子，坐轮椅的母亲', { 儿童: ['孩子'], 残疾人: ['轮椅'] }],
  ['我公司拖欠十几个农民工工资', { 农民工: ['农民工'], 企业: ['我公司'] }],
  ['大家忍无可忍', { 情绪: ['忍无可忍'] }],
])('%s', (text, expected) => expect(found(text)).toEqual(expected));

test.each([
  '诉求人没有扬言闹事',
  '对方说检查过，不存在安全隐患',
  '目前没有任何消防安全隐患',
  '施工方消除了隐患',
  '隐患目前已消除',
  '我们不会再去上访',
  '我不是要曝光谁',
  '情况并不紧急，这事不算紧急',
  '请问是否存在安全隐患',
  '没有发生火灾',
  '我的紧急联系人填错了',
  '系统崩溃了无法登录',
  '燃气灶打不着火',
  '门口循环播放跳楼价',
  '小区旁的儿童公园和幼儿园',
  '路灯不亮',
  '',
])('no signal: %s', (text) => expect(found(text)).toEqual({}));

test('a denial in one clause leaves the next one alone', () => {
  expect(found('没有消防通道，安全隐患很大')).toEqual({ 安全风险: ['安全隐患'] });
  expect(found('没有扬言过，这次真的要上访')).toEqual({ 扬言升级: ['上访'] });
});

test('title and body are read, markup and full-width characters aside; missing texts are none', () => {
  expect(found('<p>路面塌陷</p>', '紧急求助')).toEqual({ 紧急: ['紧急'], 安全风险: ['塌陷'] });
  expect(finder.in(null, null)).toEqual([]);
});

test('a word stands once', () => expect(found('老人说，老人家里的老人')).toEqual({ 老年人: ['老人', '老人家'] }));

test('the cheap filter finds all that has a word', () => {
  const filter = new RegExp(anySignalWord(rules), 'u');
  for (const text of ['扬言', '向12345反映过3次', '第三次来电', '八十多岁', '起火'])
    expect(filter.test(text)).toBe(true);
  expect(filter.test('路灯不亮')).toBe(false);
});

test('a broken rule is named with its line', () => {
  const dir = mkdtempSync(join(tmpdir(), 'minqing-signals-'));
  const file = join(dir, 'signals.yaml');
  writeFileSync(
    file,
    'before: { denials: [没有], fillers: [的], doubled: [不得不] }\nafter: { denials: [没有], fillers: [的] }\nsignals:\n  - signal: 紧急\n    words: ["急("]\n    except: []\n',
  );
  try {
    expect(() => readSignalRules(file)).toThrow(UserError);
    expect(() => readSignalRules(file)).toThrow(/line 5: signals\.0\.words\.0/);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
});

test('the asset writes one row per order and signal of its month', async () => {
  const { warehouse, insert, close } = await openHandMade();
  await insert(
    'orders',
    { month: '2024-03', order_id: 'b', title: '墙体开裂', body: '随时可能倒塌，家里有老人' },
    { month: '2024-03', order_id: 'a', title: '扬言上访', body: null },
    { month: '2024-03', order_id: 'c', title: '路灯不亮', body: '没有安全隐患' },
    { month: '2024-04', order_id: 'd', title: '起火', body: '' },
  );
  await asset.materialize({ warehouse, partition: '2024-03' } as never);
  expect(await warehouse.rows('select * from signals order by order_id, signal')).toEqual([
    { month: '2024-03', order_id: 'a', signal: '扬言升级', words: ['扬言', '上访'] },
    { month: '2024-03', order_id: 'b', signal: '安全风险', words: ['倒塌'] },
    { month: '2024-03', order_id: 'b', signal: '老年人', words: ['老人'] },
  ]);
  await asset.materialize({ warehouse, partition: 'undated' } as never);
  close();
});
