import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { calls } from '../assets/calls.ts';
import { exclusions } from '../assets/exclusions.ts';
import { orders } from '../assets/orders.ts';
import { readSql } from '../engine/sql.ts';
import { TrialSite } from './trial-site.ts';

const exported = "exported_at: { file_name: '(\\d{8})', format: '%Y%m%d' }";
const ordersContract = (more = '', columns = ''): string => `kind: orders
files: ["工单*"]
${exported}
${more}
columns:
  order_id:        { from: [编号], required: true }
  received_at:     { from: [受理], required: true }
  title:           { from: [标题] }
  unit:            { from: [单位] }
  closed_at:       { from: [办结] }
  status:          { from: [状态] }
  callback_at:     { from: [回访] }
  callback_valid:  { from: [有效] }
  satisfaction:    { from: [满意] }
  solved_resident: { from: [解决] }
${columns}`;
const callbacksContract = (more = ''): string => `kind: callbacks
files: ["回访*"]
${exported}
${more}
columns:
  order_id:        { from: [编号], required: true }
  callback_at:     { from: [时间] }
  callback_mode:   { from: [方式] }
  callback_by:     { from: [回访人] }
  callback_valid:  { from: [有效] }
  satisfaction:    { from: [满意] }
  solved_resident: { from: [解决] }
  dissatisfaction: { from: [原因] }
`;

let trial: TrialSite;
beforeEach(async () => {
  trial = await TrialSite.open({});
});
afterEach(() => trial.close());

const staged = async (table = 'orders') => trial.staged<Record<string, unknown>>(orders, table);
const picked = (rows: Record<string, unknown>[], ...names: string[]) =>
  rows.map((row) => names.map((name) => row[name]));

