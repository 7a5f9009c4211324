import { appendFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { UserError } from '../user-error.ts';
import { readContract } from './contract.ts';
import { findExports } from './exports.ts';
import { formatsContract, gb18030, landExports, workbookOf, zipOf } from './formats-fixtures.ts';
import { openSource } from './source/source.ts';
import { TrialSite } from './trial-site.ts';

const header = '工单编号,受理时间,主要内容';
const good = (id: string, body = '好'): string => `${id},2024-01-02 03:04:05,${body}`;
const sound = { 'z.csv': `${header}\n${good('Z')}\n` };

describe('what is written in ways of its own', () => {
  test.each([
    ['UTF-16 without a byte order mark', Buffer.from(`${header}\n${good('A')}\n`, 'utf16le'), 'utf-16le'],
    ['UTF-16, the other way round', Buffer.from(`\ufeff${header}\n${good('A')}\n`, 'utf16le').swap16(), 'utf-16be'],
    ['CR alone, with LF within a cell', Buffer.from(`${header}\r${good('A', '"一\n二"')}\r`), 'utf-8'],
    [
      'lines that end in LF, with CR LF within cells, more of them than columns',
      Buffer.from(`${header},备注\n${good('A', `"${'一\r\n二,'.repeat(40)}"`)},无\n`),
      'utf-8',
    ],
    [
      'Excel’s hint of the delimiter',
      Buffer.from(`sep=;\r\n${`${header}\r\n${good('A')}`.replaceAll(',', ';')}\r\n`),
      'utf-8',
    ],
    ['a quoted header over two lines', Buffer.from(`"工单\n编号",受理时间,主要内容\n${good('A')}\n`), 'utf-8'],
  ])('%s', async (_, bytes, encoding) => {
    const { files, orders, told } = await landExports({ 'a.xls': bytes });
    expect(told).toEqual({});
    expect(files).toMatchObject([{ format: 'csv', encoding, accepted: 1, rejected: 0 }]);
    expect(orders).toMatchObject([{ order_id: 'A' }]);
  });

  test('bytes of another encoding cost their rows alone, whichever encoding the file is in', async () => {
    for (const encode of [gb18030, (text: string) => Buffer.from(text, 'utf8')]) {
      const bytes = Buffer.concat([
        encode(`${header}\n${good('A', '路灯坏了')}\n`),
        Buffer.from('B,2024-01-02 03:04:05,'),
        Buffer.from([0xff, 0xff, 0x0a]),
        encode(`${good('C', '也好')}\n`),
      ]);
      const { orders, rejects } = await landExports({ 'a.csv': bytes });
      expect(orders.map(({ order_id }) => order_id)).toEqual(['A', 'C']);
      expect(rejects).toMatchObject([{ row: 3, reason: 'bytes that are no text in the encoding of the file' }]);
    }
  });

  test('NUL and control characters become blanks; text that is SQL stays text', async () => {
    const sql = `'); drop table files; --`;
    const { orders, files } = await landExports(
      {
        'a.csv': `${header},${sql}\n${good('A', 'x\u0000\u0007y\u001b[2J')},1\n${good('B', sql)},2\n`,
        [`${sql}.csv`]: `${header}\n${good('C')}\n`,
      },
      { contract: `${formatsContract}  title: { from: ["${sql}"] }\n` },
    );
    expect(files).toHaveLength(2);
    expect(orders.map(({ body }) => body).sort()).toEqual([sql, 'x  y [2J', '好'].sort());
  });
});

describe('what is too large', () => {
  test('a line of many megabytes, quoted or not, is one row', async () => {
    for (const long of ['长'.repeat(2 << 20), `"${'长'.repeat(2 << 20)}"`, `"${'"",'.repeat(2 << 20)}"`]) {
      const { files, rejects } = await landExports({
        'a.csv': [header, good('A'), good('B', long), good('C'), ''].join('\n'),
      });
      expect(files).toMatchObject([{ read: 4, ignored: 1, accepted: 2, rejected: 1 }]);
      expect(rejects).toMatchObject([{ row: 3, reason: 'the row is longer than 1 MB' }]);
    }
  });

  test('a quote that is opened in every line costs time in proportion to the file', async () => {
    const broken = (line: string) => `${header}\n${line.repeat(130_000)}${good('A')}\n`;
    for (const line of ['"x\n', '1,"x\n', '"a""\n', 'A1,2024-01-02 03:04:05,"x\n']) {
      const began = performance.now();
      const { files } = await landExports({ 'a.csv': broken(line) });
      expect(files[0]!.read).toBe(files[0]!.ignored + files[0]!.accepted + files[0]!.rejected);
      expect(performance.now() - began).toBeLessThan(20_000);
    }
  });

  test('a header of 10,000 columns is refused, one of 1,000 is read', async () => {
    const wide = (columns: number) =>
      `${header},${Array.from({ length: columns - 3 }, (_, i) => `c${i}`).join(',')}\n${good('A')}${','.repeat(columns - 3)}\n`;
    const { told, files } = await landExports({ 'a.csv': wide(10_000), 'b.csv': wide(1000) });
    expect(told['a.csv']).toMatch(/the header in row 1 has 10000 columns; 1000 are read at most\n {2}fix: /);
    expect(files).toMatchObject([{ name: 'b.csv', accepted: 1 }]);
  });

  test('bombs are refused before they are unpacked, and while they are', async () => {
    const repeated = Buffer.alloc(140 << 20, `${header}\n`);
    const packed = gzipSync(repeated, { level: 9 });
    const { told, files } = await landExports({
      'a.csv.gz': packed,
      'b.zip': zipOf([{ name: 'b.csv', content: repeated }]),
      'c.zip': zipOf([{ name: 'c.csv', content: repeated, claims: { unpacked: 1000 } }]),
      'd.xlsx': workbookOf({ 一: `<sheetData>${'<row/>'.repeat(23 << 20)}</sheetData>` }),
      ...sound,
    });
    for (const name of ['a.csv.gz', 'b.zip', 'd.xlsx'])
      expect(told[name]).toMatch(/unpacks to more than 300 times its size, which no export does\n {2}fix: /);
    expect(told['c.zip/c.csv']).toMatch(/archive is damaged/);
    expect(files.map(({ name }) => name)).toEqual(['z.csv']);
  });
});

describe('what is half a copy', () => {
  test('a file that grows between two looks is set aside, and taken when it is still', async () => {
    const trial = await TrialSite.open({
      'contracts/orders.yaml': formatsContract,
      'exports/b.csv': `${header}\n${good('B')}\n`,
    });
    const path = join(trial.dir, 'exports', 'a.csv');
    writeFileSync(path, `${header}\n${good('A')}\n`);
    const looking = findExports(trial.site);
    setTimeout(() => appendFileSync(path, `${good('A2')}\n`), 300);
    const first = await looking;
    expect(first.setAside).toEqual([
      { name: 'a.csv', reason: 'it is still being written', fix: expect.stringMatching(/next run/) },
    ]);
    expect(first.exports.map(({ name }) => name)).toEqual(['b.csv']);
    const second = await findExports(trial.site);
    expect(second.exports.map(({ name }) => name)).toEqual(['a.csv', 'b.csv']);
    trial.close();
  });

  test('a file that changes while its rows are read gives no rows', async () => {
    const trial = await TrialSite.open({
      'contracts/orders.yaml': formatsContract,
      ...{ 'exports/a.csv': `${header}\n${good('A')}\n` },
    });
    const path = join(trial.dir, 'exports', 'a.csv');
    const source = await openSource(path, readContract(join(trial.dir, 'contracts', 'orders.yaml')));
    utimesSync(path, new Date(), new Date());
    const reading = async () => {
      for await (const _ of source.lines);
    };
    await expect(reading()).rejects.toThrow(/has changed while it was read/);
    trial.close();
  });
});

test.each([
  [
    'a bomb of aliases',
    `a: &a [1,1,1,1,1,1,1,1,1]\n${'bcdefghi'
      .split('')
      .map((name, i) => `${name}: &${name} [${Array(9).fill(`*${'abcdefgh'[i]}`)}]`)
      .join('\n')}\n`,
    /too many YAML aliases|no such key|Unrecognized key/i,
  ],
  ['a key that reaches for the prototype', `${formatsContract}__proto__: { polluted: true }\n`, /./],
  ['a huge anchor', `kind: &${'a'.repeat(1 << 20)} orders\n`, /./],
  ['a tag', 'kind: !!js/function "x"\n', /./],
])('a contract with %s is told in one message', async (_, yaml, message) => {
  await expect(landExports(sound, { contract: yaml })).rejects.toSatisfy(
    (error) => error instanceof UserError && message.test(error.text),
  );
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
});
