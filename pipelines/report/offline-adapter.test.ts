import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { arrowBytes } from './arrow-file.ts';
import { reportsFolder } from './project.ts';

const scratch = mkdtempSync(join(tmpdir(), 'minqing-adapter-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** Evidence's database as the build uses it, with our patch applied by `npm ci`. */
const client = () =>
  import(pathToFileURL(join(reportsFolder, 'node_modules/@evidence-dev/universal-sql/src/client-duckdb/node.js')).href);

describe('the offline adapter', () => {
  test('loads Arrow files, empty ones too, and asks no other host', async () => {
    const fetched: string[] = [];
    const fetch = globalThis.fetch;
    globalThis.fetch = async (address) => {
      fetched.push(String(address));
      throw new Error('no network');
    };
    try {
      const full = join(scratch, 'rates.arrow');
      writeFileSync(
        full,
        arrowBytes([
          { name: 'name', type: 'text', values: ['东湖区', "O'Neil <b>", null] },
          { name: 'value', type: 'number', values: [0.5, null, -2] },
          { name: 'newest', type: 'boolean', values: [true, false, null] },
        ]),
      );
      const empty = join(scratch, 'nothing.arrow');
      writeFileSync(
        empty,
        arrowBytes([
          { name: 'name', type: 'text', values: [] },
          { name: 'n', type: 'number', values: [] },
        ]),
      );
      const { initDB, setParquetURLs, updateSearchPath, query } = await client();
      await initDB();
      await setParquetURLs({ minqing: [full, empty] });
      updateSearchPath(['minqing']);
      const rows = [...query('select name, value, newest from minqing.rates order by value nulls last')];
      expect(rows.map((row: { toJSON(): unknown }) => row.toJSON())).toEqual([
        { name: null, value: -2, newest: null },
        { name: '东湖区', value: 0.5, newest: true },
        { name: "O'Neil <b>", value: null, newest: false },
      ]);
      expect(
        [...query('select count(*) as n, max(name) as name from minqing.nothing')].map((row: { n: number }) => row.n),
      ).toEqual([0]);
      expect(fetched).toEqual([]);
    } finally {
      globalThis.fetch = fetch;
    }
  });
});
