import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { UserError } from '../user-error.ts';
import { loadTemporal } from './config.ts';
import { changes, fieldsOf } from './schedule-fields.ts';
import { wantedSchedules } from './wanted-schedules.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'minqing-wanted-'));
  mkdirSync(join(folder, 'huairou'));
  writeFileSync(
    join(folder, 'huairou', 'site.yaml'),
    'id: huairou\nname: 某区\nperiods: [assess, assess_day]\nassessment: { month_starts_on: 19, day_starts_at: 12 }\n',
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const wanted = (schedule: string, { id = 'huairou', dir = 'huairou', site = undefined as string | undefined } = {}) => {
  const file = join(folder, 'temporal.yaml');
  writeFileSync(
    file,
    `sites:\n  ${id}:\n    folder: ${dir}\n    task_queue: own\n    schedules:\n      nightly:\n        ${schedule}\n`,
  );
  return wantedSchedules(loadTemporal(file), site === undefined ? {} : { site });
};
const refusal = (...given: Parameters<typeof wanted>): string => {
  try {
    wanted(...given);
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    expect((error as UserError).exitCode).toBe(2);
    expect((error as UserError).fix).toBeTruthy();
    return (error as UserError).text;
  }
  throw new Error('nothing was refused');
};

test('what a schedule becomes on the server', () => {
  const [schedule] = wanted("cron: '30 12 * * *'");
  expect(schedule).toMatchObject({ id: 'minqing-huairou-nightly', site: 'huairou', name: 'nightly' });
  expect(schedule!.options.action).toMatchObject({
    workflowType: 'run',
    workflowId: 'minqing-huairou-nightly',
    taskQueue: 'minqing',
    args: [{ protocol: 1, site: 'huairou', closes: 'assess', then: ['report'] }],
  });
  const set = Object.fromEntries(changes({}, fieldsOf(schedule!.options)).map(({ field, to }) => [field, to]));
  expect(set).toEqual({
    cron: '30 12 * * *',
    time_zone: 'Asia/Shanghai',
    period: 'assess',
    then: 'report',
    overlap: 'buffer_one',
    catch_up: '2d',
    task_queue: 'minqing',
    site: 'huairou',
    protocol: '1',
    workflow: 'run',
    workflow_id: 'minqing-huairou-nightly',
    site_attribute: 'huairou',
  });
});

test('a time zone is sent as the time zone database writes it, which is the only way the server reads it', () => {
  const [schedule] = wanted("{ cron: '0 2 * * *', time_zone: europe/berlin }");
  expect(schedule!.options.spec.timezone).toBe('Europe/Berlin');
});

describe('what is wrong is told with the file, its line and the fix', () => {
  test.each([
    ["cron: '0 25 * * *'", /temporal\.yaml:7: .*cron: “25” is no hour/],
    ["cron: ['0 2 * * *', '0 2 30 2 *']", /temporal\.yaml:7: .*never due/],
    ["{ cron: '0 2 * * *', time_zone: Asia/Peking }", /temporal\.yaml:7: .*not an IANA time zone/],
    ['{ every: 1d, time_zone: Asia/Shanghai }', /temporal\.yaml:\d: .*time_zone belongs to cron/],
    ['every: 500ms', /temporal\.yaml:7: .*whole seconds/],
    ["{ cron: '0 2 * * *', every: 1d }", /temporal\.yaml:\d: .*either cron or every/],
    ['paused: true', /temporal\.yaml:\d: .*either cron or every/],
    ["{ cron: '0 2 * * *', catch_up: 1s }", /temporal\.yaml:7: .*10s or more/],
    ["{ cron: '0 2 * * *', overlap: none }", /temporal\.yaml:7: .*overlap/],
    ["{ cron: '0 2 * * *', perod: day }", /temporal\.yaml:7: .*perod/],
    [
      "{ cron: '0 2 * * *', period: month }",
      /temporal\.yaml:7: .*closes month, which the site “huairou” does not score/,
    ],
  ])('%s', (schedule, message) => {
    expect(refusal(schedule)).toMatch(message);
  });

  test('a folder that is no site', () => {
    expect(refusal('every: 1d', { dir: 'elsewhere' })).toMatch(/temporal\.yaml:3: .*has no site\.yaml/);
  });

  test('a site under another id than its own', () => {
    expect(refusal('every: 1d', { id: 'changping' })).toMatch(
      /temporal\.yaml:3: .*has the id “huairou”, not “changping”/,
    );
  });

  test('a site that temporal.yaml does not have', () => {
    expect(refusal('every: 1d', { site: 'nowhere' })).toMatch(/“nowhere” is not in temporal\.yaml\n.*huairou/);
  });
});
