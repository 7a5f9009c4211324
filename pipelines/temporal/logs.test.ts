import { ApplicationFailure } from '@temporalio/common';
import { expect, test } from 'vitest';
import { UserError } from '../user-error.ts';
import { openLog } from './logs.ts';

function collected(options: Parameters<typeof openLog>[0] = {}) {
  const lines: string[] = [];
  const log = openLog({ level: 'debug', write: (line) => void lines.push(line), ...options });
  return { log, lines, last: () => JSON.parse(lines.at(-1)!) as Record<string, unknown> };
}

test('a line is JSON with time, level, message and where it comes from', () => {
  const { log, last } = collected();
  log
    .with({ site: 'demo', run: 'r1', workflow: 'minqing-demo' })
    .info('step done', { step: 'orders/2024-03', rows: 12 });
  expect(last()).toEqual({
    level: 'info',
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    message: 'step done',
    site: 'demo',
    run: 'r1',
    workflow: 'minqing-demo',
    step: 'orders/2024-03',
    rows: 12,
  });
});

test("the SDK's fields get our names; tokens, objects and undefined are left out", () => {
  const { log, last } = collected();
  log.log('WARN', 'Activity failed', {
    workflowId: 'minqing-demo',
    workflowRunId: 'abc',
    activityType: 'makeStep',
    taskToken: 'secret',
    isLocal: false,
    input: { name: '王小明' },
    missing: undefined,
    milliseconds: Number.NaN,
  });
  const { time, ...rest } = last();
  expect(rest).toEqual({
    level: 'warn',
    message: 'Activity failed',
    workflow: 'minqing-demo',
    workflow_run: 'abc',
    activity: 'makeStep',
  });
});

test('no value of a cell gets into a line through an error, however deep it lies', () => {
  const { log, lines, last } = collected();
  const database = new Error(`Conversion Error: Could not convert string '13812345678' to INT32 for "王小明"`);
  log.error('step failed', { error: new Error('wrapped', { cause: ApplicationFailure.fromError(database) }) });
  log.error('step failed', { error: database });
  expect(lines.join('')).not.toMatch(/1381234|王小明/);
  expect(String(last().error)).toContain('Conversion Error');
  log.error('refused', { error: new UserError('no such column', { where: 'orders.yaml:3', fix: 'name another' }) });
  expect(last().error).toBe('orders.yaml:3: no such column\n  fix: name another');
});

test("a field cannot take the place of the line's own", () => {
  const { log, lines, last } = collected();
  log.error('step failed', { message: 'check orders_unique failed', level: 7, time: 'now' });
  expect(last()).toMatchObject({ level: 'error', message: 'step failed', error: 'check orders_unique failed' });
  expect(lines[0]!.match(/"(message|level|time)":/g)).toHaveLength(3);
});

test('lines below the level are not written; a wrong level is told with the fix', () => {
  const { log, lines } = collected({ level: 'WARN' });
  log.info('quiet');
  log.warn('loud');
  expect(lines).toHaveLength(1);
  expect(() => openLog({ level: 'loud' })).toThrow('“loud” is no log level');
});

test('on a terminal a line is for people', () => {
  const { log, lines } = collected({ plain: true });
  log.info('step done', { site: 'demo', rows: 3 });
  expect(lines[0]).toMatch(/^\d\d:\d\d:\d\d info {2}step done {2}site=demo {2}rows=3\n$/);
});
