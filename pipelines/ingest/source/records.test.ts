import { DuckDBInstance } from 'duckdb';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Contract } from '../contract.ts';
import { cleanCell, trimmedCell } from '../reading.ts';
import { cellsOf, RecordScanner } from './records.ts';

const blanks = [' ', '\t', '\u00a0', '\u3000', '\ufeff', '\u200b'];
const empty = ['', '-', '--', '无', 'NULL'];

/** Of a record written on a line of its own. */
function tidy(record: string, { last = false, delimiter = ',' } = {}): boolean {
  const scanner = new RecordScanner(delimiter.charCodeAt(0));
  const bytes = Buffer.from(last ? record : `${record}\n`, 'utf8');
  expect(scanner.next(bytes, 0, last)).toBe(true);
  return scanner.tidy && !scanner.irregular;
}

describe('a row of an export', () => {
  test.each(['工单,电话,2024-01-01 08:00:00,', '"一，二","三\n四",五', '（甲）,“乙”,〇〔丙〕', '》,é,‐,￿', ''])(
    'is tidy where no cell has a blank at its ends: %j',
    (record) => {
      expect(tidy(record)).toBe(true);
      expect(tidy(`${record}\r`)).toBe(true);
    },
  );

  test('is with empty cells between tabs', () => {
    expect(tidy('甲\t\t乙\t', { delimiter: '\t' })).toBe(true);
    expect(tidy('\t甲\t\t\r', { delimiter: '\t' })).toBe(true);
    expect(tidy('甲\t 乙', { delimiter: '\t' })).toBe(false);
  });

  test.each(blanks)('is not where one begins or ends with %j, quoted or not', (blank) => {
    for (const cell of [`${blank}甲`, `甲${blank}`, blank])
      for (const written of [cell, `"${cell}"`])
        for (const record of [written, `${written},乙`, `乙,${written}`, `乙,${written},丙`]) {
          expect(tidy(record), record).toBe(false);
          expect(tidy(`${record}\r`), record).toBe(false);
        }
  });

  test('is not where one may be Excel’s ="…", nor where the text ends with it', () => {
    expect(tidy('="0012",甲')).toBe(false);
    expect(tidy('"=""0012""",甲')).toBe(false);
    expect(tidy('甲,乙', { last: true })).toBe(false);
  });

  test('has nothing that the SQL of cleaning would change when it is tidy, whatever it holds', async () => {
    const piece = fc.constantFrom(
      ...blanks,
      ...empty,
      '"',
      '""',
      '=',
      '="',
      '\n',
      '\r',
      '甲',
      'é',
      '1',
      ';',
      '，',
      '。',
    );
    const cell = fc.array(piece, { maxLength: 4 }).map((parts) => parts.join(''));
    const written = fc
      .tuple(cell, fc.boolean())
      .map(([text, quote]) => (quote ? `"${text.replaceAll('"', '""')}"` : text.replace(/["\n\r]/g, '')));
    const record = fc.array(written, { minLength: 1, maxLength: 4 }).map((cells) => cells.join(','));
    const connection = await (await DuckDBInstance.create(':memory:')).connect();
    await connection.run('create table cells (cell VARCHAR)');
    const appender = await connection.createAppender('cells');
    let plain = 0;
    fc.assert(
      fc.property(record, (text) => {
        if (!tidy(text)) return;
        plain++;
        for (const each of cellsOf(text, ',')) {
          appender.appendVarchar(each);
          appender.endRow();
        }
      }),
      { seed: 20261123, numRuns: 20_000 },
    );
    appender.closeSync();
    expect(plain).toBeGreaterThan(2_000);
    const contract = { empty } as Contract;
    const found = await connection.runAndReadAll(
      `select count(*) from (select cell, ${trimmedCell('cell')} as trimmed, ${cleanCell('cell', contract)} as cleaned
                             from (select cell, false as tidy from cells))
       where trimmed <> cell or (cleaned is null) <> list_contains(${JSON.stringify(empty).replaceAll('"', "'")}, cell) or cleaned <> cell`,
    );
    expect(Number(found.getRows()[0]![0])).toBe(0);
    connection.closeSync();
  });
});