describe('call-backs of an order', () => {
  const firstAndLast = [
    'order_id',
    'callback_at',
    'callback_valid',
    'satisfaction',
    'satisfaction_final',
    'callback_count',
  ];

  test('from columns of the orders export: one, or a first and a last one', async () => {
    trial.write({
      'contracts/orders.yaml': ordersContract(
        '',
        '  callback_final_at: { from: [末次回访] }\n  satisfaction_final: { from: [末次满意] }\n',
      ),
      'exports/工单20240301.csv': `编号,受理,回访,有效,满意,解决,末次回访,末次满意
A,2024-01-05,2024-01-08,是,不满意,未解决,2024-01-20,满意
B,2024-01-05,2024-01-08,是,满意,实际解决,2024-01-08,满意
C,2024-01-05,,否,,,,
D,2024-01-05,,,,,,
`,
    });
    await trial.land();
    expect(picked(await staged(), ...firstAndLast)).toEqual([
      ['A', '2024-01-08 00:00:00', true, '不满意', '满意', 2],
      ['B', '2024-01-08 00:00:00', true, '满意', '满意', 1],
      ['C', null, false, null, null, 0],
      ['D', null, null, null, null, 0],
    ]);
    expect(picked(await staged('callbacks'), 'order_id', 'round', 'satisfaction', 'source')).toEqual([
      ['A', 1, '不满意', 'orders'],
      ['A', 2, '满意', 'orders'],
      ['B', 1, '满意', 'orders'],
    ]);
  });

  test('from several rows per order, which are one version and no contradiction', async () => {
    trial.write({
      'contracts/orders.yaml': ordersContract('one_row_per: callback'),
      'exports/工单20240301.csv': `编号,受理,回访,有效,满意
A,2024-01-05,2024-01-08 10:00,否,
A,2024-01-05,2024-01-09 10:00,是,不满意
A,2024-01-05,2024-01-19 10:00,是,满意
A,2024-01-05,2024-01-19 10:00,是,满意
`,
    });
    await trial.land();
    const rows = await staged();
    expect(picked(rows, ...firstAndLast)).toEqual([['A', '2024-01-09 10:00:00', true, '不满意', '满意', 3]]);
    expect(rows).toMatchObject([{ versions: 1 }]);
    expect(await staged('order_versions')).toEqual([]);
    expect(await trial.warehouse.rows(readSql('staging/accounts'))).toMatchObject([
      { accepted: 4, new: 1, attached: 2, repeated: 1, contradicting: 0 },
    ]);
  });

  test('from an export of their own, in the order’s month whichever came first; it takes the place of the columns', async () => {
    const files = {
      'contracts/orders.yaml': ordersContract(),
      'contracts/callbacks.yaml': callbacksContract(),
      'exports/工单20240201.csv': `编号,受理,办结,回访,有效,满意\nA,2024-01-05,2024-01-06,2024-01-07,是,满意\nB,2024-01-05,,,,\nC,2024-01-05,,2024-01-07,是,基本满意\n`,
      'exports/回访20240201.csv': `编号,时间,方式,有效,满意,原因\nA,2024-01-08 09:00,电话,否,,\nA,2024-01-09 09:00,电话,是,不满意,13800138000没人来\n`,
      'exports/回访20240301.csv': `编号,时间,方式,有效,满意,原因\nA,2024-01-09 09:00,电话,是,基本满意,\nA,2024-02-09 09:00,短信,是,满意,\nZ,2024-02-09 09:00,短信,是,满意,\n`,
    };
    const names = ['工单20240201.csv', '回访20240201.csv', '回访20240301.csv'];
    const states: unknown[] = [];
    for (const first of [names, names.toReversed(), [names[1]!, names[0]!, names[2]!]]) {
      trial.close();
      trial = await TrialSite.open(files);
      await trial.land(first);
      states.push([
        await staged(),
        await staged('callbacks'),
        await trial.warehouse.rows('select * from landed_months order by all'),
        await trial.warehouse.rows(readSql('staging/accounts')),
      ]);
    }
    expect(states[1]).toEqual(states[0]);
    expect(states[2]).toEqual(states[0]);
    const rows = await staged();
    expect(picked(rows, ...firstAndLast)).toEqual([
      ['A', '2024-01-09 09:00:00', true, '基本满意', '满意', 3],
      ['B', null, null, null, null, 0],
      ['C', '2024-01-07 00:00:00', true, '基本满意', '基本满意', 1],
    ]);
    expect(rows[0]).toMatchObject({
      callback_final_at: '2024-02-09 09:00:00',
      callback_mode: '电话',
      dissatisfaction: null,
    });
    expect(picked(await staged('callbacks'), 'order_id', 'round', 'callback_mode', 'source')).toEqual([
      ['A', 1, '电话', 'callbacks'],
      ['A', 2, '电话', 'callbacks'],
      ['A', 3, '短信', 'callbacks'],
      ['C', 1, null, 'orders'],
    ]);
    const accounts = await trial.warehouse.rows(readSql('staging/accounts'));
    expect(accounts.slice(-1)).toMatchObject([{ kind: 'callbacks', accepted: 3, new: 2, newer: 1, orphans: 1 }]);
  });

  test('of both kept where the contract says so; the same call-back told twice counts once', async () => {
    trial.write({
      'contracts/orders.yaml': ordersContract(),
      'contracts/callbacks.yaml': callbacksContract('columns_of_orders: kept'),
      'exports/工单20240201.csv': `编号,受理,回访,有效,满意\nA,2024-01-05,2024-01-07 09:00:30,是,不满意\nB,2024-01-05,2024-01-07 09:00:30,是,不满意\n`,
      'exports/回访20240201.csv': `编号,时间,有效,满意\nA,2024-01-17 09:00,是,满意\nB,2024-01-07 09:00,是,不满意\n`,
    });
    await trial.land();
    expect(picked(await staged(), ...firstAndLast)).toEqual([
      ['A', '2024-01-07 09:00:30', true, '不满意', '满意', 2],
      ['B', '2024-01-07 09:00:00', true, '不满意', '不满意', 1],
    ]);
  });

  test('are supplied to the orders of the months that exports of call-backs reach', async () => {
    trial.write({
      'contracts/orders.yaml': ordersContract().replace(
        / {2}(callback_at|callback_valid|satisfaction|solved_resident):.*\n/g,
        '',
      ),
      'contracts/callbacks.yaml': callbacksContract(),
      'exports/工单20240201.csv': '编号,受理\nA,2024-01-05\nB,2024-01-06\nC,2024-02-06\n',
      'exports/回访20240201.csv': '编号,时间,有效,满意\nA,2024-01-08 09:00,是,满意\n',
    });
    await trial.land();
    const joined = ['callback_at', 'callback_final_at', 'callback_valid', 'satisfaction', 'satisfaction_final'];
    expect(picked(await staged(), 'order_id', 'joined')).toEqual([
      ['A', joined],
      ['B', joined],
      ['C', null],
    ]);
    await trial.staged(calls);
    const supplied = (month: string) =>
      trial.warehouse.rows(
        `select column_name, "rows", filled from (${readSql('staging/supply')}) where column_name in ('satisfaction', 'solved_resident')`,
        { month },
      );
    expect(await supplied('2024-01')).toEqual([
      { column_name: 'satisfaction', rows: 2, filled: 1 },
      { column_name: 'solved_resident', rows: 0, filled: 0 },
    ]);
    expect(await supplied('2024-02')).toMatchObject([
      { column_name: 'satisfaction', rows: 0 },
      { column_name: 'solved_resident', rows: 0 },
    ]);
  });
});

