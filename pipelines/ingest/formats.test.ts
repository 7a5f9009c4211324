import { gzipSync } from 'node:zlib';
import ExcelJS from 'exceljs';
import { afterEach, describe, expect, test } from 'vitest';
import { gb18030, utf16 } from './formats-fixtures.ts';
import { TrialSite } from './trial-site.ts';

const contract = `kind: orders
files: ["**"]
header: [工单编号, 受理时间]
ignore: { first_cell: [合计, 制表人] }
dates: ['%Y-%m-%d %H:%M:%S', '%Y/%m/%d %H:%M', '%Y年%m月%d日 %H时%M分', excel]
columns:
  order_id:    { from: [工单编号, 工单号], required: true }
  received_at: { from: [受理时间, 来电时间], required: true }
  body:        { from: [主要内容] }
  category1:   { from: [分类], path: '->', level: 1 }
  category2:   { from: [分类], path: '->', level: 2 }
  resident:    { from: [电话, 身份证号] }
  name:        { from: [来电人] }
  satisfaction: { from: [满意度], values: { 满意: [满意, 非常满意], 不满意: [不满意] } }
  redo:        { from: [重办次数] }
  callback_valid: { from: [是否有效] }
`;

/** One export with most of what goes wrong; `{d}` is the delimiter, every row but the last ends in a line break. */
const dirty = (d: string): string =>
  [
    `某市热线工单${d.repeat(4)}`,
    ['工单编号', '受理时间', '主要内容', '电话', '满意度'].join(d),
    ['A1', '2024-01-02 03:04:05', '路灯坏了', '13800138000', '满意'].join(d),
    ['A2', '2024/1/2 3:04', `"他说"你好"，然后${d}走了"`, '+86 138-0013-8000', '非常满意'].join(d),
    ['A3', '45293.5', '"第一行\n第二行"', '１３８００１３８０００', '不满意'].join(d),
    '',
    ['A4', '2024年1月2日 3时4分', '"双""引号"""', '138****8000', ''].join(d),
    ['A5', '昨天', '日期不明', '', '满意'].join(d),
    ['A6', '2024-01-02 03:04:05', '"未闭合的引号', '', '满意'].join(d),
    ['A7', '2024-01-02 03:04:05', '生词', '', '一般般'].join(d),
    ['A8', '2024-01-02 03:04:05'].join(d),
    ['A9', '2024-01-02 03:04:05', '多一格', '', '满意', '多余'].join(d),
    ['A10', '2024-01-02 03:04:05', '尾部空格子', '', '满意', '', ''].join(d),
    ['', '2024-01-02 03:04:05', '没有编号', '', '满意'].join(d),
    ['2.024E+16', '2024-01-02 03:04:05', '编号被改成数字', '', '满意'].join(d),
    ['="00123"', '2024-01-02 03:04:05', '\u3000等号\u00a0', '', '-'].join(d),
    ['=""', '2024-01-02 03:04:05', '等号里没有编号', '', '满意'].join(d),
    ['工单编号', '受理时间', '主要内容', '电话', '满意度'].join(d),
    ['合计', '13'].join(d),
  ].join('\n');

const accepted = [
  { order_id: '00123', received_at: '2024-01-02 03:04:05', body: '等号', satisfaction: null },
  { order_id: 'A1', received_at: '2024-01-02 03:04:05', body: '路灯坏了', satisfaction: '满意' },
  { order_id: 'A10', received_at: '2024-01-02 03:04:05', body: '尾部空格子', satisfaction: '满意' },
  { order_id: 'A2', received_at: '2024-01-02 03:04:00', body: '他说"你好"，然后{d}走了', satisfaction: '满意' },
  { order_id: 'A3', received_at: '2024-01-02 12:00:00', body: '第一行\n第二行', satisfaction: '不满意' },
  { order_id: 'A4', received_at: '2024-01-02 03:04:00', body: '双"引号"', satisfaction: null },
];

const rejects = [
  {
    row: 8,
    column_name: 'received_at',
    header: '受理时间',
    shape: '中中',
    reason: 'not a date and time the contract knows',
  },
  { row: 9, column_name: null, header: null, shape: null, reason: 'a quote opens in this row and does not close' },
  { row: 10, column_name: 'satisfaction', header: '满意度', shape: '中…', reason: 'not in the value list' },
  {
    row: 11,
    column_name: null,
    header: null,
    shape: null,
    reason: 'the row has another number of cells than the header',
  },
  {
    row: 12,
    column_name: null,
    header: null,
    shape: null,
    reason: 'the row has another number of cells than the header',
  },
  { row: 14, column_name: 'order_id', header: '工单编号', shape: null, reason: 'a required value is missing' },
  {
    row: 15,
    column_name: 'order_id',
    header: '工单编号',
    shape: '9.999A+99',
    reason: 'a spreadsheet has turned the number into 1.2E+16; its last digits are lost',
  },
  { row: 17, column_name: 'order_id', header: '工单编号', shape: null, reason: 'a required value is missing' },
];

