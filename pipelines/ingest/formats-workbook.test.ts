import { expect, test } from 'vitest';
import { formatsContract, landExports, textRow, workbookOf, zipOf } from './formats-fixtures.ts';

const headers = ['工单编号', '受理时间', '主要内容', '电话', '重办次数', '是否有效'];
const sheet = (...rows: string[]): string => `<sheetData>${textRow(3, headers)}${rows.join('')}</sheetData>`;
const time = '<c r="B0" t="str"><v>2024-01-02 03:04:05</v></c>';

test('numbers, texts, booleans, dates and durations come as they are shown', async () => {
  const styles = `<numFmts count="3"><numFmt numFmtId="164" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot; h:mm"/><numFmt numFmtId="165" formatCode="[h]:mm:ss"/><numFmt numFmtId="166" formatCode="0.0&quot;day&quot;"/></numFmts>
    <cellXfs><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="22"/><xf numFmtId="166"/></cellXfs>`;
  const contract = `${formatsContract}  due_at: { from: [时限] }\n  title: { from: [用时] }\n  reply: { from: [时刻] }\n  place: { from: [天数] }\n`;
  const rows = `<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>工单编号</t></is></c>${[...headers.slice(1), '时限', '用时', '时刻', '天数'].map((name) => `<c t="inlineStr"><is><t>${name}</t></is></c>`).join('')}</row>
    <row r="2"><c r="A2"><v>20240301000012</v></c><c r="B2" s="1"><v>45293.5</v></c><c r="C2" t="s"><v>1</v></c><c r="D2"><v>13800138000</v></c><c r="E2" t="str"><f>1+1</f><v>2</v></c><c r="F2" t="b"><v>1</v></c><c r="G2" s="3"><v>45294.25</v></c><c r="H2" s="2"><v>1.5</v></c><c r="I2" s="1"><v>0.75</v></c><c r="J2" s="4"><v>3.5</v></c></row>
    <row r="3"><c r="A3" t="s"><v>0</v></c><c r="B3" t="d"><v>2024-01-02T03:04:05</v></c><c r="C3" t="inlineStr"><is><r><t>富</t></r><r><rPr><b/></rPr><t xml:space="preserve"> 文本</t></r><rPh sb="0" eb="1"><t>fu</t></rPh></is></c><c r="D3" t="str"><v>13800138000</v></c><c r="E3"><v>2.0</v></c><c r="F3" t="str"><v>是</v></c></row>
    <row r="4"><c t="inlineStr"><is><t><![CDATA[<C&A>]]></t></is></c><c s="1"><v>4.5293E4</v></c></row></sheetData>`;
  const strings = '<si><t>00123</t></si><si><r><t>共享</t></r><r><t>富文本 &lt;b&gt; &#x4e2d;_x000D_</t></r></si>';
  const { orders, told, rejects } = await landExports(
    { 'a.xlsx': workbookOf({ 一: rows }, { strings, styles }) },
    { contract },
  );
  expect(told).toEqual({});
  expect(rejects).toEqual([]);
  expect(orders).toMatchObject([
    {
      row: 2,
      order_id: '20240301000012',
      received_at: '2024-01-02 12:00:00',
      body: '共享富文本 <b> 中',
      redo: 2,
      callback_valid: true,
    },
    { row: 3, order_id: '00123', received_at: '2024-01-02 03:04:05', body: '富 文本', redo: 2, callback_valid: true },
    { row: 4, order_id: '<C&A>', received_at: '2024-01-02 00:00:00' },
  ]);
  expect(orders[0]!.resident).toBe(orders[1]!.resident);
});

test.each([
  ['1900', false, 45293.5],
  ['1904', true, 43831.5],
])('days counted from %s, with a date format or without', async (_, date1904, day) => {
  const styles = '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>';
  const rows = sheet(
    `<row r="4"><c t="str"><v>A</v></c><c s="1"><v>${day}</v></c></row>`,
    `<row r="5"><c t="str"><v>B</v></c><c><v>${day}</v></c></row>`,
  );
  const { orders } = await landExports({ 'a.xlsx': workbookOf({ 一: rows }, { styles, date1904 }) });
  expect(orders.map(({ received_at }) => received_at)).toEqual(['2024-01-02 12:00:00', '2024-01-02 12:00:00']);
});

test('a formula that was never computed rejects its row where the contract names its column, and only there', async () => {
  const { orders, rejects } = await landExports({
    'a.xlsx': workbookOf({
      一: sheet(
        `<row r="4"><c t="str"><v>A</v></c>${time}<c><f>"x"&amp;1</f></c></row>`,
        `<row r="5"><c t="str"><v>B</v></c>${time}<c t="str"><f>""</f><v></v></c><c/><c/><c/><c r="H5"><f>1</f></c></row>`,
      ).replaceAll('r="B0" ', ''),
    }),
  });
  expect(orders).toMatchObject([{ order_id: 'B', body: null }]);
  expect(rejects).toMatchObject([{ row: 4, reason: 'a formula that was never computed' }]);
});

