import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { calls } from '../assets/calls.ts';
import { orders } from '../assets/orders.ts';
import { readSql } from '../engine/sql.ts';
import { TrialSite } from './trial-site.ts';

const contract = `kind: orders
files: ["orders/**"]
exported_at: { file_name: '(\\d{8})', format: '%Y%m%d' }
dates: ['%Y-%m-%d %H:%M:%S']
columns:
  order_id:    { from: [工单编号], required: true }
  received_at: { from: [受理时间], date_in: order_id, pattern: '^GD(\\d{6})', format: '%y%m%d' }
  channel:     { value: 网络 }
  title:       { from: [标题] }
  body:        { from: [内容] }
  place:       { from: [地址] }
  name:        { from: [来电人] }
  resident:    { from: [电话, 用户] }
  district:    { from: [区] }
  street:      { from: [街道] }
  unit:        { from: [承办单位] }
  closed_at:   { from: [办结时间] }
  redo:        { from: [重办], lenient: true }
  status:      { from: [状态] }
`;
const callsContract = `kind: calls
files: ["calls/**"]
columns:
  call_id:      { from: [话单号] }
  in_at:        { from: [呼入时间], required: true }
  answered:     { from: [接通时间], present: true }
  wait_seconds: { from: [等待], unit: hms }
  talk_seconds: { from: [通话分钟], unit: min }
  caller:       { from: [主叫] }
`;
const header = '工单编号,受理时间,标题,内容,地址,来电人,电话,用户,区,街道,承办单位,办结时间,重办,状态';
const row = (cells: Record<string, string>): string =>
  header
    .split(',')
    .map((name) => cells[name] ?? '')
    .join(',');
const table = (...rows: Record<string, string>[]): string => `${[header, ...rows.map(row)].join('\n')}\n`;

let trial: TrialSite;
beforeEach(async () => {
  trial = await TrialSite.open({ 'contracts/orders.yaml': contract, 'contracts/calls.yaml': callsContract });
});
afterEach(() => trial.close());

const digests = async () =>
  trial.warehouse.rows(`select 'orders' as t, bit_xor(hash(l))::VARCHAR as h, count(*) as n from landed_orders l
    union all select 'rejects', bit_xor(hash(r))::VARCHAR, count(*) from rejects r
    union all select 'files', bit_xor(hash(f))::VARCHAR, count(*) from files f
    union all select 'months', bit_xor(hash(m))::VARCHAR, count(*) from landed_months m order by 1`);

const versions = {
  'exports/orders/a-20240201.csv': table(
    { 工单编号: 'GD240105001', 受理时间: '2024-01-05 08:00:00', 标题: '路灯', 状态: '办理中', 电话: '13800138000' },
    { 工单编号: 'GD240106002', 标题: '无受理时间', 状态: '办理中' },
    { 工单编号: 'X3', 标题: '无日期' },
    { 工单编号: 'GD240131004', 受理时间: '2024-01-31 23:00:00', 标题: '改期' },
  ),
  'exports/orders/b-20240301.csv': table(
    {
      工单编号: 'GD240105001',
      受理时间: '2024-01-05 08:00:00',
      标题: '路灯',
      状态: '已办结',
      办结时间: '2024-02-03 08:00:00',
      电话: '13800138000',
    },
    { 工单编号: 'GD240131004', 受理时间: '2024-02-01 01:00:00', 标题: '改期' },
    { 工单编号: 'GD240131004', 受理时间: '2024-02-01 01:00:00', 标题: '改期' },
    { 工单编号: 'GD240210005', 受理时间: '2024-02-10 01:00:00', 标题: '早', 办结时间: '2024-02-11 01:00:00' },
    { 工单编号: 'GD240210005', 受理时间: '2024-02-10 01:00:00', 标题: '晚', 办结时间: '2024-02-12 01:00:00' },
  ),
  'exports/orders/c-20240401.csv': table(
    { 工单编号: 'GD240106002', 标题: '无受理时间', 状态: '办理中' },
    { 工单编号: 'GD240131004', 受理时间: '2024-01-31 23:00:00', 标题: '改期' },
  ),
};

