import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { formatsContract, gb18030, landExports, parquetOf, textRow, workbookOf, zipOf } from './formats-fixtures.ts';
import { readLooseFile } from './loose-file.ts';
import { TrialSite } from './trial-site.ts';

const header = '工单编号,受理时间,主要内容';
const csv = (...ids: string[]): string =>
  `${[header, ...ids.map((id) => `${id},2024-01-02 03:04:05,路灯坏了`)].join('\n')}\n`;
const workbook = (id: string) =>
  workbookOf({
    一: `<sheetData>${textRow(1, header.split(','))}${textRow(2, [id, '2024-01-02 03:04:05', '好'])}</sheetData>`,
  });
const parquet = (id: string) => parquetOf(`select '${id}' as 工单编号, timestamp '2024-01-02 03:04:05' as 受理时间`);

test('each file in an archive is an export of its own, of any format; what systems leave behind is passed over', async () => {
  const archive = zipOf([
    { name: '一月/a.csv', content: csv('A1', 'A2') },
    { name: '一月/', content: '' },
    { name: '二月\\b.txt', content: gb18030(csv('B1').replaceAll(',', '\t')), stored: true },
    { name: gb18030('三月.xlsx'), content: workbook('C1') },
    { name: 'd.parquet', content: await parquet('D1') },
    { name: '__MACOSX/一月/._a.csv', content: 'x' },
    { name: '.DS_Store', content: 'x' },
    { name: '~$三月.xlsx', content: 'x' },
  ]);
  const { files, orders, told } = await landExports({ 'x.zip': archive, 'y.csv': csv('B9') });
  expect(told).toEqual({});
  expect(files.map(({ name, format, encoding, accepted }) => [name, format, encoding, accepted])).toEqual([
    ['x.zip/d.parquet', 'parquet', 'utf-8', 1],
    ['x.zip/一月/a.csv', 'csv', 'utf-8', 2],
    ['x.zip/三月.xlsx', 'xlsx', 'utf-8', 1],
    ['x.zip/二月/b.txt', 'csv', 'gb18030', 1],
    ['y.csv', 'csv', 'utf-8', 1],
  ]);
  expect(orders.map(({ order_id }) => order_id)).toEqual(['D1', 'A1', 'A2', 'C1', 'B1', 'B9']);
});

test('the same bytes are one export, in an archive or out of it', async () => {
  const { found, files } = await landExports({
    'a.csv': csv('A1'),
    'b.zip': zipOf([
      { name: 'c.csv', content: csv('A1') },
      { name: 'd.csv', content: csv('D1') },
    ]),
  });
  expect(found.exports.map(({ name }) => name)).toEqual(['a.csv', 'b.zip/d.csv']);
  expect(files).toHaveLength(2);
});

test('a contract names a file in an archive by its whole path, by the one it would be unpacked to, or by its archive', async () => {
  const archive = zipOf([
    { name: 'in/a.csv', content: csv('A1') },
    { name: 'b.txt', content: csv('B1') },
  ]);
  const names = async (glob: string) => {
    const contract = formatsContract.replace('"**"', `"${glob}"`);
    const { found } = await landExports({ 'o/x.zip': archive }, { contract });
    return [found.exports.map(({ name }) => name), found.unmatched];
  };
  const a = 'o/x.zip/in/a.csv';
  const b = 'o/x.zip/b.txt';
  expect(await names('o/x.zip/**/*.csv')).toEqual([[a], [b]]);
  expect(await names('o/in/*.csv')).toEqual([[a], [b]]);
  expect(await names('o/*.zip')).toEqual([[b, a], []]);
  expect(await names('other/**')).toEqual([[], ['o/x.zip']]);
});

describe.each([
  ['a workbook', 'xlsx', async () => workbook('W')],
  ['Parquet', 'parquet', () => parquet('W')],
  ['a text', 'csv', async () => Buffer.from(csv('W'))],
  ['JSON', 'jsonl', async () => Buffer.from('[{"工单编号":"W","受理时间":"2024-01-02 03:04:05"}]')],
])('%s', (_, format, make) => {
  test.each([
    ['called .csv', 'a.csv', (bytes: Buffer) => bytes],
    ['as .gz', 'a.gz', (bytes: Buffer) => gzipSync(bytes)],
    ['in a .zip', 'a.zip', (bytes: Buffer) => zipOf([{ name: 'x', content: bytes }])],
  ])('%s', async (__, name, pack) => {
    const { files, orders } = await landExports({ [name]: pack(await make()) });
    expect(files).toMatchObject([{ format, accepted: 1, rejected: 0 }]);
    expect(orders).toMatchObject([{ order_id: 'W', received_at: '2024-01-02 03:04:05' }]);
  });
});

test('archives within archives are refused, and do not stop what lies beside them', async () => {
  const inner = zipOf([{ name: 'a.csv', content: csv('A1') }]);
  const { files, told } = await landExports({
    'x.zip': zipOf([
      { name: 'a.zip', content: inner },
      { name: 'b.csv.gz', content: gzipSync(csv('B1')) },
      { name: 'c.csv', content: csv('C1') },
    ]),
    'y.csv.gz': gzipSync(gzipSync(csv('Y1'))),
    'z.gz': gzipSync(inner),
  });
  expect(files.map(({ name }) => name)).toEqual(['x.zip/c.csv']);
  expect(Object.keys(told)).toEqual(['x.zip/a.zip', 'x.zip/b.csv.gz', 'y.csv.gz', 'z.gz']);
  for (const text of Object.values(told)) expect(text).toMatch(/an archive within an archive\n {2}fix: unpack/);
});

