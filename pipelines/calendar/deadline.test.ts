import { DuckDBInstance } from 'duckdb';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { readSql } from '../engine/sql.ts';
import { siteConfig } from '../site/config.ts';
import { insertRows } from '../warehouse/insert.ts';
import { Warehouse } from '../warehouse/warehouse.ts';
import { type DeadlineFacts, deadlineOf } from './deadline.ts';
import { deadlineParameters } from './deadline-parameters.ts';
import { builtInYears, momentOn, WorkingCalendar } from './working-calendar.ts';

const calendar = new WorkingCalendar();
const deadlines = (given: Record<string, unknown>) =>
  siteConfig.parse({ id: 'trial', name: '试', deadlines: { rules: [{ hours: 1 }], ...given } }).deadlines!;
const rule = (given: Record<string, unknown>) => deadlines({ rules: [given] }).rules[0]!;
const due = (given: Record<string, unknown>, facts: DeadlineFacts, terms = {}) =>
  deadlineOf(rule(given), facts, deadlines(terms), calendar);

describe('an order', () => {
  const friday = { start: '2024-03-01 16:30:00' };
  test.each([
    [{ hours: 2 }, '2024-03-01 18:30:00'],
    [{ hours: 0.5 }, '2024-03-01 17:00:00'],
    [{ working_hours: 2 }, '2024-03-04 10:30:00'],
    [{ days: 3 }, '2024-03-04 23:59:59'],
    [{ working_days: 1 }, '2024-03-04 23:59:59'],
    [{ working_days: 5 }, '2024-03-08 23:59:59'],
  ])('%j after Friday afternoon', (given, expected) => expect(due(given, friday)).toBe(expected));

  test('days end when the site says', () =>
    expect(due({ working_days: 1 }, friday, { day_ends_at: '18:00' })).toBe('2024-03-04 18:00:00'));

  test('a suspension moves it by what it takes, in the rule’s own measure', () => {
    const paused = { ...friday, suspendedFrom: '2024-03-04 10:00:00', suspendedTo: '2024-03-06 09:00:00' };
    expect(due({ working_days: 5 }, paused)).toBe('2024-03-12 23:59:59');
    expect(due({ days: 5 }, paused)).toBe('2024-03-08 23:59:59');
    expect(due({ hours: 72 }, paused)).toBe('2024-03-06 15:30:00');
    expect(due({ working_hours: 10 }, paused)).toBe('2024-03-07 09:30:00');
  });

  test('one that begins after the deadline moves nothing; one that lasts leaves none', () => {
    const late = { ...friday, suspendedFrom: '2024-03-20 10:00:00', suspendedTo: '2024-03-25 09:00:00' };
    expect(due({ working_days: 5 }, late)).toBe('2024-03-08 23:59:59');
    expect(due({ working_days: 5 }, { ...friday, suspendedFrom: '2024-03-04 10:00:00' })).toBeUndefined();
  });

  test('one from before the start counts from the start', () => {
    const before = { ...friday, suspendedFrom: '2024-02-20 10:00:00', suspendedTo: '2024-03-04 16:30:00' };
    expect(due({ hours: 2 }, before)).toBe('2024-03-04 18:30:00');
  });

  test('an extension to a day lasts to its end, and never shortens', () => {
    expect(due({ hours: 2 }, { ...friday, extendedTo: '2024-03-05 00:00:00' })).toBe('2024-03-05 23:59:59');
    expect(due({ days: 30 }, { ...friday, extendedTo: '2024-03-05 12:00:00' })).toBe('2024-03-31 23:59:59');
  });
});

