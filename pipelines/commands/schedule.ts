import type { Client, ScheduleDescription, ScheduleExecutionResult } from '@temporalio/client';
import { wallTime } from '../site/wall-time.ts';
import { loadTemporal, type TemporalConfig } from '../temporal/config.ts';
import { withClient } from '../temporal/connection.ts';
import { scheduleId } from '../temporal/names.ts';
import { fieldsOf } from '../temporal/schedule-fields.ts';
import {
  type Applied,
  applySchedules,
  deleteSchedules,
  pauseSchedules,
  type ScheduleOnServer,
  schedulesOnServer,
  triggerSchedules,
} from '../temporal/schedules.ts';
import { isSelected, type Selection, wantedSchedules } from '../temporal/wanted-schedules.ts';
import { UserError } from '../user-error.ts';
import { print, textTable } from './terminal.ts';

/** `--config`, `--site`, `--name`: what every `minqing schedule` command takes. */
export interface ScheduleOptions extends Selection {
  config?: string;
}

/** `minqing schedule apply`: makes the server's schedules those of temporal.yaml, and shows what that changes. */
export async function apply(options: ScheduleOptions & { dryRun?: boolean }, json: boolean): Promise<void> {
  const config = loadTemporal(options.config);
  const dryRun = Boolean(options.dryRun);
  // Once before anything is asked of a server: a wrong file is told as such, whether one answers or not.
  wantedSchedules(config, options);
  const applied = await withClient(config, (client) => applySchedules(client, config, options, dryRun));
  if (json) return print(JSON.stringify({ applied: !dryRun, schedules: applied }, null, 1));
  for (const line of applied.flatMap(described)) print(line);
  const count = (action: Applied['action']) => applied.filter((each) => each.action === action).length;
  const parts = (['created', 'changed', 'deleted', 'unchanged'] as const)
    .filter((action) => count(action) > 0)
    .map((action) => `${count(action)} ${action}`);
  if (parts.length === 0) print(`${config.file} names no schedule, and the server has none of its sites`);
  else print(`${dryRun ? 'nothing changed (--dry-run); it would be: ' : ''}${parts.join(', ')}`);
}

function described({ id, action, changes, paused, note }: Applied): string[] {
  const state = paused ? `  (paused${note ? `: ${note}` : ''})` : '';
  const shown = changes.filter(({ field }) => action !== 'created' || shownWhenCreated.includes(field));
  return [
    `${action.padEnd(9)} ${id}${state}`,
    ...shown.map(({ field, from, to }) =>
      action === 'created' ? `  ${field}: ${to}` : `  ${field}: ${from || 'none'} → ${to || 'none'}`,
    ),
  ];
}

const shownWhenCreated = ['cron', 'every', 'time_zone', 'period', 'then', 'overlap', 'catch_up', 'task_queue'];

/** `minqing schedule list`: what is on the server, when it ran and runs next, and what of temporal.yaml is not there. */
export async function list(options: ScheduleOptions, json: boolean): Promise<void> {
  const config = loadTemporal(options.config);
  const listed = await withClient(config, async (client) => {
    const onServer = await schedulesOnServer(client, config, options);
    return Promise.all(onServer.map((schedule) => listedOf(client, config, schedule)));
  });
  const there = new Set(listed.map(({ id }) => id));
  const absent = Object.entries(config.sites)
    .flatMap(([site, { schedules }]) => Object.keys(schedules).map((name) => ({ site, name })))
    .filter((each) => isSelected(options, each) && !there.has(scheduleId(each.site, each.name)))
    .map(({ site, name }) => ({ id: scheduleId(site, name), site, schedule: name }));
  if (json) return print(JSON.stringify({ schedules: listed, not_applied: absent }, null, 1));
  if (listed.length > 0)
    print(
      textTable(
        ['schedule', 'when', 'closes', 'next', 'last', 'came to', 'running', 'overlap', 'catch-up', 'missed', 'state'],
        listed.map((row) => [
          row.id,
          [row.cron, row.every && `every ${row.every}`, row.time_zone].filter(Boolean).join(' '),
          row.period,
          row.paused ? '' : local(row, row.next),
          local(row, row.last?.due),
          row.last?.state ?? '',
          row.running.length > 0 ? String(row.running.length) : '',
          row.overlap,
          row.catch_up,
          String(row.missed),
          [row.paused ? `paused${row.note ? `: ${row.note}` : ''}` : 'on', row.in_file ? '' : 'not in temporal.yaml']
            .filter(Boolean)
            .join(', '),
        ]),
        [9],
      ),
    );
  else print('no schedule on the server');
  for (const { id } of absent) print(`not applied: ${id}`);
  if (absent.length > 0) print('  fix: minqing schedule apply');
}