let trial: TrialSite | undefined;
afterEach(() => trial?.close());

const open = async (exports: Record<string, string | Buffer>, yaml = contract): Promise<TrialSite> => {
  trial = await TrialSite.open({
    'contracts/orders.yaml': yaml,
    ...Object.fromEntries(Object.entries(exports).map(([name, content]) => [`exports/${name}`, content])),
  });
  return trial;
};

describe.each([
  ['UTF-8', 'a.csv', ',', (text: string) => Buffer.from(text), 'utf-8'],
  ['UTF-8 with a byte order mark', 'a.csv', ',', (text: string) => Buffer.from(`\ufeff${text}`), 'utf-8'],
  [
    'GB18030 with CR LF',
    'a.csv',
    ',',
    (text: string) => gb18030(text.replaceAll('\n', '\r\n').replaceAll('\u00a0', '')),
    'gb18030',
  ],
  ['UTF-16', 'a.csv', ',', utf16, 'utf-16le'],
  ['tabs, called .xls', 'a.xls', '\t', (text: string) => Buffer.from(text), 'utf-8'],
  ['semicolons', 'a.txt', ';', (text: string) => Buffer.from(text), 'utf-8'],
  ['bars', 'a.csv', '|', (text: string) => Buffer.from(text), 'utf-8'],
  ['gzip', 'a.csv.gz', ',', (text: string) => gzipSync(text), 'utf-8'],
])('a dirty table in %s', (_, name, delimiter, encode, encoding) => {
  test('is accounted for to the last row', async () => {
    const { warehouse } = await open({ [name]: encode(dirty(delimiter)) });
    await trial!.land();
    expect([...trial!.failures]).toEqual([]);
    expect(await warehouse.row('select encoding, "read", ignored, accepted, rejected, ignored_by from files')).toEqual({
      encoding,
      read: 19,
      ignored: 5,
      accepted: 6,
      rejected: 8,
      ignored_by: '{"blank":1,"header":2,"title":1,"total":1}',
    });
    const rows = await warehouse.rows<{ body: string }>(
      'select order_id, received_at, body, satisfaction from landed_orders order by order_id',
    );
    expect(rows.map((row) => ({ ...row, body: row.body.replace('\r\n', '\n') }))).toEqual(
      accepted.map((row) => ({ ...row, body: row.body.replace('{d}', delimiter) })),
    );
    expect(
      await warehouse.rows('select "row", column_name, header, shape, reason from rejects order by "row"'),
    ).toEqual(rejects);
    const keys = await warehouse.rows<{ resident: string | null }>(
      'select distinct resident from landed_orders order by 1 nulls last',
    );
    expect(keys).toEqual([{ resident: expect.stringMatching(/^[0-9a-f]{16}$/) }, { resident: null }]);
  });
});

test('JSON lines: aliases line by line, long numbers kept whole, broken lines rejected', async () => {
  const lines = [
    '{"工单编号":20240301000012345678,"受理时间":"2024-01-02 03:04:05","主要内容":"一\\n二","电话":13800138000,"重办次数":2}',
    '{"工单号":"J2","来电时间":"2024/1/2 3:04","身份证号":"x1","满意度":null}',
    '{broken',
    '',
    '[1]',
    '{"工单号":"J3"}',
  ];
  const { warehouse } = await open({ 'a.json': `${lines.join('\n')}\n` });
  await trial!.land();
  expect(await warehouse.row('select format, "read", ignored, accepted, rejected from files')).toEqual({
    format: 'jsonl',
    read: 6,
    ignored: 1,
    accepted: 2,
    rejected: 3,
  });
  expect(
    await warehouse.rows('select "row", order_id, received_at, body, redo from landed_orders order by "row"'),
  ).toEqual([
    { row: 1, order_id: '20240301000012345678', received_at: '2024-01-02 03:04:05', body: '一\n二', redo: 2 },
    { row: 2, order_id: 'J2', received_at: '2024-01-02 03:04:00', body: null, redo: null },
  ]);
  expect(await warehouse.rows('select "row", column_name from rejects order by "row"')).toEqual([
    { row: 3, column_name: null },
    { row: 5, column_name: null },
    { row: 6, column_name: 'received_at' },
  ]);
  const { supplied } = (await warehouse.row<{ supplied: string[] }>('select supplied from files'))!;
  expect(supplied).toEqual(['order_id', 'received_at', 'body', 'resident', 'redo']);
});

