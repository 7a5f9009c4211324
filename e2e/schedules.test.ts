import { Client, Connection } from '@temporalio/client';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { apply, list, pause, remove, trigger } from '../pipelines/commands/schedule.ts';
import { ensureSearchAttributes, withClient } from '../pipelines/temporal/connection.ts';
import { names } from '../pipelines/temporal/names.ts';
import type { Applied } from '../pipelines/temporal/schedules.ts';
import { UserError } from '../pipelines/user-error.ts';
import { guardedServer } from './guarded-server.ts';
import { ScheduleFolder } from './schedule-folder.ts';
import { startServer, type TestServer } from './temporal-server.ts';

/** `minqing schedule` on a real server; nothing runs the runs here. */
const folder = new ScheduleFolder();
let server: TestServer;
let connection: Connection;
let client: Client;

beforeAll(async () => {
  server = await startServer(`${folder.dir}/server`);
  folder.address = server.address;
  connection = await Connection.connect({ address: server.address });
  client = new Client({ connection });
  folder.site('yunzhou', 'periods: [month, day]');
  folder.site('haizhou');
});
afterAll(async () => {
  await connection?.close();
  await server?.stop();
  folder.remove();
});

/** Each test starts with a server that has no schedule. */
beforeEach(async () => {
  for (const id of await idsOnServer()) await client.schedule.getHandle(id).delete();
  await listed();
});

const idsOnServer = async () => {
  const ids: string[] = [];
  for await (const { scheduleId } of client.schedule.list()) ids.push(scheduleId);
  return ids.sort();
};
/** The server's list lags behind: waits until it holds just these. */
const listed = (...ids: string[]) =>
  vi.waitFor(async () => expect(await idsOnServer()).toEqual([...ids].sort()), { timeout: 10_000, interval: 50 });

/** What a command prints. */
async function said(work: () => Promise<void>): Promise<string> {
  const lines: string[] = [];
  const spy = vi.spyOn(process.stdout, 'write').mockImplementation((text) => Boolean(lines.push(String(text))));
  try {
    await work();
  } finally {
    spy.mockRestore();
  }
  return lines.join('');
}
const answer = async <Answer>(work: () => Promise<void>) => JSON.parse(await said(work)) as Answer;
const config = folder.file;
const applied = async (options: Parameters<typeof apply>[0] = {}) =>
  (await answer<{ schedules: Applied[] }>(() => apply({ config, ...options }, true))).schedules;
async function refused(work: () => Promise<unknown>): Promise<string> {
  const error = await work().catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(UserError);
  expect((error as UserError).exitCode).toBe(2);
  return (error as UserError).text;
}

const nightly = "{ cron: '30 2 * * *', period: day }";
const describeOf = (name: string) => client.schedule.getHandle(`minqing-yunzhou-${name}`).describe();

