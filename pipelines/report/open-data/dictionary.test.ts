import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { publish, publishedTables } from '../publish.ts';
import { openSampleMarts, sampleParameters } from '../sample-marts.ts';
import { describeColumn, dictionary } from './dictionary.ts';
import { readPublished } from './exported-table.ts';

const scratch = mkdtempSync(join(tmpdir(), 'minqing-dictionary-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

test('every column of every table is described with its type, and nothing that is not there', async () => {
  const { warehouse, close } = await openSampleMarts({ orders: 2000, months: 14, districts: 3, units: 8 });
  try {
    await publish(warehouse, join(scratch, 'data'), sampleParameters, join(scratch, 'public'));
  } finally {
    close();
  }
  const used = new Set<string>();
  for (const folder of ['data', 'public']) {
    const tables = readPublished(join(scratch, folder));
    expect(tables.map(({ name }) => name)).toEqual([...publishedTables].sort());
    expect(Object.keys(dictionary.tables).sort()).toEqual([...publishedTables].sort());
    for (const { name, columns } of tables) {
      const names = columns.map((column) => column.name);
      expect(names).toEqual(expect.arrayContaining(dictionary.tables[name]!.key));
      expect(names).toEqual(expect.arrayContaining(Object.keys(dictionary.tables[name]!.columns ?? {})));
      for (const { name: column, description, values } of columns) {
        if (!dictionary.tables[name]!.columns?.[column]) used.add(column);
        expect(description.text).toMatch(/\p{Script=Han}/u);
        const known = values.filter((value) => value !== null && value !== '');
        const wanted =
          { integer: 'number', number: 'number', boolean: 'boolean' }[description.type as string] ?? 'string';
        expect([name, column, known.filter((value) => typeof value !== wanted)]).toEqual([name, column, []]);
        if (description.type === 'integer')
          expect([name, column, known.filter((value) => !Number.isInteger(value))]).toEqual([name, column, []]);
      }
    }
  }
  expect([...used].sort()).toEqual(Object.keys(dictionary.columns).sort());
});

test('a column that nobody described is refused', () => {
  expect(() => describeColumn('scores', 'secret')).toThrow('scores.secret is not described');
  expect(() => describeColumn('secrets', 'value')).toThrow('not described');
});