describe('a workbook', () => {
  const workbook = async (): Promise<Buffer> => {
    const book = new ExcelJS.Workbook();
    const sheet = book.addWorksheet('一月');
    sheet.addRow(['某市12345热线工单明细表']);
    sheet.mergeCells('A1:F1');
    sheet.addRow(['导出时间：2024年2月1日']);
    sheet.addRow(['工单编号', '受理时间', '主要内容', '分类', '电话', '满意度', '是否有效']);
    sheet.addRow(['X1', new Date(Date.UTC(2024, 0, 2, 3, 4, 5)), '日期格', '城建->道路', 13800138000, '满意', true]);
    sheet.addRow(['X2', 45293.5, '序列数', '城建', '13800138000', '不满意', '是']);
    sheet.addRow([
      'X3',
      '2024/1/2 3:04',
      { richText: [{ text: '富' }, { font: { bold: true }, text: '文本' }] },
      null,
      null,
      null,
      '否',
    ]);
    sheet.addRow([
      { formula: '"X"&4', result: 'X4' },
      '2024-01-02 03:04:05',
      '公式\n换行 <b>&amp;</b>',
      '城建->供水->水压',
      null,
      null,
      null,
    ]);
    sheet.addRow([]);
    sheet.addRow([2.0240301e21, '2024-01-02 03:04:05', '编号被改成数字']);
    sheet.addRow(['制表人：某某']);
    book.addWorksheet('说明').addRow(['本表仅供内部使用']);
    const more = book.addWorksheet('二月');
    more.addRow(['来电时间', '工单号', '主要内容']);
    more.addRow(['2024-02-02 03:04:05', 'Y1', '换了名字和次序']);
    return Buffer.from(await book.xlsx.writeBuffer());
  };

  test('gives its rows below merged titles, from every sheet with the header', async () => {
    const { warehouse } = await open({ 'a.xlsx': await workbook() });
    await trial!.land();
    expect([...trial!.failures]).toEqual([]);
    expect(
      await warehouse.rows(
        'select "row", order_id, received_at, body, category1, category2, satisfaction, callback_valid from landed_orders order by "row"',
      ),
    ).toEqual([
      {
        row: 4,
        order_id: 'X1',
        received_at: '2024-01-02 03:04:05',
        body: '日期格',
        category1: '城建',
        category2: '道路',
        satisfaction: '满意',
        callback_valid: true,
      },
      {
        row: 5,
        order_id: 'X2',
        received_at: '2024-01-02 12:00:00',
        body: '序列数',
        category1: '城建',
        category2: null,
        satisfaction: '不满意',
        callback_valid: true,
      },
      {
        row: 6,
        order_id: 'X3',
        received_at: '2024-01-02 03:04:00',
        body: '富文本',
        category1: null,
        category2: null,
        satisfaction: null,
        callback_valid: false,
      },
      {
        row: 7,
        order_id: 'X4',
        received_at: '2024-01-02 03:04:05',
        body: '公式\n换行 <b>&amp;</b>',
        category1: '城建',
        category2: '供水',
        satisfaction: null,
        callback_valid: null,
      },
      {
        row: 10_000_002,
        order_id: 'Y1',
        received_at: '2024-02-02 03:04:05',
        body: '换了名字和次序',
        category1: null,
        category2: null,
        satisfaction: null,
        callback_valid: null,
      },
    ]);
    expect(await warehouse.rows('select "row", column_name, shape from rejects')).toEqual([
      { row: 9, column_name: 'order_id', shape: expect.stringMatching(/^9(\.9+…?)?A\+?99$/) },
    ]);
    const account = await warehouse.row<{
      read: number;
      ignored: number;
      accepted: number;
      rejected: number;
      ignored_by: string;
    }>('select * from files');
    expect(account!.read).toBe(account!.ignored + account!.accepted + account!.rejected);
    expect(JSON.parse(account!.ignored_by)).toMatchObject({ header: 2, title: 2, total: 1, 'other sheet': 1 });
    const keys = await warehouse.rows('select distinct resident from landed_orders where resident is not null');
    expect(keys).toHaveLength(1);
  });

  test('that is cut off is set aside', async () => {
    const bytes = await workbook();
    await open({ 'a.xlsx': bytes.subarray(0, bytes.length - 400) });
    const { setAside } = await trial!.land();
    expect(setAside).toMatchObject([{ name: 'a.xlsx', reason: 'it is cut off or still being copied' }]);
  });
});

