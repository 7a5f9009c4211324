import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { TrialSite } from './trial-site.ts';

let trial: TrialSite;
beforeEach(async () => {
  trial = await TrialSite.open({});
});
afterEach(() => trial.close());

/** The landed rows of one column read by `rule` from cells under 值, and the reasons of those refused. */
async function read(column: string, rule: string, cells: string[], more = ''): Promise<unknown[]> {
  trial.write({
    'contracts/orders.yaml': `kind: orders\nfiles: ["*"]\n${more}\ncolumns:\n  order_id: { from: [编号] }\n  ${column}: { from: [值]${rule} }\n`,
    'exports/a.csv': `编号,值\n${cells.map((cell, i) => `${i},"${cell.replaceAll('"', '""')}"`).join('\n')}\n`,
  });
  await trial.land();
  expect([...trial.failures.values()]).toEqual([]);
  const rows = await trial.warehouse.rows<{ n: number; value: unknown }>(
    `select "row" - 2 as n, ${column} as value from landed_orders`,
  );
  const refused = await trial.warehouse.rows<{ n: number; reason: string }>(
    'select "row" - 2 as n, reason from rejects',
  );
  return cells.map(
    (_, i) => rows.find(({ n }) => n === i)?.value ?? (refused.find(({ n }) => n === i)?.reason || null),
  );
}

describe('a satisfaction scale', () => {
  const unknown = 'not in the value list';

  test('of five words', async () => {
    const values = '满意: [非常满意, 满意], 基本满意: [基本满意, 一般], 不满意: [不满意, 非常不满意]';
    expect(
      await read('satisfaction', `, values: { ${values} }`, ['非常满意', '一般', '非常不满意', '', '还行', '5']),
    ).toEqual(['满意', '基本满意', '不满意', null, unknown, unknown]);
  });

  test('of 1 to 5, as number, words or stars', async () => {
    const scores = ', scores: { range: [1, 5], least: { 满意: 4, 基本满意: 3, 不满意: 1 } }';
    expect(
      await read('satisfaction', scores, [
        '5',
        '4.0',
        '3分',
        '2',
        '★★★★★',
        '★★☆☆☆',
        '⭐️⭐️⭐️',
        '四星',
        '3颗星',
        '0',
        '6',
        '95',
        '不满意',
        '差',
      ]),
    ).toEqual([
      ...['满意', '满意', '基本满意', '不满意', '满意', '不满意', '基本满意', '满意', '基本满意'],
      ...[unknown, unknown, unknown, '不满意', unknown],
    ]);
  });

  test('of 0 to 100 with words of its own, and another word for the rest', async () => {
    const rule =
      ', scores: { range: [0, 100], least: { 满意: 80, 基本满意: 60, 不满意: 0 } }, values: { 满意: [好评] }, other: 不满意';
    expect(await read('satisfaction', rule, ['100', '80', '79.5', '0', '101', '好评', '满意', ''])).toEqual([
      ...['满意', '满意', '基本满意', '不满意', '不满意', '满意', '不满意'],
      null,
    ]);
  });
});

describe('a code table', () => {
  test('in the contract, before value list and path', async () => {
    expect(
      await read('category2', ', codes: { "01": 城建->供水, "02": 城建/供电 }, path: ["->", "/"], level: 2', [
        '01',
        '02',
        '03',
        '',
      ]),
    ).toEqual([...['供水', '供电', 'not in the code table'], null]);
  });

  test('a known code without the level asked for is no fault, an unknown one is', async () => {
    const rule = ', codes: { "01": 城建->供水, "02": 城建 }, path: "->", level: 2';
    expect(await read('category2', rule, ['01', '02', '03'])).toEqual(['供水', null, 'not in the code table']);
    trial.close();
    trial = await TrialSite.open({});
    expect(await read('category2', `${rule}, other: 其他`, ['01', '02', '03'])).toEqual(['供水', null, '其他']);
  });

  test('in a CSV beside the contract; a kind by its code, the rest by another word', async () => {
    trial.write({ 'contracts/codes.csv': '\ufeffcode,name\n1,投诉类\n2,咨询\n' });
    const rule =
      ', codes: { file: codes.csv, from: code, to: name }, values: { 投诉: [投诉类], 咨询: [咨询] }, other: 其他';
    expect(await read('kind', rule, ['1', '2', '9', ''])).toEqual(['投诉', '咨询', '其他', null]);
  });

  test('of yes and no', async () => {
    expect(await read('desk', ', codes: { "10": 是, "20": 否 }', ['10', '20', '30'])).toEqual([
      true,
      false,
      'not in the code table',
    ]);
  });
});