test('one file that is damaged in an archive does not stop the others', async () => {
  const { files, told } = await landExports({
    'x.zip': zipOf([
      { name: 'a.csv', content: csv('A1'), claims: { check: 1 } },
      { name: 'b.csv', content: csv('B1'), claims: { unpacked: 10 } },
      { name: 'c.csv', content: csv('C1') },
      { name: 'd.csv', content: '' },
    ]),
  });
  expect(files.map(({ name }) => name)).toEqual(['x.zip/c.csv']);
  expect(told['x.zip/a.csv']).toMatch(/archive is damaged\n {2}fix: /);
  expect(told['x.zip/b.csv']).toMatch(/archive is damaged/);
  expect(told['x.zip/d.csv']).toMatch(/it is empty/);
});

test.each([
  ['cut off', zipOf([{ name: 'a.csv', content: csv('A1') }]).subarray(0, 80), /cut off or still being copied/],
  ['with a password', zipOf([{ name: 'a.csv', content: csv('A1'), claims: { flags: 1 } }]), /it has a password/],
  ['without a file', zipOf([{ name: 'a/', content: '' }]), /an archive without a file in it/],
  [
    'a document',
    zipOf([
      { name: 'mimetype', content: 'application/vnd.oasis' },
      { name: 'content.xml', content: '<a/>' },
    ]),
    /it is a document/,
  ],
])('an archive %s is told', async (_, bytes, message) => {
  const { told, files } = await landExports({ 'x.zip': bytes, 'y.csv': csv('Y1') });
  expect(told['x.zip']).toMatch(message);
  expect(told['x.zip']).toMatch(/\n {2}fix: ./);
  expect(files.map(({ name }) => name)).toEqual(['y.csv']);
});

test('names in archives that lead elsewhere are refused', async () => {
  const { files, told } = await landExports({
    'x.zip': zipOf(
      ['../out.csv', '/etc/out.csv', 'C:\\out.csv', 'a/../../out.csv', 'bell\u0007.csv', 'good.csv'].map((name, i) => ({
        name,
        content: csv(`A${i}`),
      })),
    ),
  });
  expect(files.map(({ name }) => name)).toEqual(['x.zip/good.csv']);
  expect(Object.keys(told)).toHaveLength(5);
  for (const text of Object.values(told)) expect(text).toMatch(/its name leads out of the archive\n {2}fix: rename/);
  expect(Object.keys(told).join()).not.toContain('\u0007');
});

test('links out of the exports folder, to nothing, in circles and to folders are refused; those within it are followed', async () => {
  const { files, told } = await landExports(
    { 'sub/a.csv': csv('A1') },
    {
      prepare: ({ dir }) => {
        const link = (target: string, name: string) => symlinkSync(target, join(dir, 'exports', name));
        link('/etc/passwd', 'passwd.csv');
        link('../site.yaml', 'site.csv');
        link('/dev/zero', 'zero.csv');
        link('nothing.csv', 'dangling.csv');
        link('circle.csv', 'circle.csv');
        link('/etc', 'folder');
        link('sub', 'inner');
        link('sub/a.csv', 'again.csv');
      },
    },
  );
  expect(files.map(({ name }) => name)).toEqual(['again.csv']);
  expect(Object.entries(told).map(([name, text]) => [name, /: (.*)\n/.exec(text)![1]])).toEqual([
    ['circle.csv', 'it is a link that leads nowhere'],
    ['dangling.csv', 'it is a link that leads nowhere'],
    ['folder', 'it is a link that leads out of the exports folder'],
    ['inner', 'it is a link to something that is no file'],
    ['passwd.csv', 'it is a link that leads out of the exports folder'],
    ['site.csv', 'it is a link that leads out of the exports folder'],
    ['zero.csv', 'it is a link that leads out of the exports folder'],
  ]);
});

test('a loose file may lie in an archive', async () => {
  const trial = await TrialSite.open({
    'one.zip': zipOf([{ name: 'a.csv', content: csv('A1') }]),
    'two.zip': zipOf([
      { name: 'a.csv', content: csv('A1') },
      { name: 'x/b.csv', content: csv('B1', 'B2') },
    ]),
  });
  const read = (name: string) => readLooseFile(join(trial.dir, name), { text: ['主要内容'], id: '工单编号' });
  expect((await read('one.zip')).ids).toEqual(['A1']);
  expect((await read('two.zip/x/b.csv')).ids).toEqual(['B1', 'B2']);
  await expect(read('two.zip')).rejects.toThrow(/an archive of 2 files/);
  await expect(read('two.zip/none.csv')).rejects.toThrow(/no such file in the archive/);
  await expect(read('none.zip/a.csv')).rejects.toThrow(/no such file/);
  trial.close();
});
