import { setTimeout as pause } from 'node:timers/promises';
import {
  type Client,
  type ScheduleDescription,
  type ScheduleHandle,
  ScheduleNotFoundError,
  ScheduleOverlapPolicy,
} from '@temporalio/client';
import { UserError } from '../user-error.ts';
import type { TemporalConfig } from './config.ts';
import { ensureSearchAttributes } from './connection.ts';
import { type Change, changes, fieldsOf } from './schedule-fields.ts';
import { isSelected, type Selection, type WantedSchedule, wantedSchedules } from './wanted-schedules.ts';

/** What `apply` did with a schedule, or would do. */
export interface Applied {
  id: string;
  site: string;
  schedule: string;
  action: 'created' | 'changed' | 'unchanged' | 'deleted';
  /** Old and new, for what changed; everything that is set, for what is created. */
  changes: Change[];
  paused: boolean;
  /** Why it is paused, when somebody said so on the server. */
  note: string;
}

/** A schedule on the server, made by `apply`. */
export interface ScheduleOnServer {
  id: string;
  site: string;
  schedule: string;
  description: ScheduleDescription;
}

/**
 * Makes the server's schedules those of temporal.yaml: creates, changes, and deletes what the file no longer has.
 * Everything is checked before anything is changed. A schedule paused by hand stays paused, unless the file's own
 * `paused` has changed. Schedules of sites that are not in the file are left alone.
 * @throws UserError when the file is wrong, or when a schedule's id is taken by one that minqing did not make.
 */
export async function applySchedules(
  client: Client,
  config: TemporalConfig,
  selection: Selection,
  dryRun: boolean,
): Promise<Applied[]> {
  const wanted = wantedSchedules(config, selection);
  const onServer = new Map((await schedulesOnServer(client, config, selection)).map((found) => [found.id, found]));
  const steps: Step[] = [];
  for (const schedule of wanted) {
    const existing = onServer.get(schedule.id)?.description ?? (await describe(client, schedule.id));
    if (existing && !belonging(existing.memo))
      throw new UserError(`a schedule ${schedule.id} is on the server, and minqing did not make it`, {
        where: `namespace ${config.namespace}`,
        fix: `delete it if nobody needs it (temporal schedule delete --namespace ${config.namespace} --schedule-id ${schedule.id}), or rename the schedule in temporal.yaml`,
      });
    steps.push(existing ? changeStep(client, schedule, existing) : creationStep(client, schedule));
    onServer.delete(schedule.id);
  }
  for (const { id, site, schedule, description } of onServer.values())
    steps.push({
      applied: { id, site, schedule, action: 'deleted', changes: [], ...pausedOf(description) },
      take: () => client.schedule.getHandle(id).delete(),
    });
  if (steps.length === 0 && selection.name !== undefined) throw noSuchSchedule(config, selection, []);
  if (!dryRun) await takeAll(client, config, steps);
  return steps.map(({ applied }) => applied);
}

interface Step {
  applied: Applied;
  take?: () => Promise<unknown>;
}

function creationStep(client: Client, { id, site, name, options }: WantedSchedule): Step {
  const set = changes({}, fieldsOf(options));
  const paused = options.state?.paused ?? false;
  return {
    applied: { id, site, schedule: name, action: 'created', changes: set, paused, note: '' },
    take: () => client.schedule.create(options),
  };
}

function changeStep(client: Client, { id, site, name, options }: WantedSchedule, existing: ScheduleDescription): Step {
  const inFile = options.state?.paused ?? false;
  const now = pausedOf(existing);
  const inFileBefore = Boolean(existing.action.memo?.paused_in_file);
  const paused = inFile === inFileBefore ? now.paused : inFile;
  const note = paused === now.paused ? now.note : '';
  const differing = changes(fieldsOf(existing), fieldsOf(options));
  if (paused !== now.paused) differing.push({ field: 'paused', from: String(now.paused), to: String(paused) });
  if (differing.length === 0 && inFile === inFileBefore)
    return { applied: { id, site, schedule: name, action: 'unchanged', changes: [], ...now } };
  const { spec, action, policies, typedSearchAttributes } = options;
  return {
    applied: { id, site, schedule: name, action: 'changed', changes: differing, paused, note },
    take: () =>
      client.schedule.getHandle(id).update(() => ({
        ...{ spec, action, policies: policies! },
        ...(typedSearchAttributes && { typedSearchAttributes }),
        state: { paused, note },
      })),
  };
}

async function takeAll(client: Client, config: TemporalConfig, steps: Step[]): Promise<void> {
  const due = steps.filter(({ take }) => take);
  if (due.length === 0) return;
  await ensureSearchAttributes(client, config);
  for (const [i, { applied, take }] of due.entries()) {
    try {
      await take!();
    } catch (error) {
      if (error instanceof ScheduleNotFoundError && applied.action === 'deleted') continue;
      if (!(error instanceof TypeError)) throw error;
      throw new UserError(`the server does not take the schedule ${applied.id}: ${error.message}`, {
        where: config.file,
        fix: `correct it, and apply again: ${i} of ${due.length} changes are made, and are not made twice`,
      });
    }
  }
}