describe('in SQL', () => {
  let warehouse: Warehouse;
  beforeAll(async () => {
    warehouse = new Warehouse(await (await DuckDBInstance.create(':memory:')).connect(), 'duckdb');
    await warehouse.run('create table calendar_days (day DATE, kind VARCHAR, number INTEGER)');
    const rows = calendar.days.map(({ day, working, number }) => [day, working ? 'working' : 'rest', number]);
    await insertRows(warehouse, 'calendar_days', 'day DATE, kind VARCHAR, number INTEGER', rows);
    await warehouse.run(`create table landed_orders (file VARCHAR, "row" INTEGER, order_id VARCHAR, kind VARCHAR,
      category1 VARCHAR, category2 VARCHAR, category3 VARCHAR, channel VARCHAR, mark VARCHAR, received_at TIMESTAMP,
      dispatched_at TIMESTAMP, signed_at TIMESTAMP, due_at TIMESTAMP, closed_at TIMESTAMP, extended_to TIMESTAMP,
      suspended_from TIMESTAMP, suspended_to TIMESTAMP)`);
    await warehouse.run(readSql('staging/deadline_macros'));
  });

  async function decided(config: ReturnType<typeof deadlines> | undefined, orders: Record<string, string | null>[]) {
    await warehouse.run('delete from landed_orders');
    await warehouse.run(
      `insert into landed_orders by name select 'f' as file, unnest(from_json($rows, '[{"row":"INTEGER","order_id":"VARCHAR",
        "kind":"VARCHAR","category1":"VARCHAR","mark":"VARCHAR","received_at":"TIMESTAMP","dispatched_at":"TIMESTAMP",
        "signed_at":"TIMESTAMP","due_at":"TIMESTAMP","closed_at":"TIMESTAMP","extended_to":"TIMESTAMP",
        "suspended_from":"TIMESTAMP","suspended_to":"TIMESTAMP"}]'), recursive := true)`,
      { rows: JSON.stringify(orders.map((order, i) => ({ row: i, order_id: `${i}`, ...order }))) },
    );
    await warehouse.run(
      'create or replace temp table newest_orders as select order_id, file, "row" as lead from landed_orders',
    );
    await warehouse.run(readSql('staging/order_deadlines'), deadlineParameters(config));
    return warehouse.rows<{ due_at: string | null; due_from: string | null; due_rule: string | null }>(
      'select due_at, due_from, due_rule from order_deadlines order by order_id::INTEGER',
    );
  }

  test('thousands of orders are due when they are one by one', async () => {
    const first = Date.parse('2022-12-01T00:00:00Z') / 1000;
    const moment = fc.oneof(
      fc.integer({ min: 0, max: 500 * 86_400 }).map((second) => momentOn('1970-01-01', first + second)),
      fc
        .integer({ min: 0, max: 500 * 8 })
        .map((step) => momentOn('1970-01-01', first + Math.floor(step / 8) * 86_400 + (step % 8) * 10_800)),
    );
    const later = (from: string, seconds: number) => momentOn(from.slice(0, 10), seconds).slice(0, 10) + from.slice(10);
    const cases = fc.sample(
      fc.record({
        start: moment,
        pause: fc.option(
          fc.tuple(fc.integer({ min: -3, max: 12 }), fc.option(fc.integer({ min: -1, max: 15 })), moment),
          {
            freq: 2,
          },
        ),
        extended: fc.option(fc.integer({ min: 0, max: 20 }), { freq: 4 }),
      }),
      { numRuns: 2500, seed: 11 },
    );
    const orders = cases.map(({ start, pause, extended }) => {
      const from = pause && later(start, pause[0] * 86_400).slice(0, 10) + pause[2].slice(10);
      const to = pause && pause[1] !== null ? later(from!, pause[1] * 86_400) : null;
      return {
        dispatched_at: start,
        suspended_from: from,
        suspended_to: to,
        extended_to:
          extended === null
            ? null
            : later(start, extended * 86_400).slice(0, 10) + (extended % 2 ? ' 00:00:00' : start.slice(10)),
      };
    });
    const both = { day_ends_at: '18:00', work: { from: '08:30', to: '17:30' } };
    for (const [unit, amount] of [
      ['hours', 36],
      ['working_hours', 12],
      ['days', 4],
      ['working_days', 3],
    ] as const)
      for (const terms of [{}, both]) {
        const config = deadlines({ ...terms, rules: [{ [unit]: amount }] });
        const found = await decided(config, orders);
        const expected = orders.map((order) =>
          deadlineOf(
            config.rules[0]!,
            {
              start: order.dispatched_at,
              ...(order.suspended_from && { suspendedFrom: order.suspended_from }),
              ...(order.suspended_to && { suspendedTo: order.suspended_to }),
              ...(order.extended_to && { extendedTo: order.extended_to }),
            },
            config,
            calendar,
          ),
        );
        const wrong = found.flatMap(({ due_at }, i) =>
          due_at === (expected[i] ?? null) ? [] : [{ unit, ...orders[i], due_at, expected: expected[i] }],
        );
        expect(wrong.slice(0, 3)).toEqual([]);
      }
  });

  test('the first rule that fits holds; the export’s own word wins, and is kept apart', async () => {
    const config = deadlines({
      from: 'received',
      rules: [
        { mark: '紧急', hours: 2 },
        { kind: ['投诉', '举报'], category1: ['噪声'], working_days: 2 },
        { kind: '咨询', working_days: 1 },
      ],
    });
    const received_at = '2024-03-01 08:00:00';
    const none = { due_at: null, due_from: null, due_rule: null };
    const ruled = (at: string) => ({ due_at: at, due_from: 'rule', due_rule: at });
    expect(
      await decided(config, [
        { received_at, kind: '投诉', category1: '噪声', mark: '紧急' },
        { received_at, kind: '举报', category1: '噪声' },
        { received_at, kind: '咨询' },
        { received_at, kind: '咨询', due_at: '2024-03-02 18:00:00' },
        { received_at, kind: '咨询', due_at: '2024-03-02 18:00:00', extended_to: '2024-03-09 00:00:00' },
        { received_at, kind: '投诉', category1: '路灯' },
        { received_at, kind: '表扬', extended_to: '2024-03-09 12:00:00' },
        { kind: '咨询' },
      ]),
    ).toEqual([
      ruled('2024-03-01 10:00:00'),
      ruled('2024-03-05 23:59:59'),
      ruled('2024-03-04 23:59:59'),
      { due_at: '2024-03-02 18:00:00', due_from: 'column', due_rule: '2024-03-04 23:59:59' },
      { due_at: '2024-03-09 23:59:59', due_from: 'column', due_rule: '2024-03-09 23:59:59' },
      none,
      { due_at: '2024-03-09 12:00:00', due_from: 'column', due_rule: null },
      none,
    ]);
    expect(
      await decided(undefined, [
        { received_at, kind: '咨询' },
        { received_at, due_at: '2024-03-02 18:00:00' },
      ]),
    ).toEqual([none, { due_at: '2024-03-02 18:00:00', due_from: 'column', due_rule: null }]);
  });

  test('the clock starts where the site says, and at the receipt where that is missing', async () => {
    const times = {
      received_at: '2024-03-04 08:00:00',
      dispatched_at: '2024-03-04 09:00:00',
      signed_at: '2024-03-04 10:00:00',
    };
    for (const [from, at] of [
      ['received', '09:00:00'],
      ['dispatched', '10:00:00'],
      ['signed', '11:00:00'],
    ])
      expect(await decided(deadlines({ from }), [times, { received_at: times.received_at }])).toMatchObject([
        { due_at: `2024-03-04 ${at}` },
        { due_at: '2024-03-04 09:00:00' },
      ]);
  });

  test('one closed while suspended was in time; a year without a table is said, and asked for by nothing else', async () => {
    const year = builtInYears.last;
    const config = deadlines({ rules: [{ working_days: 5 }] });
    expect(
      await decided(config, [
        { received_at: '2024-03-04 08:00:00', suspended_from: '2024-03-05 08:00:00', closed_at: '2024-05-06 10:00:00' },
        { received_at: `${year}-12-30 08:00:00` },
        { received_at: `${year}-12-30 08:00:00`, due_at: `${year}-12-31 08:00:00` },
        { received_at: '2024-03-04 08:00:00', suspended_from: '2024-03-05 08:00:00' },
      ]),
    ).toEqual([
      { due_at: '2024-05-10 23:59:59', due_from: 'rule', due_rule: '2024-05-10 23:59:59' },
      { due_at: null, due_from: 'no calendar', due_rule: null },
      { due_at: `${year}-12-31 08:00:00`, due_from: 'column', due_rule: null },
      { due_at: null, due_from: null, due_rule: null },
    ]);
    expect(await decided(deadlines({}), [{ received_at: `${year + 5}-12-30 08:00:00` }])).toMatchObject([
      { due_at: `${year + 5}-12-30 09:00:00` },
    ]);
  });
});