describe('landing', () => {
  test('the same file again, or its bytes under another name, changes nothing', async () => {
    trial.write(versions);
    await trial.land();
    const before = await digests();
    await trial.land();
    expect(await digests()).toEqual(before);
    trial.write({ 'exports/orders/z-20250101.csv': versions['exports/orders/a-20240201.csv'] });
    const found = await trial.land();
    expect(found.exports.map(({ name }) => name)).not.toContain('orders/z-20250101.csv');
    expect(await digests()).toEqual(before);
  });

  test('a file that fails as a whole leaves everything as it was', async () => {
    trial.write(versions);
    await trial.land();
    const before = await digests();
    trial.write({ 'exports/orders/d.csv': table({ 工单编号: 'GD240105001' }) });
    await trial.land();
    expect(trial.failures.get('orders/d.csv')).toMatch(/does not hold the export date.*\n {2}fix: /);
    expect(await digests()).toEqual(before);
  });

  test('a lenient column turns what it cannot read into nothing, counted', async () => {
    trial.write({
      'exports/orders/a-20240201.csv': table(
        { 工单编号: 'GD240105001', 重办: '两次' },
        { 工单编号: 'GD240105002', 重办: '2' },
      ),
    });
    await trial.land();
    expect(await trial.warehouse.rows('select redo from landed_orders order by order_id')).toEqual([
      { redo: null },
      { redo: 2 },
    ]);
    expect(await trial.warehouse.row('select softened from files')).toEqual({ softened: '{"redo":1}' });
  });

  test('one resident by phone however written, else by user id; nobody by a starred or placeholder number', async () => {
    const people: [string, string][] = [
      ['13800138000', ''],
      ['+86 138-0013-8000', ''],
      ['１３８００１３８０００', ''],
      ['13800138000；13900139000', ''],
      ['', 'u1'],
      ['', 'U1 '],
      ['138****8000', ''],
      ['00000000', ''],
      ['12345', ''],
      ['匿名', ''],
    ];
    trial.write({
      'exports/orders/a-20240201.csv': table(...people.map(([电话, 用户], i) => ({ 工单编号: `P${i}`, 电话, 用户 }))),
    });
    await trial.land();
    const keys = (
      await trial.warehouse.rows<{ resident: string | null }>('select resident from landed_orders order by order_id')
    ).map(({ resident }) => resident);
    expect(new Set(keys.slice(0, 4)).size).toBe(1);
    expect(keys[4]).toBe(keys[5]);
    expect(keys[4]).not.toBe(keys[0]);
    expect(keys.slice(6)).toEqual([null, null, null, null]);
  });

  test('the key is HMAC-SHA256 of the number, and another key gives others', async () => {
    const { createHmac } = await import('node:crypto');
    const { residentKey } = await import('../site/resident-key.ts');
    trial.write({ 'exports/orders/a-20240201.csv': table({ 工单编号: 'P1', 电话: '13800138000' }) });
    await trial.land();
    const expected = createHmac('sha256', residentKey(trial.site)).update('13800138000').digest('hex').slice(0, 16);
    expect(await trial.warehouse.rows('select resident from landed_orders')).toEqual([{ resident: expected }]);
  });

  test('calls: durations, a filled time as yes, the same key as residents', async () => {
    trial.write({
      'exports/calls/a.csv':
        '话单号,呼入时间,接通时间,等待,通话分钟,主叫\nC1,2024-01-05 08:00:00,2024-01-05 08:00:10,00:01:10,1.5,13800138000\nC2,2024-01-05 09:00:00,,12:05,0,\nC3,bad,,x,,\n',
      'exports/orders/a-20240201.csv': table({ 工单编号: 'P1', 电话: '138 0013 8000' }),
    });
    await trial.land();
    expect(await trial.staged(calls)).toMatchObject([
      { month: '2024-01', call_id: 'C1', answered: true, wait_seconds: 70, talk_seconds: 90 },
      { month: '2024-01', call_id: 'C2', answered: false, wait_seconds: 725, talk_seconds: 0, caller: null },
    ]);
    expect(
      await trial.warehouse.row(
        "select c.caller = o.resident as same from landed_calls c, landed_orders o where call_id = 'C1'",
      ),
    ).toEqual({ same: true });
    expect(await trial.warehouse.rows('select "row", column_name from rejects order by all')).toEqual([
      { row: 4, column_name: 'in_at' },
      { row: 4, column_name: 'wait_seconds' },
    ]);
  });
});