test('the error of a formula is no value, unless the contract says that it is empty', async () => {
  const error = (cell: number) =>
    workbookOf({
      一: sheet(
        `<row r="4">${headers.map((_, i) => (i === cell ? '<c t="e"><f>1/0</f><v>#N/A</v></c>' : i === 1 ? time : i === 0 ? '<c t="str"><v>A</v></c>' : '<c/>')).join('')}</row>`,
      ).replaceAll('r="B0" ', ''),
    });
  for (const cell of [0, 1, 2, 3, 4, 5]) {
    const { rejects } = await landExports({ 'a.xlsx': error(cell) });
    expect(rejects).toMatchObject([{ row: 4, fix: expect.stringMatching(/./) }]);
  }
  const contract = formatsContract.replace('columns:', 'empty: ["", "#N/A"]\ncolumns:');
  const { orders } = await landExports({ 'a.xlsx': error(2) }, { contract });
  expect(orders).toMatchObject([{ order_id: 'A', body: null }]);
});

test('a sheet that claims a million rows and columns costs no more than what it holds', async () => {
  const began = performance.now();
  const { files, orders } = await landExports({
    'a.xlsx': workbookOf({
      一: `<dimension ref="A1:XFD1048576"/><cols><col min="1" max="16384" width="9"/></cols>${sheet(
        textRow(4, ['A', '2024-01-02 03:04:05']).replace('</row>', '<c r="XFD4" t="str"><v>远</v></c></row>'),
        '<row r="7"/><row r="1048575"><c r="A1048575" s="1"/></row>',
        textRow(1_048_576, ['B', '2024-01-02 03:04:05']),
      )}`,
      二: '<dimension ref="A1:XFD1048576"/><sheetData/>',
    }),
  });
  expect(orders).toMatchObject([
    { row: 4, order_id: 'A' },
    { row: 1_048_576, order_id: 'B' },
  ]);
  expect(files).toMatchObject([{ read: 1_048_576, ignored: 1_048_574, accepted: 2 }]);
  expect(performance.now() - began).toBeLessThan(10_000);
});

test('rows that repeat a number or go back are all read', async () => {
  const { orders, files } = await landExports({
    'a.xlsx': workbookOf({
      一: sheet(...[4, 4, 2].map((row, i) => textRow(row, [`A${i}`, '2024-01-02 03:04:05']))),
    }),
  });
  expect(orders.map(({ row, order_id }) => [row, order_id])).toEqual([
    [4, 'A0'],
    [5, 'A1'],
    [6, 'A2'],
  ]);
  expect(files).toMatchObject([{ read: 6, ignored: 3, accepted: 3 }]);
});

const damagedSheet = (spoil: (xml: string) => string): Buffer =>
  workbookOf({ 一: spoil(sheet(textRow(4, ['A', '2024-01-02 03:04:05']))) });

test.each([
  [
    'a string that is not there',
    damagedSheet((xml) => xml.replace('t="inlineStr"><is><t>A</t></is>', 't="s"><v>7</v>')),
    /damaged/,
  ],
  [
    'a row beyond the last',
    damagedSheet((xml) => xml.replace('<row r="4">', '<row r="99999999999999999999">')),
    /damaged/,
  ],
  [
    'a row of more than 16 MB',
    damagedSheet((xml) => xml.replace('>A<', `>${'A'.repeat(18 << 20)}<`)),
    /a row of its sheet sheet1\.xml, the one after row 3, is longer than 16 MB/,
  ],
  [
    'a text of more than 16 MB',
    workbookOf({ 一: sheet() }, { strings: `<si><t>${'A'.repeat(18 << 20)}</t></si>` }),
    /a text in it \(number 1 in sharedStrings\.xml\)/,
  ],
  ['no rows', workbookOf({ 一: sheet() }), /a header but no rows/],
  ['no sheet', workbookOf({}), /none of the first/],
  ['no relations', zipOf([{ name: 'xl/workbook.xml', content: '<workbook/>' }]), /damaged/],
])('a workbook with %s is told', async (_, bytes, message) => {
  const { told, files } = await landExports({ 'a.xlsx': bytes, 'z.csv': '工单编号,受理时间\n1,2024-01-02 00:00:00\n' });
  expect(told['a.xlsx']).toMatch(message);
  expect(told['a.xlsx']).toMatch(/\n {2}fix: ./);
  expect(files.map(({ name }) => name)).toEqual(['z.csv']);
});

test('a cell longer than Excel allows costs its row', async () => {
  const { files, rejects } = await landExports({
    'a.xlsx': workbookOf({
      一: sheet(
        textRow(4, ['A', '2024-01-02 03:04:05', '长'.repeat(400_000)]),
        textRow(5, ['B', '2024-01-02 03:04:05', '短']),
      ),
    }),
  });
  expect(files).toMatchObject([{ accepted: 1, rejected: 1 }]);
  expect(rejects).toMatchObject([{ row: 4, reason: 'the row is longer than 1 MB' }]);
});
