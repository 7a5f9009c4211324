import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { UserError } from '../user-error.ts';
import { readContract } from './contract.ts';

const good = `kind: orders
files: ["**"]
columns:
  order_id: { from: [工单编号], required: true }
`;

function messageOf(yaml: string): string {
  const file = join(mkdtempSync(join(tmpdir(), 'minqing-contract-')), 'orders.yaml');
  writeFileSync(file, yaml);
  try {
    readContract(file);
  } catch (error) {
    if (error instanceof UserError) return error.text;
    throw error;
  }
  return 'valid';
}

describe('a contract', () => {
  test('is valid with an order number alone', () => expect(messageOf(good)).toBe('valid'));

  test.each([
    ['a YAML error', `${good}  received_at: { from: [受理时间`, /orders\.yaml:5/],
    ['an unknown key', `${good}encodng: utf-8\n`, /orders\.yaml:5: .*encodng/],
    ['a misspelt column', `${good}  recieved_at: { from: [受理时间] }\n`, /orders\.yaml:5: .*did you mean received_at/],
    ['an unknown key of a column', `${good}  title: { form: [标题] }\n`, /orders\.yaml:5: .*form/],
    ['a column that says nothing', `${good}  title: {}\n`, /orders\.yaml:5: .*says nothing/],
    [
      'a missing order number',
      'kind: orders\nfiles: [x]\ncolumns:\n  title: { from: [标题] }\n',
      /orders\.yaml:3: .*order_id must be mapped/,
    ],
    [
      'a broken expression',
      `${good}exported_at: { file_name: '(\\d{8', format: '%Y%m%d' }\n`,
      /orders\.yaml:5: .*regular expression/,
    ],
    [
      'an expression without a group',
      `${good}exported_at: { file_name: '\\d{8}', format: '%Y%m%d' }\n`,
      /orders\.yaml:5: .*group/,
    ],
    ['a date format with a foreign sign', `${good}dates: ['%Y-%m-%d', '%Q']\n`, /orders\.yaml:5: .*%Q/],
    ['a word under yes and no', `${good}no: [否, 是]\n`, /orders\.yaml:5: .*“是”/],
    [
      'a target that is no answer',
      `${good}  satisfaction: { from: [满意度], values: { 很好: [好] } }\n`,
      /orders\.yaml:5: .*“很好” must be one of 满意/,
    ],
    ['a unit on a text', `${good}  title: { from: [标题], unit: s }\n`, /orders\.yaml:5: .*only durations/],
    ['a level without a path', `${good}  category1: { from: [分类], level: 1 }\n`, /orders\.yaml:5: .*belong together/],
    [
      'a date in a column that is not mapped',
      `${good}  received_at: { date_in: call_id, pattern: '(\\d{6})', format: '%y%m%d' }\n`,
      /orders\.yaml:5: .*call_id/,
    ],
    [
      'a bomb of aliases',
      `a: &a [x,x]\nb: &b [*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c]\n${good}`,
      /aliases/,
    ],
  ])('names file, line and fix for %s', (_, yaml, pattern) => {
    const message = messageOf(yaml);
    expect(message).toMatch(pattern);
    expect(message).toMatch(/fix: ./);
  });
});