describe('orders', () => {
  const expected = [
    {
      month: '2024-01',
      order_id: 'GD240105001',
      status: '已办结',
      versions: 2,
      available_at: '2024-02-01 00:00:00',
      available_from: 'export',
      channel: '网络',
    },
    {
      month: '2024-01',
      order_id: 'GD240106002',
      received_at: '2024-01-06 00:00:00',
      versions: 1,
      exported_at: '2024-04-01 00:00:00',
    },
    { month: '2024-01', order_id: 'GD240131004', received_at: '2024-01-31 23:00:00', versions: 2 },
    { month: '2024-02', order_id: 'GD240210005', title: '晚', versions: 2 },
    { month: 'undated', order_id: 'X3', received_at: null },
  ];

  test('hold the newest version by content, in the month it now lies in', async () => {
    trial.write(versions);
    await trial.land();
    expect(await trial.staged(orders)).toMatchObject(expected);
  });

  test('do not depend on the order of landing, nor do the accounts and the months touched', async () => {
    trial.write(versions);
    const names = Object.keys(versions).map((name) => name.replace('exports/', ''));
    await trial.land();
    const states = [
      [await trial.staged(orders), await trial.warehouse.rows(readSql('staging/accounts')), await digests()],
    ];
    for (const order of [
      [2, 1, 0],
      [1, 0, 2],
      [2, 0, 1],
    ]) {
      const other = await TrialSite.open({
        'contracts/orders.yaml': contract,
        'contracts/calls.yaml': callsContract,
        ...versions,
      });
      await other.land(order.map((i) => names[i]!));
      const first = trial;
      trial = other;
      states.push([
        await trial.staged(orders),
        await trial.warehouse.rows(readSql('staging/accounts')),
        await digests(),
      ]);
      trial = first;
      other.close();
    }
    for (const state of states.slice(1)) expect(state).toEqual(states[0]);
  });

  test('accounts split the accepted rows', async () => {
    trial.write(versions);
    await trial.land();
    const accounts = await trial.warehouse.rows(readSql('staging/accounts'));
    expect(accounts).toMatchObject([
      {
        name: 'orders/a-20240201.csv',
        read: 5,
        ignored: 1,
        rejected: 0,
        accepted: 4,
        new: 4,
        newer: 0,
        older: 0,
        repeated: 0,
      },
      {
        name: 'orders/b-20240301.csv',
        read: 6,
        ignored: 1,
        rejected: 0,
        accepted: 5,
        new: 1,
        newer: 3,
        older: 0,
        repeated: 1,
      },
      {
        name: 'orders/c-20240401.csv',
        read: 3,
        ignored: 1,
        rejected: 0,
        accepted: 2,
        new: 0,
        newer: 0,
        older: 0,
        repeated: 2,
      },
    ]);
  });

  test('find codes by name, alias, and names that carry what they lie in; the rest is unassigned', async () => {
    await trial.warehouse.run(`insert into region_names values ('东城区', 'D1', 'district', null), ('东城', 'D1', 'district', null), ('西城区', 'D2', 'district', null),
      ('和平街道', 'S1', 'street', 'D1'), ('和平街道', 'S2', 'street', 'D2'), ('新港街道', 'S3', 'street', 'D2')`);
    await trial.warehouse.run(`insert into unit_names values ('城管局(市容办)', 'U1'), ('住建局', 'U2')`);
    const places: [string, string, string][] = [
      ['东城区', '和平街道', '城管局（市容办）'],
      ['某市西城区', '和平街道', '住建局'],
      ['', '东城区和平街道', '住 建 局'],
      ['', '新港街道', '不知何处'],
      ['', '和平街道', ''],
      ['南城区', '和平街道', ''],
    ];
    trial.write({
      'exports/orders/a-20240201.csv': table(
        ...places.map(([区, 街道, 承办单位], i) => ({ 工单编号: `P${i}`, 区, 街道, 承办单位 })),
      ),
    });
    await trial.land();
    expect(
      (await trial.staged<{ district: string; street: string; unit: string }>(orders)).map(
        ({ district, street, unit }) => [district, street, unit],
      ),
    ).toEqual([
      ['D1', 'S1', 'U1'],
      ['D2', 'S2', 'U2'],
      ['D1', 'S1', 'U2'],
      ['D2', 'S3', 'unassigned'],
      ['unassigned', 'unassigned', 'unassigned'],
      ['unassigned', 'unassigned', 'unassigned'],
    ]);
  });

  test('supply tells which columns the month’s files have, and how far they are filled', async () => {
    trial.write(versions);
    await trial.land();
    const names = 'orders';
    await trial.staged(orders);
    await trial.staged(calls);
    const supply = await trial.warehouse.rows<{ kind: string; column_name: string; rows: number; filled: number }>(
      readSql('staging/supply'),
      { month: '2024-01' },
    );
    const of = (column: string) => supply.find((each) => each.kind === names && each.column_name === column);
    expect(of('received_at')).toMatchObject({ rows: 3, filled: 3 });
    expect(of('closed_at')).toMatchObject({ rows: 3, filled: 1 });
    expect(of('district')).toMatchObject({ rows: 3, filled: 0 });
    expect(of('satisfaction')).toMatchObject({ rows: 0, filled: 0 });
    expect(of('available_at')).toMatchObject({ rows: 0, filled: 0 });
  });
});