describe('units of an order', () => {
  beforeEach(async () => {
    await trial.warehouse.run(`insert into unit_names values ('住建局', 'U1'), ('城管局', 'U2'), ('水务局', 'U3')`);
  });

  test('from one row per unit: the main one is the order’s, whichever row comes first', async () => {
    trial.write({
      'contracts/orders.yaml': ordersContract('one_row_per: unit', '  role: { from: [性质] }\n'),
      'exports/工单20240301.csv': `编号,受理,单位,性质,办结
A,2024-01-05,城管局,协办,2024-01-06
A,2024-01-05,住建局,主办,2024-01-09
B,2024-01-05,水务局,主办,2024-01-06
`,
    });
    await trial.land();
    expect(picked(await staged(), 'order_id', 'unit', 'closed_at', 'versions')).toEqual([
      ['A', 'U1', '2024-01-09 00:00:00', 1],
      ['B', 'U3', '2024-01-06 00:00:00', 1],
    ]);
    expect(picked(await staged('order_units'), 'order_id', 'unit', 'role')).toEqual([
      ['A', 'U1', '主办'],
      ['A', 'U2', '协办'],
      ['B', 'U3', '主办'],
    ]);
  });

  test('from a cell that holds several, and from an export of their own', async () => {
    trial.write({
      'contracts/orders.yaml': ordersContract('', '  assist_units: { from: [协办单位] }\n'),
      'contracts/assists.yaml': `kind: assists\nfiles: ["协办*"]\n${exported}\ncolumns:\n  order_id: { from: [编号] }\n  unit: { from: [单位] }\n  role: { from: [角色], values: { 主办: [牵头], 协办: [配合] } }\n  closed_at: { from: [反馈] }\n`,
      'exports/工单20240301.csv': `编号,受理,单位,协办单位\nA,2024-01-05,住建局,城管局、水务局 某某办\nB,2024-01-05,,\nC,2024-01-05,住建局,\n`,
      'exports/协办20240301.csv': `编号,单位,角色,反馈\nB,水务局,牵头,\nC,城管局,配合,2024-01-07\nC,水务局,牵头,2024-01-08\n`,
    });
    await trial.land();
    expect(picked(await staged(), 'order_id', 'unit', 'joined')).toEqual([
      ['A', 'U1', ['unit']],
      ['B', 'U3', ['unit']],
      ['C', 'U1', ['unit']],
    ]);
    expect(picked(await staged('order_units'), 'order_id', 'unit', 'unit_name', 'role', 'closed_at')).toEqual([
      ['A', 'U1', '住建局', '主办', null],
      ['A', 'U2', '城管局', '协办', null],
      ['A', 'U3', '水务局', '协办', null],
      ['A', 'unassigned', '某某办', '协办', null],
      ['B', 'U3', '水务局', '主办', null],
      ['C', 'U1', '住建局', '主办', null],
      ['C', 'U2', '城管局', '协办', '2024-01-07 00:00:00'],
      ['C', 'U3', '水务局', '协办', '2024-01-08 00:00:00'],
    ]);
  });
});

