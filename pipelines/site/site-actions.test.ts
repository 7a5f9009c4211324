import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readSiteActions } from './site-actions.ts';

const dir = mkdtempSync(join(tmpdir(), 'minqing-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

function actions(text: string) {
  const file = join(dir, 'actions.csv');
  writeFileSync(file, text);
  return () => readSiteActions(file);
}

test('actions are read with their lines; none without the file', () => {
  expect(actions('date,kind,target,outcome\n2024-03-05,督办,A1,属实\n2024-03-04,转办,U1,\n')()).toEqual([
    { line: 2, date: '2024-03-05', kind: '督办', target: 'A1', outcome: '属实' },
    { line: 3, date: '2024-03-04', kind: '转办', target: 'U1', outcome: '' },
  ]);
  expect(readSiteActions(join(dir, 'none.csv'))).toEqual([]);
});

test.each([
  ['2024-02-30,督办,A1,', 'is no date'],
  ['5 March,督办,A1,', 'is no date'],
  ['2024-03-05,,A1,', 'kind and target'],
  ['2024-03-05,督办,,', 'kind and target'],
])('a line that cannot be is refused with its number: %s', (line, message) => {
  const read = actions(`date,kind,target,outcome\n2024-03-05,督办,A1,属实\n${line}\n`);
  expect(read).toThrow(message);
  expect(read).toThrow(expect.objectContaining({ where: expect.stringMatching(/actions\.csv:3$/) }));
});

test('a missing column is named', () => {
  expect(actions('date,kind,target\n2024-03-05,督办,A1\n')).toThrow('outcome');
});
