import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { reportsFolder } from './project.ts';

type Row = Record<string, unknown>;
type Answers = (ask: (sql: string) => Row[], kept?: number) => (sql: string, place: string) => Row[];

const { answers } = (await import(pathToFileURL(join(reportsFolder, 'template/src/answers.js')).href)) as {
  answers: Answers;
};

/** What Evidence sends for one query (sdk/src/usql/query/Query.js): each time under another name. */
let names = 0;
const wrapped = (sql: string) => `SELECT * FROM (${sql} ) AS "inputQuery-${(names++).toString(36)}_-x"`;
const columns = (id: string, sql: string) => `---- Columns ${id} (1abc)\nDESCRIBE ${wrapped(sql)}\n`;
const length = (id: string, sql: string) =>
  `---- Length ${id} (1abc)\nSELECT COUNT(*) as rowCount FROM (${wrapped(sql)})\n`;
const data = (id: string, sql: string) => `---- Data ${id} 1abc\n${wrapped(sql)}\n`;
const plain = (sql: string) => `SELECT * FROM (${sql} ) AS "asked"`;

function asked(kept?: number) {
  const questions: string[] = [];
  const answer = answers((sql) => {
    questions.push(sql);
    return sql.includes('DESCRIBE') ? [{ column_name: 'n' }] : [{ n: sql }, { n: 2 }];
  }, kept);
  return { questions, answer };
}

describe('the answers to what pages ask', () => {
  test('a query is asked once for its rows, however often its length and its rows are wanted', () => {
    const { questions, answer } = asked();
    const sql = "select max(n) from (select 1 as n) where name = 'a)'\norder by 1";
    for (let pass = 0; pass < 2; pass++) {
      expect(answer(columns('figures', sql), '/units figures_columns')).toEqual([{ column_name: 'n' }]);
      expect(answer(length('figures', sql), '/units figures_length')).toEqual([{ rowCount: 2 }]);
      expect(answer(data('figures', sql), '/units figures_data')).toEqual([{ n: plain(sql) }, { n: 2 }]);
    }
    expect(questions).toHaveLength(2);
  });

  test('another page of the kind asks for its own rows, not for the columns again', () => {
    const { questions, answer } = asked();
    for (const unit of ['U01', 'U02']) {
      const sql = `select * from units where unit = '${unit}'`;
      answer(columns('unit', sql), '/units/[unit] unit_columns');
      expect(answer(data('unit', sql), '/units/[unit] unit_data')[0]).toEqual({ n: plain(sql) });
    }
    answer(columns('unit', 'select 1'), '/districts/[district] unit_columns');
    expect(questions.filter((sql) => sql.includes('DESCRIBE'))).toHaveLength(2);
    expect(questions).toHaveLength(4);
  });

  test('what was asked longest ago is forgotten first', () => {
    const { questions, answer } = asked(2);
    for (const sql of ['a', 'b', 'a', 'c', 'a', 'b']) answer(data('x', sql), 'x_data');
    expect(questions).toEqual(['a', 'b', 'c', 'b'].map(plain));
  });

  test('a failure is no answer: it is asked again, and other questions go through as they are', () => {
    let tries = 0;
    const answer = answers((sql) => {
      if (sql === plain('bad') && ++tries < 3) throw new Error('no such table');
      return [{ sql }];
    });
    expect(() => answer(length('x', 'bad'), 'x')).toThrow('no such table');
    expect(() => answer(data('x', 'bad'), 'x')).toThrow('no such table');
    expect(answer(data('x', 'bad'), 'x')).toEqual([{ sql: plain('bad') }]);
    expect(answer('SELECT NULL', 'y')).toEqual([{ sql: 'SELECT NULL' }]);
  });
});