describe('versions of an order', () => {
  const history = ['order_id', 'version', 'exported_at', 'changed', 'contradicts'];

  test('keep their history: what changed, and when; repeats are counted, not told', async () => {
    trial.write({
      'contracts/orders.yaml': ordersContract(),
      'exports/工单20240201.csv': '编号,受理,状态\nA,2024-01-05,办理中\nB,2024-01-05,办理中\n',
      'exports/工单20240301.csv': '编号,受理,状态,办结\nA,2024-01-05,已办结,2024-02-03\nB,2024-01-05,办理中,\n',
      'exports/工单20240401.csv': '编号,受理,状态,办结,回访,满意\nA,2024-01-05,已办结,2024-02-03,2024-03-03,满意\n',
      'exports/工单20240501.csv':
        '编号,受理,状态,办结,回访,满意,有效\nA,2024-01-05,已办结,2024-02-03,2024-03-03,满意,\n',
    });
    await trial.land();
    expect(picked(await staged('order_versions'), ...history)).toEqual([
      ['A', 1, '2024-02-01 00:00:00', null, false],
      ['A', 2, '2024-03-01 00:00:00', ['closed_at', 'status'], false],
      ['A', 3, '2024-04-01 00:00:00', ['callback_at', 'satisfaction'], false],
    ]);
    expect(picked(await staged(), 'order_id', 'versions', 'exported_at')).toEqual([
      ['A', 3, '2024-05-01 00:00:00'],
      ['B', 1, '2024-03-01 00:00:00'],
    ]);
    expect(picked(await trial.warehouse.rows(readSql('staging/accounts')), 'new', 'newer', 'repeated')).toEqual([
      [2, 0, 0],
      [0, 1, 1],
      [0, 1, 0],
      [0, 0, 1],
    ]);
  });

  test('of one export time that contradict each other are told', async () => {
    trial.write({
      'contracts/orders.yaml': ordersContract(),
      'exports/工单A20240201.csv': '编号,受理,状态\nA,2024-01-05,办理中\nB,2024-01-05,办理中\n',
      'exports/工单B20240201.csv': '编号,受理,状态\nA,2024-01-05,已办结\nB,2024-01-05,办理中\n',
      'exports/工单20240301.csv': '编号,受理,状态\nA,2024-01-05,已归档\n',
    });
    await trial.land();
    expect(picked(await staged('order_versions'), 'order_id', 'version', 'contradicts')).toEqual([
      ['A', 1, true],
      ['A', 2, true],
      ['A', 3, false],
    ]);
    const accounts = await trial.warehouse.rows<{ contradicting: number }>(readSql('staging/accounts'));
    expect(accounts.map(({ contradicting }) => contradicting)).toEqual([1, 1, 0]);
    const check = orders.checks.find(({ name }) => name === 'contradicting-versions')!;
    expect(await trial.warehouse.rows(check.sql, { partition: '2024-01' })).toMatchObject([{ order_id: 'A' }]);
  });
});