interface Listed {
  id: string;
  site: string;
  schedule: string;
  cron: string;
  every: string;
  time_zone: string;
  /** Kind of the period that a run closes. */
  period: string;
  overlap: string;
  catch_up: string;
  paused: boolean;
  note: string;
  in_file: boolean;
  next: string | null;
  last: { due: string; started: string; workflow: string; state: string } | null;
  /** Workflow ids. */
  running: string[];
  /** Runs never started because the server was away for longer than the catch-up window. */
  missed: number;
  /** Runs never started because one was under way. */
  skipped: number;
}

async function listedOf(
  client: Client,
  config: TemporalConfig,
  { id, site, schedule, description }: ScheduleOnServer,
): Promise<Listed> {
  const { cron = '', every = '', time_zone = '', period = '', overlap = '', catch_up = '' } = fieldsOf(description);
  const { info, state } = description;
  return {
    ...{ id, site, schedule, cron, every, time_zone, period, overlap, catch_up },
    paused: state.paused,
    note: state.paused ? (state.note ?? '') : '',
    in_file: config.sites[site]?.schedules[schedule] !== undefined,
    next: info.nextActionTimes[0]?.toISOString() ?? null,
    last: await lastRun(client, description),
    running: info.runningActions.map(({ workflow }) => workflow.workflowId),
    missed: info.numActionsMissedCatchupWindow,
    skipped: info.numActionsSkippedOverlap,
  };
}

async function lastRun(client: Client, { info }: ScheduleDescription): Promise<Listed['last']> {
  const last: ScheduleExecutionResult | undefined = info.recentActions.at(-1);
  if (!last) return null;
  const { workflowId, firstExecutionRunId } = last.action.workflow;
  // A finished run's history is kept for a while only.
  const state = await client.workflow
    .getHandle(workflowId)
    .describe()
    .then(
      ({ status }) => status.name.toLowerCase(),
      () => 'forgotten',
    );
  return {
    due: last.scheduledAt.toISOString(),
    started: last.takenAt.toISOString(),
    workflow: `${workflowId}/${firstExecutionRunId}`,
    state,
  };
}

const local = ({ time_zone }: Listed, time: string | null | undefined): string =>
  time ? wallTime(time_zone || 'UTC', new Date(time)).slice(0, time_zone ? 16 : 19) : '';

/** `minqing schedule pause [--off]`. */
export async function pause(
  options: ScheduleOptions & { off?: boolean; reason?: string },
  json: boolean,
): Promise<void> {
  const config = loadTemporal(options.config);
  const off = Boolean(options.off);
  const reason = options.reason || `by \`minqing schedule pause${off ? ' --off' : ''}\``;
  const selection = named(options, off ? 'let go on' : 'pause');
  const done = await withClient(config, (client) => pauseSchedules(client, config, selection, { off, reason }));
  if (json) return print(JSON.stringify({ paused: !off, schedules: done }, null, 1));
  for (const id of done) print(`${off ? 'goes on' : 'paused'}  ${id}`);
}

/** `minqing schedule trigger`: starts now, and closes what has ended by now. */
export async function trigger(options: ScheduleOptions, json: boolean): Promise<void> {
  const config = loadTemporal(options.config);
  const selection = named(options, 'trigger');
  const triggered = await withClient(config, (client) => triggerSchedules(client, config, selection));
  if (json) return print(JSON.stringify({ triggered }, null, 1));
  for (const { id, workflow } of triggered)
    print(workflow ? `started  ${workflow}` : `waits    ${id}: its run starts when the one under way has ended`);
}

/** `minqing schedule delete`. */
export async function remove(options: ScheduleOptions, json: boolean): Promise<void> {
  const config = loadTemporal(options.config);
  const selection = named(options, 'delete');
  const deleted = await withClient(config, (client) => deleteSchedules(client, config, selection));
  if (json) return print(JSON.stringify({ deleted }, null, 1));
  for (const id of deleted) print(`deleted  ${id}`);
  const again = Object.entries(config.sites).some(([site, { schedules }]) =>
    Object.keys(schedules).some((name) => deleted.includes(scheduleId(site, name))),
  );
  if (again) print(`${config.file} still names what was deleted: the next \`minqing schedule apply\` makes it again`);
}

/** What acts on a schedule wants it named, so that nothing happens to all of them by accident. */
function named({ site, name }: ScheduleOptions, verb: string): Selection {
  if (site === undefined && name === undefined)
    throw new UserError(`say which schedules to ${verb}`, {
      where: 'minqing schedule',
      fix: 'give --site, --name or both; `minqing schedule list` shows them',
    });
  return { ...(site !== undefined && { site }), ...(name !== undefined && { name }) };
}