describe('apply', () => {
  test('creates; the second time nothing changes', async () => {
    folder.write({
      yunzhou: { nightly, often: '{ every: 90m, overlap: skip }' },
      haizhou: { nightly: '{ every: 1d }' },
    });
    const text = await said(() => apply({ config }, false));
    expect(text).toMatch(/created {3}minqing-yunzhou-nightly\n {2}cron: 30 2 \* \* \*\n {2}time_zone: Asia\/Shanghai/);
    expect(text).toMatch(/3 created\n$/);
    await listed('minqing-haizhou-nightly', 'minqing-yunzhou-nightly', 'minqing-yunzhou-often');
    expect((await applied()).map(({ action, changes }) => [action, changes])).toEqual([
      ['unchanged', []],
      ['unchanged', []],
      ['unchanged', []],
    ]);
    expect(await said(() => apply({ config }, false))).toMatch(/3 unchanged\n$/);
  });

  test('shows what changes, old and new, and a dry run changes nothing', async () => {
    folder.write({ yunzhou: { nightly, often: '{ every: 90m, overlap: skip }' } });
    await applied();
    folder.write({
      yunzhou: {
        nightly: "{ cron: ['0 3 * * mon-fri', '0 8 * * 6,0'], time_zone: Europe/Berlin, catch_up: 6h, then: [] }",
        often: '{ every: 90m, overlap: skip }',
      },
    });
    const expected = [
      { field: 'cron', from: '30 2 * * *', to: '0 3 * * mon-fri | 0 8 * * 6,0' },
      { field: 'time_zone', from: 'Asia/Shanghai', to: 'Europe/Berlin' },
      { field: 'period', from: 'day', to: 'month' },
      { field: 'then', from: 'report', to: '' },
      { field: 'catch_up', from: '2d', to: '6h' },
    ];
    for (const dryRun of [true, true, false]) {
      const [first, second] = await applied({ dryRun });
      expect(first).toMatchObject({ id: 'minqing-yunzhou-nightly', action: 'changed', changes: expected });
      expect(second).toMatchObject({ id: 'minqing-yunzhou-often', action: 'unchanged' });
    }
    expect((await applied()).map(({ action }) => action)).toEqual(['unchanged', 'unchanged']);
    expect((await describeOf('nightly')).action.args).toEqual([
      JSON.parse(`{"protocol":1,"site":"yunzhou","closes":"month","then":[]}`),
    ]);
  });

  test('deletes what the file no longer has, and nothing that is not its own', async () => {
    folder.write({ yunzhou: { nightly, weekly: "{ cron: '0 3 * * mon' }" }, haizhou: { nightly: '{ every: 1d }' } });
    await applied();
    const action = { type: 'startWorkflow', workflowType: 'other', taskQueue: 'other' } as const;
    await client.schedule.create({ scheduleId: 'minqing-yunzhou-foreign', spec: {}, action });
    await listed(
      ...['minqing-haizhou-nightly', 'minqing-yunzhou-foreign'],
      ...['minqing-yunzhou-nightly', 'minqing-yunzhou-weekly'],
    );
    folder.write({ yunzhou: { nightly } });
    expect(await said(() => apply({ config }, false))).toBe(
      'unchanged minqing-yunzhou-nightly\ndeleted   minqing-yunzhou-weekly\n1 deleted, 1 unchanged\n',
    );
    await listed('minqing-haizhou-nightly', 'minqing-yunzhou-foreign', 'minqing-yunzhou-nightly');

    folder.write({ yunzhou: { nightly, foreign: '{ every: 1d }' } });
    expect(await refused(() => apply({ config }, true))).toMatch(
      /minqing-yunzhou-foreign is on the server.*did not make/,
    );
  });

  test('takes back what somebody changed on the server, but not a pause', async () => {
    folder.write({ yunzhou: { nightly } });
    await applied();
    await client.schedule.getHandle('minqing-yunzhou-nightly').update((now) => ({
      ...now,
      spec: {
        ...now.spec,
        jitter: '5m',
        calendars: [{ ...now.spec.calendars![0]!, hour: [{ start: 4, end: 5, step: 1 }] }],
      },
    }));
    await listed('minqing-yunzhou-nightly');
    await said(() => pause({ config, name: 'nightly', reason: '等待数据修复' }, false));
    expect(await applied()).toMatchObject([
      {
        action: 'changed',
        changes: [
          { field: 'cron', from: '30 4-5 * * *', to: '30 2 * * *' },
          { field: 'jitter', from: '5m', to: '' },
        ],
        paused: true,
        note: '等待数据修复',
      },
    ]);
    expect(await applied()).toMatchObject([{ action: 'unchanged', paused: true, note: '等待数据修复' }]);
    expect((await describeOf('nightly')).state).toMatchObject({ paused: true, note: '等待数据修复' });

    folder.write({ yunzhou: { nightly: "{ cron: '30 2 * * *', period: day, paused: true }" } });
    await applied();
    folder.write({ yunzhou: { nightly } });
    expect(await applied()).toMatchObject([
      { changes: [{ field: 'paused', from: 'true', to: 'false' }], paused: false },
    ]);
    expect((await describeOf('nightly')).state.paused).toBe(false);
  });

  test('of a file with one wrong schedule nothing is applied', async () => {
    folder.write({ yunzhou: { nightly, weekly: '{ every: 7d, period: week }' } });
    expect(await refused(() => apply({ config }, true))).toMatch(/temporal\.yaml:7: .*closes week/);
    folder.write({ yunzhou: { nightly }, nowhere: { nightly } });
    expect(await refused(() => apply({ config }, true))).toMatch(/temporal\.yaml:8: .*has no site\.yaml/);
    folder.write({ yunzhou: { nightly, weekly: "{ cron: '0 3 * * mun' }" } });
    expect(await refused(() => apply({ config }, true))).toMatch(/temporal\.yaml:7: .*“mun” is no day of week/);
    folder.write({ yunzhou: { nightly } });
    expect(await refused(() => apply({ config, site: 'haizhou' }, true))).toMatch(/“haizhou” is not in temporal\.yaml/);
    expect(await refused(() => apply({ config, name: 'weekly' }, true))).toMatch(/no schedule “weekly”/);
    expect(await idsOnServer()).toEqual([]);
  });
});