/**
 * The schedules that `apply` has made on the server, by id: those of the selection's site, else of all sites of
 * temporal.yaml. The server's list may lag behind by a moment; each schedule is described as it is.
 */
export async function schedulesOnServer(
  client: Client,
  config: TemporalConfig,
  selection: Selection,
): Promise<ScheduleOnServer[]> {
  const found: ScheduleOnServer[] = [];
  for await (const { scheduleId: id, memo } of client.schedule.list()) {
    const owner = belonging(memo);
    if (!owner || !isSelected(selection, { site: owner.site, name: owner.schedule })) continue;
    if (selection.site === undefined && !config.sites[owner.site]) continue;
    const description = await describe(client, id);
    if (description) found.push({ id, ...owner, description });
  }
  return found.sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** What `apply` writes on each schedule it makes. */
function belonging(memo: Record<string, unknown> | undefined): { site: string; schedule: string } | undefined {
  const { site, schedule } = (memo?.minqing ?? {}) as { site?: unknown; schedule?: unknown };
  return typeof site === 'string' && typeof schedule === 'string' ? { site, schedule } : undefined;
}

async function describe(client: Client, id: string): Promise<ScheduleDescription | undefined> {
  try {
    return await client.schedule.getHandle(id).describe();
  } catch (error) {
    if (error instanceof ScheduleNotFoundError) return undefined;
    throw error;
  }
}

const pausedOf = ({ state: { paused, note } }: ScheduleDescription) => ({ paused, note: paused ? (note ?? '') : '' });

/** Pauses the selected schedules, or lets them go on; `reason`, never empty, stands beside them. What runs, runs on. */
export async function pauseSchedules(
  client: Client,
  config: TemporalConfig,
  selection: Selection,
  { off, reason }: { off: boolean; reason: string },
): Promise<string[]> {
  return onEach(client, config, selection, (handle) => (off ? handle.unpause(reason) : handle.pause(reason)));
}

/** Deletes the selected schedules from the server. What runs already, runs on. */
export async function deleteSchedules(client: Client, config: TemporalConfig, selection: Selection): Promise<string[]> {
  return onEach(client, config, selection, (handle) => handle.delete());
}

async function onEach(
  client: Client,
  config: TemporalConfig,
  selection: Selection,
  work: (handle: ScheduleHandle) => Promise<void>,
): Promise<string[]> {
  const chosen = await selected(client, config, selection);
  for (const { id } of chosen) await work(client.schedule.getHandle(id));
  return chosen.map(({ id }) => id);
}

/** A run that `trigger` started, or `undefined` when it waits behind one that is under way. */
export interface Triggered {
  id: string;
  workflow: string | undefined;
}

/**
 * Starts the selected schedules' runs now, by their own overlap policy: the time they close is now.
 * @throws UserError when a schedule whose overlapping runs are skipped has one under way; nothing is started then.
 */
export async function triggerSchedules(
  client: Client,
  config: TemporalConfig,
  selection: Selection,
): Promise<Triggered[]> {
  const chosen = await selected(client, config, selection);
  for (const { id, description } of chosen) {
    const [running] = description.info.runningActions;
    if (running && description.policies.overlap === ScheduleOverlapPolicy.SKIP)
      throw new UserError(
        `a run of ${id} is under way, and its overlap policy is skip: ${running.workflow.workflowId}`,
        {
          fix: 'wait for it to end, or stop it, and trigger again',
        },
      );
  }
  const triggered: Triggered[] = [];
  for (const { id, description } of chosen) {
    await client.schedule.getHandle(id).trigger(description.policies.overlap);
    triggered.push({ id, workflow: await startedAfter(client, description) });
  }
  return triggered;
}

/** The run that was not there when the schedule was described; undefined when none starts within seconds. */
async function startedAfter(client: Client, before: ScheduleDescription): Promise<string | undefined> {
  for (let wait = 0; wait < 15; wait += 1) {
    const { info } = await client.schedule.getHandle(before.scheduleId).describe();
    if (info.numActionsTaken > before.info.numActionsTaken)
      return info.recentActions.at(-1)?.action.workflow.workflowId;
    await pause(200);
  }
  return undefined;
}

async function selected(client: Client, config: TemporalConfig, selection: Selection): Promise<ScheduleOnServer[]> {
  const all = await schedulesOnServer(client, config, { ...(selection.site && { site: selection.site }) });
  const chosen = all.filter(({ site, schedule }) => isSelected(selection, { site, name: schedule }));
  if (chosen.length === 0) throw noSuchSchedule(config, selection, all);
  return chosen;
}

function noSuchSchedule(config: TemporalConfig, { site, name }: Selection, there: ScheduleOnServer[]): UserError {
  const what = `${name === undefined ? 'schedule' : `schedule “${name}”`}${site === undefined ? '' : ` of the site “${site}”`}`;
  const known = there.map((found) => `--site ${found.site} --name ${found.schedule}`).join('; ');
  return new UserError(`there is no ${what} on the server ${config.address}`, {
    where: `namespace ${config.namespace}`,
    fix: known ? `there are: ${known}` : 'bring those of temporal.yaml there with `minqing schedule apply`',
  });
}
