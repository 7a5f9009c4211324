import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { arrowBytes, type Column } from './arrow-file.ts';
import { writeComparisonFiles } from './comparison-files.ts';

const scratch = mkdtempSync(join(tmpdir(), 'minqing-comparison-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const text = (name: string, values: (string | null)[]): Column => ({ name, type: 'text', values });
const number = (name: string, values: (number | null)[]): Column => ({ name, type: 'number', values });

test('every indicator has a file of its figures, by period; one without figures an empty one', () => {
  writeFileSync(
    join(scratch, 'nodes.arrow'),
    arrowBytes([text('node', ['R', 'R31', 'R32']), text('kind', ['dimension', 'indicator', 'indicator'])]),
  );
  writeFileSync(
    join(scratch, 'figures.arrow'),
    arrowBytes([
      text('period', ['month:2024-01', 'month:2024-02', 'month:2024-02']),
      text('kind', ['city', 'city', 'unit']),
      text('slug', ['city', 'city', 'U01']),
      text('name', ['云溪市', '云溪市', '"城管"<局>']),
      text('indicator', ['R32', 'R32', 'R32']),
      number('value', [1 / 3, 0.5, null]),
      number('low', [0.25, 0.4, null]),
      number('high', [0.4, 0.6, null]),
      number('n', [120, 98, null]),
      text('state_text', ['', '', '件数过少，不予公布']),
      { name: 'provisional', type: 'boolean', values: [false, true, null] },
    ]),
  );
  const to = join(scratch, 'compare');
  writeComparisonFiles(scratch, to);
  expect(readdirSync(to).sort()).toEqual(['R31.json', 'R32.json']);
  const read = (name: string) => JSON.parse(readFileSync(join(to, name), 'utf8'));
  expect(read('R31.json')).toEqual({ subjects: [], periods: {} });
  expect(read('R32.json')).toEqual({
    subjects: [
      ['city', 'city', '云溪市'],
      ['unit', 'U01', '"城管"<局>'],
    ],
    periods: {
      'month:2024-01': [[0, 0.333333, 0.25, 0.4, 120, '', false]],
      'month:2024-02': [
        [0, 0.5, 0.4, 0.6, 98, '', true],
        [1, null, null, null, null, '件数过少，不予公布', null],
      ],
    },
  });
});
