import { expect, test } from 'vitest';
import { formatsContract, landExports, parquetOf } from './formats-fixtures.ts';

test('values of all plain types become what they would be in a CSV', async () => {
  const contract = formatsContract
    .replace(
      '[重办次数] }',
      '[重办次数] }\n  likes: { from: [点赞] }\n  closed_at: { from: [办结] }\n  due_at: { from: [时限] }',
    )
    .replace('{ from: [是否有效] }', '{ from: [是否有效] }\n  title: { from: [标题] }');
  const bytes = await parquetOf(`
    select * from (values
      (20240301000012345::BIGINT, timestamp '2024-01-02 03:04:05.25', '他说"好"，\n然后' || chr(0) || '走了', 13800138000.0::DOUBLE, 2.0::DECIMAL(5,2), true,  3::TINYINT, timestamptz '2024-01-02 03:04:05+08', date '2024-01-05', 1.5::FLOAT, [1, 2]),
      (2, null, null, 'nan'::DOUBLE, null, false, null, null, null, null, null))
    t(工单编号, 受理时间, 主要内容, 电话, 重办次数, 是否有效, 点赞, 办结, 时限, 标题, 附件)`);
  const { files, orders, rejects, found } = await landExports({ 'a.parquet': bytes }, { contract });
  expect(found.setAside).toEqual([]);
  expect(files).toMatchObject([{ format: 'parquet', read: 2, ignored: 0, accepted: 1, rejected: 1 }]);
  expect(orders).toMatchObject([
    {
      row: 1,
      order_id: '20240301000012345',
      received_at: '2024-01-02 03:04:05.25',
      body: '他说"好"，\n然后 走了',
      redo: 2,
      callback_valid: true,
      resident: expect.stringMatching(/^[0-9a-f]{16}$/),
    },
  ]);
  expect(rejects).toMatchObject([{ row: 2, column_name: 'received_at', reason: 'a required value is missing' }]);
});

test('a time with a zone is converted to the zone of the site, a whole DOUBLE is a number people write', async () => {
  const csv = '工单编号,受理时间,电话\n1,2024-01-02 11:04:05,13800138000\n';
  const bytes = await parquetOf(
    `select 2 as 工单编号, timestamptz '2024-01-02 03:04:05+00' as 受理时间, 13800138000.0::DOUBLE as 电话`,
  );
  const { orders } = await landExports({ 'a.csv': csv, 'b.parquet': bytes });
  expect(orders).toHaveLength(2);
  expect(orders[1]).toMatchObject({ received_at: orders[0]!.received_at, resident: orders[0]!.resident });
});

test('many row groups keep their row numbers', async () => {
  const bytes = await parquetOf(
    `select range as 工单编号, timestamp '2024-01-02' as 受理时间 from range(9000)`,
    ', row_group_size 2048',
  );
  const { files, orders } = await landExports({ 'a.parquet': bytes });
  expect(files).toMatchObject([{ read: 9000, accepted: 9000 }]);
  expect(orders.every(({ row, order_id }) => row === Number(order_id) + 1)).toBe(true);
});

test('a cell of more than 1 MB costs its row', async () => {
  const bytes = await parquetOf(
    `select range as 工单编号, timestamp '2024-01-02' as 受理时间, repeat('长', case when range = 1 then 400000 else 3 end) as 主要内容 from range(3)`,
  );
  const { files, rejects } = await landExports({ 'a.parquet': bytes });
  expect(files).toMatchObject([{ read: 3, accepted: 2, rejected: 1 }]);
  expect(rejects).toMatchObject([{ row: 2, reason: 'the row is longer than 1 MB' }]);
});

test('nested columns are refused when the contract names them, and passed over when it does not', async () => {
  const text = (type: string) =>
    `select 'A' as 工单编号, timestamp '2024-01-02' as 受理时间, ${type} as 主要内容, [1] as 附件`;
  const { told, files } = await landExports({
    'a.parquet': await parquetOf(text(`{'x': 1}`)),
    'b.parquet': await parquetOf(text(`['x']`)),
    'c.parquet': await parquetOf(text(`map(['x'], [1])`)),
    'd.parquet': await parquetOf(text(`'好'`)),
  });
  for (const name of ['a', 'b', 'c'])
    expect(told[`${name}.parquet`]).toMatch(
      /its column 主要内容 is nested \(.*\)\n {2}fix: write it as a plain column/,
    );
  expect(files).toMatchObject([{ name: 'd.parquet', accepted: 1 }]);
});

test.each([
  ['cut off', (bytes: Buffer) => bytes.subarray(0, bytes.length - 9), /cut off or still being copied/],
  [
    'damaged',
    (bytes: Buffer) => Buffer.concat([bytes.subarray(0, 4), Buffer.alloc(200, 7), bytes.subarray(204)]),
    /damaged/,
  ],
  ['of another header', () => parquetOf('select 1 as 甲'), /row 1 has no column|none of the first/],
])('Parquet %s is told', async (_, spoil, message) => {
  const bytes = await parquetOf(
    `select range::VARCHAR as 工单编号, timestamp '2024-01-02' as 受理时间, 'x' || range as 主要内容 from range(500)`,
  );
  const { told, files } = await landExports({
    'a.parquet': await spoil(bytes),
    'z.csv': '工单编号,受理时间\n1,2024-01-02 00:00:00\n',
  });
  expect(told['a.parquet']).toMatch(message);
  expect(told['a.parquet']).toMatch(/\n {2}fix: ./);
  expect(files.map(({ name }) => name)).toEqual(['z.csv']);
});