describe('what cannot be read says so in one message and stops nothing else', () => {
  const header = '工单编号,受理时间,主要内容\n';
  test.each([
    [
      'an old workbook',
      'a.xls',
      Buffer.concat([Buffer.from([0xd0, 0xcf, 0x11, 0xe0]), Buffer.alloc(600)]),
      /old Excel file.*\n.*save it as/,
    ],
    ['a web page', 'a.xls', '<html><table><tr><td>工单编号', /web page/],
    ['bytes that are no text', 'a.csv', Buffer.from(Array.from({ length: 4000 }, (_, i) => (i * 31) % 256)), /no text/],
    [
      'a missing column',
      'a.csv',
      '工单编号,主要内容\n1,2\n',
      /row 1 has no column for received_at \(受理时间 \/ 来电时间\)/,
    ],
    ['no header', 'a.csv', '甲,乙\n1,2\n', /none of the first 2 rows is the header/],
    ['a header and no rows', 'a.csv', header, /a header but no rows/],
    ['a text cut off within a row', 'a.csv', `${header}1,2024-01-01 00:00:00,全\n2,2024-0`, /row 3 ends in the middle/],
    [
      'a text cut off within a quote',
      'a.csv',
      `${header}1,2024-01-01 00:00:00,全\n2,2024-01-01 00:00:00,"开头\n中间`,
      /row 4 ends in the middle/,
    ],
    [
      'gzip cut off',
      'a.csv.gz',
      gzipSync(`${header}${'1,2024-01-01 00:00:00,全\n'.repeat(500)}`).subarray(0, 60),
      /cut off/,
    ],
    [
      'JSON cut off',
      'a.jsonl',
      '{"工单编号":"1","受理时间":"2024-01-01 00:00:00"}\n{"工单编号":"2","受理',
      /line 2 ends in the middle/,
    ],
    ['an archive', 'a.zip', Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(100)]), /cut off/],
  ])('%s', async (_, name, content, message) => {
    const { warehouse } = await open({ [name]: content, 'z.csv': `${header}Z,2024-01-01 00:00:00,好\n` });
    const { setAside } = await trial!.land();
    const [aside] = setAside;
    const told = aside ? `${aside.name}: ${aside.reason}\n  fix: ${aside.fix}` : trial!.failures.get(name);
    expect(told).toMatch(message);
    expect(told).toMatch(/\n {2}fix: ./);
    expect(await warehouse.rows('select name, accepted from files')).toEqual([{ name: 'z.csv', accepted: 1 }]);
    expect(await warehouse.rows('select distinct order_id from landed_orders')).toEqual([{ order_id: 'Z' }]);
  });

  test('a wrong encoding names both', async () => {
    await open(
      { 'a.csv': gb18030(`${header}1,2024-01-01 00:00:00,好\n`) },
      contract.replace('kind: orders', 'kind: orders\nencoding: utf-8'),
    );
    await trial!.land();
    expect(trial!.failures.get('a.csv')).toMatch(/contract says utf-8, but the bytes look like gb18030/);
  });

  test('an empty file, and one that no contract reads', async () => {
    await open(
      {
        'a/empty.csv': '',
        'a/fine.csv': `${header}1,2024-01-01 00:00:00,好\n`,
        'b/other.csv': 'x',
        'a/~$lock.xlsx': 'x',
        '.hidden': 'x',
      },
      contract.replace('"**"', '"a/**"'),
    );
    const found = await trial!.land();
    expect(found.setAside).toEqual([
      { name: 'a/empty.csv', reason: 'it is empty', fix: 'export it again, or remove it' },
    ]);
    expect(found.unmatched).toEqual(['b/other.csv']);
    expect(found.exports.map(({ name }) => name)).toEqual(['a/fine.csv']);
  });

  test('a few foreign bytes cost their row alone', async () => {
    const bytes = Buffer.concat([
      Buffer.from(`${header}1,2024-01-01 00:00:00,好\n2,2024-01-01 00:00:00,`),
      Buffer.from([0xff, 0xb0]),
      Buffer.from('\n3,2024-01-01 00:00:00,也好\n'),
    ]);
    const { warehouse } = await open({ 'a.csv': bytes });
    await trial!.land();
    expect(await warehouse.rows('select "row", reason from rejects')).toEqual([
      { row: 3, reason: 'bytes that are no text in the encoding of the file' },
    ]);
    expect(await warehouse.rows('select order_id from landed_orders order by 1')).toEqual([
      { order_id: '1' },
      { order_id: '3' },
    ]);
  });
});
