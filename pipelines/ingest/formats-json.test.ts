import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { gb18030, landExports, zipOf } from './formats-fixtures.ts';

const rows = [
  { 工单编号: 'J1', 受理时间: '2024-01-02 03:04:05', 主要内容: '路灯“坏”了 [见附件] {第3项}', 电话: 13800138000 },
  { 工单号: 'J2', 受理时间: '2024-01-02 03:04:05', 主要内容: '一\n二 "三" \\', 附件: [{ 名: 'x' }, []], 重办次数: 2 },
  { 工单编号: 'J3', 受理时间: '昨天' },
];
const expected = [
  { row: 1, order_id: 'J1', body: '路灯“坏”了 [见附件] {第3项}', redo: null },
  { row: 2, order_id: 'J2', body: '一\n二 "三" \\', redo: 2 },
];
const wrapped = { code: 0, msg: '"ok" [', page: { size: 10, ids: [1, 2] }, data: rows, total: 3, more: { a: [{}] } };

describe.each([
  ['an array on one line', JSON.stringify(rows)],
  ['an array over many lines', JSON.stringify(rows, null, 2)],
  [
    'an array of one element per line, with a byte order mark',
    `\ufeff[\n${rows.map((row) => JSON.stringify(row)).join(',\n')}\n]\n`,
  ],
  ['rows in an object', JSON.stringify(wrapped)],
  ['rows in an object over many lines', JSON.stringify(wrapped, null, '\t')],
  ['rows in an object in an object', JSON.stringify({ result: { meta: {}, rows } })],
  ['objects one after another', rows.map((row) => JSON.stringify(row, null, 1)).join('\n')],
  ['JSON lines', rows.map((row) => JSON.stringify(row)).join('\n')],
])('%s', (_, text) => {
  test.each([
    ['as it is', 'a.json', Buffer.from(text)],
    ['in GB18030', 'a.txt', gb18030(text.replace('\ufeff', ''))],
    ['as .gz', 'a.json.gz', gzipSync(text)],
  ])('%s', async (_, name, content) => {
    const { files, orders, rejects, told } = await landExports({ [name]: content });
    expect(told).toEqual({});
    expect(files).toMatchObject([{ format: 'jsonl', read: 3, ignored: 0, accepted: 2, rejected: 1 }]);
    expect(orders).toMatchObject(expected);
    expect(rejects).toMatchObject([{ row: 3, column_name: 'received_at' }]);
  });
});

test('an element that is broken costs itself alone, one that is no object too', async () => {
  const good = (id: string) => `{"工单编号":"${id}","受理时间":"2024-01-02 03:04:05"}`;
  const lines = [
    good('A'),
    '{"工单编号":"B","主要内容":"没有收尾}',
    good('C'),
    '{"工单编号":"他说"你好"吗"}',
    '17',
    '[1]',
    '"x"',
    good('D'),
  ];
  const { files, orders, rejects } = await landExports({ 'a.json': `[\n${lines.join(',\n')}\n]` });
  expect(files).toMatchObject([{ read: 8, ignored: 0, accepted: 3, rejected: 5 }]);
  expect(orders.map(({ order_id }) => order_id)).toEqual(['A', 'C', 'D']);
  expect(rejects.map(({ row, reason }) => [row, reason])).toEqual(
    [2, 4, 5, 6, 7].map((row) => [row, 'the line is not a JSON object']),
  );
});

test('NUL and other control characters in escapes become blanks', async () => {
  const text = String.raw`[{"工单编号":"A","受理时间":"2024-01-02 03:04:05","主要内容":"一\u0000二\u001F三\\u0000四\u4e2d"}]`;
  const { orders } = await landExports({ 'a.json': text });
  expect(orders).toMatchObject([{ body: '一 二 三\\u0000四中' }]);
});

test('lines may end in CR LF; a CR within a line is no JSON', async () => {
  const good = (id: string) => `{"工单编号":"${id}","受理时间":"2024-01-02 03:04:05"}`;
  const { files } = await landExports({
    'a.json': `${good('A')}\r\n${good('B')}\r${good('C')}\r\n{"工单编号":"D\r"}\r\n`,
  });
  expect(files).toMatchObject([{ read: 3, accepted: 1, rejected: 2 }]);
});

test('an element longer than 1 MB, with line breaks or without, is one rejected row', async () => {
  const good = (id: string) => `{"工单编号":"${id}","受理时间":"2024-01-02 03:04:05"}`;
  const long = `{"工单编号":"L","主要内容":"${'长'.repeat(1 << 20)}"}`;
  for (const text of [`[${good('A')},${long},${good('B')}]`, [good('A'), long, good('B')].join('\n')]) {
    const { files, rejects } = await landExports({ 'a.json': text });
    expect(files).toMatchObject([{ read: 3, accepted: 2, rejected: 1 }]);
    expect(rejects).toMatchObject([{ row: 2, reason: 'the row is longer than 1 MB' }]);
  }
});

test.each([
  ['an array without end', JSON.stringify(rows).slice(0, -1), /^a\.json: element 4 ends in the middle: it is cut off/],
  ['an array cut off in an element', JSON.stringify(rows).slice(0, -9), /element 3 ends in the middle/],
  ['a wrapper without end', JSON.stringify(wrapped).slice(0, -3), /it is cut off or still being copied/],
  [
    'something after the array',
    `${JSON.stringify(rows)}\n[]`,
    /something follows after the end of the array of 3 elements/,
  ],
  ['an empty array', '[ ]', /no rows/],
  ['an empty array in an object', '{"code":0,"data":[]}', /no rows/],
])('%s is told, and stops nothing else', async (_, text, message) => {
  const { told, files } = await landExports({
    'a.json': text,
    'b.zip': zipOf([{ name: 'b.json', content: JSON.stringify(rows) }]),
  });
  expect(told['a.json']).toMatch(message);
  expect(told['a.json']).toMatch(/\n {2}fix: ./);
  expect(files).toMatchObject([{ name: 'b.zip/b.json', accepted: 2 }]);
});
