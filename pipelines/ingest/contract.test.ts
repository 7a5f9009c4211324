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

const scored = (range: string, least: string): string =>
  `${good}  satisfaction: { from: [评分], scores: { range: ${range}, least: { ${least} } } }\n`;

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
    ['a score no word begins at', scored('[1, 5]', '满意: 4'), /orders\.yaml:5: .*no word begins at 1/],
    ['a word outside the range', scored('[1, 5]', '满意: 80, 不满意: 1'), /orders\.yaml:5: .*80.* outside the range/],
    ['a word that is none', scored('[1, 5]', '好: 1'), /orders\.yaml:5: .*“好” must be one of 满意/],
    [
      'scores on a text',
      `${good}  title: { from: [标题], scores: { range: [1, 5], least: {} } }\n`,
      /orders\.yaml:5: .*fixed words/,
    ],
    [
      'a default beside required',
      `${good}  channel: { from: [渠道], required: true, default: 电话 }\n`,
      /orders\.yaml:5: .*not with value or required/,
    ],
    ['a default that is no number', `${good}  redo: { from: [重办], default: 无 }\n`, /orders\.yaml:5: .*whole number/],
    [
      'a default for a time',
      `${good}  closed_at: { from: [办结], default: 2024-01-01 }\n`,
      /orders\.yaml:5: .*can have a default/,
    ],
    [
      'a code table that is not there',
      `${good}  kind: { from: [类型], codes: { file: codes.csv, from: 代码, to: 名称 } }\n`,
      /codes of kind.*cannot be read/,
    ],
    [
      'a code table elsewhere',
      `${good}  kind: { from: [类型], codes: { file: ../../etc/passwd, from: a, to: b } }\n`,
      /outside the folder/,
    ],
    ['rows per unit without their role', `${good}one_row_per: unit\n`, /role must be mapped/],
    [
      'what only calls declare',
      `${good}waiting_from: ringing\n`,
      /orders\.yaml:5: .*waiting_from: only a contract of kind calls/,
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