test('calls carry what their contract declares: where waiting starts, short hang-ups, the menu', async () => {
  const contract = (files: string, more: string) => `kind: calls
files: ["${files}*"]
${more}
columns:
  call_id: { from: [编号] }
  in_at: { from: [呼入] }
  requested: { from: [人工] }
  answered: { from: [接通] }
  wait_seconds: { from: [等待] }
  menu_seconds: { from: [语音] }
`;
  trial.write({
    'contracts/a.yaml': contract('a', 'waiting_from: ringing\nshort_hangup_seconds: 3'),
    'contracts/b.yaml': contract('b', 'menu_calls: counted'),
    'exports/a.csv':
      '编号,呼入,人工,接通,等待,语音\n1,2024-01-05,是,是,30,20\n2,2024-01-05,否,否,4,\n3,2024-01-05,是,是,5,20\n',
    'exports/b.csv': '编号,呼入,人工,接通,等待\n4,2024-01-05,否,否,9\n',
  });
  await trial.land();
  const rows = await trial.staged<Record<string, unknown>>(calls);
  const facts = ['call_id', 'requested', 'wait_seconds', 'waiting_from', 'short_hangup_seconds'];
  expect(
    picked(
      rows.sort((a, b) => (String(a.call_id) < String(b.call_id) ? -1 : 1)),
      ...facts,
    ),
  ).toEqual([
    ['1', true, 10, 'request', 3],
    ['2', false, 4, 'ringing', 3],
    ['3', true, 0, 'request', 3],
    ['4', true, 9, 'request', null],
  ]);
});

describe('the ledger of exclusions', () => {
  const ledger = `kind: exclusions
files: ["剔除*"]
${exported}
columns:
  order_id:    { from: [编号] }
  matter:      { from: [事项], values: { 剔除: [不计考核], 改评: [改评] } }
  reason:      { from: [理由] }
  proposer:    { from: [申请单位] }
  proposed_at: { from: [申请时间] }
  approved_at: { from: [审批时间] }
  decision:    { from: [结果] }
`;

  test('keeps each entry with its newest decision, in the month of its order; others wait for their order', async () => {
    trial.write({
      'contracts/orders.yaml': ordersContract(
        '',
        '  excluded: { from: [是否剔除] }\n  exclusion_reason: { from: [剔除原因] }\n  excluded_at: { from: [剔除时间] }\n',
      ),
      'contracts/exclusions.yaml': ledger,
      'exports/工单20240201.csv':
        '编号,受理,是否剔除,剔除原因,剔除时间\nA,2024-01-05,,,\nB,2024-01-06,是,重复,2024-01-20\nC,2024-02-01,否,,\n',
      'exports/剔除20240201.csv':
        '编号,事项,理由,申请单位,申请时间,审批时间,结果\nA,不计考核,恶意投诉,住建局,2024-01-20,,待定\nA,改评,,住建局,2024-01-21,,待定\nZ,不计考核,,住建局,2024-01-21,,待定\n',
      'exports/剔除20240301.csv':
        '编号,事项,理由,申请单位,申请时间,审批时间,结果\nA,不计考核,恶意投诉,住建局,2024-01-20,2024-02-02,同意\n',
    });
    await trial.land();
    await staged();
    const rows = await trial.staged<Record<string, unknown>>(exclusions);
    expect(picked(rows, 'month', 'order_id', 'matter', 'reason', 'approved_at', 'decision', 'source')).toEqual([
      ['2024-01', 'A', '剔除', '恶意投诉', '2024-02-02 00:00:00', '同意', 'exclusions'],
      ['2024-01', 'A', '改评', null, null, '待定', 'exclusions'],
      ['2024-01', 'B', '剔除', '重复', '2024-01-20 00:00:00', '同意', 'orders'],
    ]);
    expect(picked(await trial.warehouse.rows(readSql('staging/accounts')), 'kind', 'new', 'newer', 'orphans')).toEqual([
      ['exclusions', 3, 0, 1],
      ['orders', 3, 0, 0],
      ['exclusions', 0, 1, 0],
    ]);
    expect((await staged()).map(({ order_id }) => order_id)).toEqual(['A', 'B', 'C']);
  });
});