test('no planted personal data is in any table, message or folder', async () => {
  const planted = [
    '13800138000',
    '11010519491231002X',
    '赵子龙',
    '粤B12345',
    '6222020000000000128',
    'zilong88@example.com',
    '3栋2单元501',
  ];
  trial.write({
    'exports/orders/a-20240201.csv': table(
      {
        工单编号: 'P1',
        来电人: '赵子龙',
        电话: '13800138000',
        标题: '赵子龙投诉',
        内容: `邻居说赵子龙不好。身份证11010519491231002X，车牌粤B12345，卡号6222020000000000128，邮箱zilong88@example.com`,
        地址: '阳光花园3栋2单元501',
        状态: '13800138000',
      },
      { 工单编号: 'P2', 来电人: '赵子龙', 受理时间: '赵子龙13800138000', 办结时间: '11010519491231002X' },
      { 工单编号: '', 来电人: '赵子龙', 内容: '赵子龙13800138000' },
    ),
    'exports/orders/b.csv': table({ 工单编号: '赵子龙', 内容: '13800138000' }),
  });
  await trial.land();
  expect(trial.failures.size).toBe(1);
  const stored: unknown[] = [...trial.failures.values(), readdirSync(join(trial.dir, 'scratch'))];
  for (const { name } of await trial.warehouse.rows<{ name: string }>('select table_name as name from duckdb_tables()'))
    stored.push(await trial.warehouse.rows(`select * from ${name}`));
  const everything = JSON.stringify(stored);
  expect(everything).toContain('〔手机〕');
  for (const value of planted) expect(everything).not.toContain(value);
});