describe('list, pause, trigger, delete', () => {
  test('what is on the server and what is not there yet', async () => {
    folder.write({ yunzhou: { nightly } });
    await applied();
    await listed('minqing-yunzhou-nightly');
    folder.write({ yunzhou: { nightly, weekly: "{ cron: '0 3 * * mon' }" } });
    const { schedules, not_applied } = await answer<{
      schedules: Record<string, unknown>[];
      not_applied: { id: string }[];
    }>(() => list({ config }, true));
    expect(not_applied.map(({ id }) => id)).toEqual(['minqing-yunzhou-weekly']);
    expect(schedules).toMatchObject([
      {
        ...{ cron: '30 2 * * *', time_zone: 'Asia/Shanghai', period: 'day', overlap: 'buffer_one', catch_up: '2d' },
        ...{ paused: false, in_file: true, last: null, running: [], missed: 0, skipped: 0 },
      },
    ]);
    // Half past two in Shanghai.
    expect(schedules[0]!.next).toMatch(/T18:30:00\.000Z$/);
    const text = await said(() => list({ config }, false));
    expect(text).toMatch(/minqing-yunzhou-nightly +30 2 \* \* \* Asia\/Shanghai +day +\d{4}-\d\d-\d\d 02:30/);
    expect(text).toContain('not applied: minqing-yunzhou-weekly');
  });

  test('pausing, going on, starting now, deleting', async () => {
    folder.write({ yunzhou: { nightly, other: "{ cron: '0 3 * * *', overlap: skip }" } });
    await applied();
    await listed('minqing-yunzhou-nightly', 'minqing-yunzhou-other');
    expect(await said(() => pause({ config, site: 'yunzhou', name: 'nightly' }, false))).toBe(
      'paused  minqing-yunzhou-nightly\n',
    );
    expect((await describeOf('nightly')).state.paused).toBe(true);
    expect((await describeOf('other')).state.paused).toBe(false);
    expect(await said(() => pause({ config, name: 'nightly', off: true }, false))).toBe(
      'goes on  minqing-yunzhou-nightly\n',
    );
    expect((await describeOf('nightly')).state.paused).toBe(false);

    const before = Date.now();
    const { triggered } = await answer<{ triggered: { id: string; workflow: string }[] }>(() =>
      trigger({ config, name: 'other' }, true),
    );
    const run = await client.workflow.getHandle(triggered[0]!.workflow).describe();
    const due = run.searchAttributes.TemporalScheduledStartTime![0] as Date;
    expect(Math.abs(due.getTime() - before)).toBeLessThan(30_000);
    expect(run.type).toBe(names.run);
    expect(run.searchAttributes.MinqingSite).toEqual(['yunzhou']);
    // Its run waits for a worker, of which there is none: another is skipped.
    await vi.waitFor(async () => expect((await describeOf('other')).info.runningActions).toHaveLength(1));
    expect(await refused(() => trigger({ config, name: 'other' }, true))).toMatch(/under way.*skip/);
    expect(await said(() => list({ config, name: 'other' }, false))).toMatch(/running +1 +skip/);

    const text = await said(() => remove({ config, site: 'yunzhou' }, false));
    expect(text).toMatch(/deleted {2}minqing-yunzhou-nightly\ndeleted {2}minqing-yunzhou-other\n.*makes it again/);
    await listed();
    await client.workflow.getHandle(run.workflowId).terminate();
  });

  test('wrong use is told, and does nothing', async () => {
    folder.write({ yunzhou: { nightly } });
    await applied();
    await listed('minqing-yunzhou-nightly');
    for (const command of [pause, trigger, remove]) {
      expect(await refused(() => command({ config }, false))).toMatch(
        /say which schedules.*\n.*--site, --name or both/,
      );
      expect(await refused(() => command({ config, name: 'nightli' }, false))).toMatch(
        /no schedule “nightli” on the server.*\n.*there are: --site yunzhou --name nightly/,
      );
    }
    expect((await describeOf('nightly')).info.numActionsTaken).toBe(0);
  });
});

describe('a server that is not as it should be', () => {
  test('an unknown namespace is named', async () => {
    folder.write({ yunzhou: { nightly } });
    const wrong = { ...folder.config(), namespace: 'minqing-nowhere' };
    expect(await refused(() => withClient(wrong, async () => undefined))).toMatch(
      /has no namespace “minqing-nowhere”\n.*temporal operator namespace create/,
    );
  });

  test('search attributes are added where they are missing', async () => {
    await connection.operatorService.removeSearchAttributes({
      namespace: 'default',
      searchAttributes: [names.periodAttribute],
    });
    folder.write({ yunzhou: { nightly } });
    await applied();
    const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace: 'default' });
    expect(Object.keys(customAttributes!)).toEqual(
      expect.arrayContaining([names.siteAttribute, names.periodAttribute]),
    );
  });

  test('where operators’ calls are refused, a query tells whether they are there, and the command what to do', async () => {
    const guarded = await guardedServer(server.address);
    try {
      folder.write({ yunzhou: { nightly } });
      const there = { ...folder.config(), address: guarded.address };
      await withClient(there, (own) => ensureSearchAttributes(own, there));
      await connection.operatorService.removeSearchAttributes({
        namespace: 'default',
        searchAttributes: [names.periodAttribute],
      });
      const text = await refused(() => withClient(there, (own) => ensureSearchAttributes(own, there)));
      expect(text).toMatch(/MinqingPeriod are missing, and may not be added/);
      expect(text).toContain(
        `temporal operator search-attribute create --address ${guarded.address} --namespace default --name MinqingPeriod --type Keyword`,
      );
    } finally {
      await guarded.close();
    }
  });
});
