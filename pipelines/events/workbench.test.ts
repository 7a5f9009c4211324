import { expect, test } from 'vitest';
import { eventsOf } from './workbench.ts';

const noise = '望江苑工地夜间施工噪音扰民';
const heating = '锦绣花园暖气不热室内温度低';
const rows = [
  { id: '1', title: noise, body: '凌晨两点还在浇筑混凝土，孩子无法入睡', time: '2024-03-02 08:00:00', resident: 'a' },
  { id: '2', title: noise, body: '混凝土泵车轰鸣', time: '2024-03-01 08:00:00', resident: 'a' },
  { id: '3', title: noise, body: '浇筑混凝土', time: null, resident: 'a' },
  { id: '4', title: heating, body: '室内只有十四度', time: '2024-03-03 08:00:00', resident: 'b' },
  { id: '5', title: heating, body: '暖气片是凉的', time: 'no time', resident: 'c' },
  { id: '6', title: '公积金提取材料', body: '需要哪些证明', time: '2024-03-03 09:00:00', resident: 'd' },
  { id: '7', title: null, body: '', time: '2024-03-03 09:00:00', resident: 'e' },
];
const columns = (some: typeof rows) => ({
  ids: some.map(({ id }) => id),
  titles: some.map(({ title }) => title),
  bodies: some.map(({ body }) => body),
  times: some.map(({ time }) => time),
});

test('groups of two and more, the one with most residents first, whatever the order of rows', async () => {
  const residents = rows.map(({ resident }) => resident);
  const byId = async (some: typeof rows, who?: string[]) =>
    Object.fromEntries(
      (await eventsOf({ ...columns(some), ...(who && { residents: who }) })).map(({ id, event }) => [id, event]),
    );
  const expected = { '4': 1, '5': 1, '1': 2, '2': 2, '3': 2 };
  expect(await byId(rows, residents)).toEqual(expected);
  expect(await byId([...rows].reverse(), [...residents].reverse())).toEqual(expected);
  // Without residents each order counts as one.
  expect(await byId(rows)).toEqual({ '1': 1, '2': 1, '3': 1, '4': 2, '5': 2 });
});

test('no orders, no events', async () => expect(await eventsOf({ ids: [], titles: [], bodies: [] })).toEqual([]));

test('odd texts give an answer: empty, one character, endless, punctuation, emoji, other languages', async () => {
  const odd = ['', '灯', '路灯不亮'.repeat(25_000), '！！！？？。', '😀😀', 'broken street light', 'уличный фонарь'];
  const twice = [...odd, ...odd];
  const found = await eventsOf({
    ids: twice.map((_, i) => String(i)),
    titles: twice,
    bodies: twice.map(() => null),
    times: twice.map(() => 'never'),
  });
  // What has a word is found again; the rest is in no group.
  const grouped = found.map(({ id }) => Number(id) % odd.length);
  expect([...new Set(grouped)].sort()).toEqual([1, 2, 5, 6]);
});

test('a flood of equal orders is an event, though its words are in all orders', async () => {
  const ids = Array.from({ length: 300 }, (_, i) => String(i).padStart(3, '0'));
  const found = await eventsOf({ ids, titles: ids.map(() => noise), bodies: ids.map(() => null) });
  expect(found).toHaveLength(300);
  expect(new Set(found.map(({ event }) => event)).size).toBe(1);
});