test('an empty cell takes the default, a filled one is read or refused as ever', async () => {
  expect(await read('returns', ', default: 0', ['', '2', '-', '两次'])).toEqual([0, 2, 0, 'not a whole number']);
  trial.close();
  trial = await TrialSite.open({});
  expect(await read('channel', ', default: 电话', ['', '微信'])).toEqual(['电话', '微信']);
  trial.close();
  trial = await TrialSite.open({});
  expect(await read('callback_valid', ', default: false', ['', '是'])).toEqual([false, true]);
});

test('several words in one cell, by the usual signs or by the contract’s', async () => {
  expect(await read('assist_units', '', ['城管局、住建局', ' 水务局 ', '', '甲/乙；丙'])).toEqual([
    ['城管局', '住建局'],
    ['水务局'],
    null,
    ['甲', '乙', '丙'],
  ]);
  trial.close();
  trial = await TrialSite.open({});
  expect(await read('assist_units', '', ['城管局、13800138000'])).toEqual([['城管局', '〔手机〕']]);
  trial.close();
  trial = await TrialSite.open({});
  expect(await read('assist_units', ", split: '+'", ['城管局 + 住建局', '甲、乙'])).toEqual([
    ['城管局', '住建局'],
    ['甲、乙'],
  ]);
});

test('several date formats in one column, and the date inside the order number where the cell is empty', async () => {
  const dates = "dates: ['%Y-%m-%d %H:%M:%S', '%Y/%m/%d %H:%M', '%Y年%m月%d日', excel]";
  const cells = ['2024-01-05 08:00:00', '2024/1/5 8:00', '2024年01月05日', '45296.5', '昨天'];
  expect(await read('received_at', '', cells, dates)).toEqual([
    ...['2024-01-05 08:00:00', '2024-01-05 08:00:00', '2024-01-05 00:00:00', '2024-01-05 12:00:00'],
    'not a date and time the contract knows',
  ]);
});

test('an official’s name is kept as a surname where the contract says so', async () => {
  trial.write({
    'contracts/ledger.yaml': `kind: exclusions\nfiles: ["*"]\ncolumns:\n  order_id: { from: [编号] }\n  reason: { from: [理由] }\n  proposer: { from: [申请单位] }\n  approver: { from: [审批人], mask: name }\n  decision: { from: [结果] }\n`,
    'exports/a.csv': '编号,理由,申请单位,审批人,结果\nA,诉求人13800138000撤诉,住建局,欧阳锋,同意\nB,,住建局,,也许\n',
  });
  await trial.land();
  expect(await trial.warehouse.rows('select reason, proposer, approver, decision from landed_exclusions')).toEqual([
    { reason: '诉求人〔手机〕撤诉', proposer: '住建局', approver: '欧某', decision: '同意' },
  ]);
  expect(await trial.warehouse.rows('select column_name, reason from rejects')).toEqual([
    { column_name: 'decision', reason: 'not in the value list' },
  ]);
});

test('columns that came later change the hash of no row that does not have them', async () => {
  trial.write({
    'contracts/orders.yaml':
      'kind: orders\nfiles: ["*"]\ncolumns:\n  order_id: { from: [编号] }\n  satisfaction_final: { from: [末次] }\n',
    'exports/a.csv': '编号,末次\nA,\nA,满意\n',
  });
  await trial.land();
  const [without, withIt] = await trial.warehouse.rows<{ row_hash: string }>(
    'select row_hash from landed_orders order by "row"',
  );
  const before = ['A', ...Array.from({ length: 39 }, () => String.fromCharCode(30))].join(String.fromCharCode(31));
  const { createHash } = await import('node:crypto');
  expect(without!.row_hash).toBe(createHash('md5').update(before).digest('hex'));
  expect(withIt!.row_hash).not.toBe(without!.row_hash);
});
