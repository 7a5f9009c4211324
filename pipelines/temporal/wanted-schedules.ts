import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type ScheduleOptions,
  type ScheduleOptionsStartWorkflowAction,
  ScheduleOverlapPolicy,
  type Workflow,
} from '@temporalio/client';
import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import { isNode, LineCounter, parseDocument } from 'yaml';
import { loadSite, type Site } from '../site/site.ts';
import { UserError } from '../user-error.ts';
import type { ScheduleConfig, TemporalConfig } from './config.ts';
import { calendarOf } from './cron.ts';
import { names, protocol, type RunInput, scheduleId } from './names.ts';

/** Which schedules a command is about: all of a site's, all of a name, or one. */
export interface Selection {
  site?: string;
  name?: string;
}

/** A schedule as temporal.yaml wants it on the server. */
export interface WantedSchedule {
  id: string;
  site: string;
  name: string;
  options: RunSchedule;
}
export type RunSchedule = ScheduleOptions<ScheduleOptionsStartWorkflowAction<Workflow>>;

export const siteAttribute = defineSearchAttributeKey(names.siteAttribute, SearchAttributeType.KEYWORD);

export const isSelected = ({ site, name }: Selection, of: { site: string; name: string }): boolean =>
  (site === undefined || site === of.site) && (name === undefined || name === of.name);

/**
 * The schedules temporal.yaml wants, in its order, after loading every site they belong to.
 * @throws UserError naming temporal.yaml and the line when a site is not in it, its folder is none, has another id, or
 *   does not score the kind of period that a schedule closes; naming the site's own file when that is wrong.
 */
export function wantedSchedules(config: TemporalConfig, selection: Selection = {}): WantedSchedule[] {
  if (selection.site !== undefined && !config.sites[selection.site])
    throw new UserError(`the site “${selection.site}” is not in temporal.yaml`, {
      where: config.file,
      fix: `name one of ${Object.keys(config.sites).join(', ') || 'its sites, once there are some'}`,
    });
  return Object.entries(config.sites)
    .filter(([id]) => selection.site === undefined || selection.site === id)
    .flatMap(([id, { schedules }]) => {
      const site = siteOf(config, id);
      return Object.entries(schedules)
        .filter(([name]) => isSelected(selection, { site: id, name }))
        .map(([name, schedule]) => ({
          id: scheduleId(id, name),
          site: id,
          name,
          options: optionsOf(config, site, name, schedule),
        }));
    });
}

function siteOf(config: TemporalConfig, id: string): Site {
  const { folder } = config.sites[id]!;
  const where = lineOf(config.file, ['sites', id, 'folder']);
  if (!existsSync(join(folder, 'site.yaml')))
    throw new UserError(`the folder of the site “${id}” is none: ${folder} has no site.yaml`, {
      where,
      fix: 'correct `folder` (relative to temporal.yaml), or make the site with `minqing init DIR`',
    });
  const site = loadSite(folder);
  if (site.config.id !== id)
    throw new UserError(`the site in ${folder} has the id “${site.config.id}”, not “${id}”`, {
      where,
      fix: `write it under the key ${site.config.id}, as its site.yaml says`,
    });
  return site;
}

function optionsOf(config: TemporalConfig, site: Site, name: string, schedule: ScheduleConfig): RunSchedule {
  const id = site.config.id;
  const closes = schedule.period ?? site.config.periods[0]!;
  if (!site.config.periods.includes(closes))
    throw new UserError(`the schedule “${name}” closes ${closes}, which the site “${id}” does not score`, {
      where: lineOf(config.file, ['sites', id, 'schedules', name, 'period']),
      fix: `write one of ${site.config.periods.join(', ')}, or add ${closes} to \`periods\` in its site.yaml`,
    });
  const input: RunInput = { protocol, site: id, closes, then: schedule.then };
  const attributes = [{ key: siteAttribute, value: id }];
  return {
    scheduleId: scheduleId(id, name),
    spec: schedule.every
      ? { intervals: [{ every: schedule.every }] }
      : {
          calendars: [schedule.cron!].flat().map(calendarOf),
          timezone: canonicalZone(schedule.time_zone ?? site.config.time_zone),
        },
    action: {
      type: 'startWorkflow',
      workflowType: names.run,
      // The server appends the time the run was due.
      workflowId: scheduleId(id, name),
      taskQueue: config.task_queue,
      args: [input],
      typedSearchAttributes: attributes,
      memo: { schedule: name, paused_in_file: schedule.paused },
    },
    policies: { overlap: overlapOf[schedule.overlap], catchupWindow: schedule.catch_up, pauseOnFailure: false },
    state: { paused: schedule.paused },
    memo: { minqing: { site: id, schedule: name } },
    typedSearchAttributes: attributes,
  };
}

const overlapOf: Record<ScheduleConfig['overlap'], ScheduleOverlapPolicy> = {
  skip: ScheduleOverlapPolicy.SKIP,
  buffer_one: ScheduleOverlapPolicy.BUFFER_ONE,
  buffer_all: ScheduleOverlapPolicy.BUFFER_ALL,
  cancel_other: ScheduleOverlapPolicy.CANCEL_OTHER,
};

/** Capitals as the time zone database writes them: the server, unlike JavaScript, takes no others. */
const canonicalZone = (name: string): string =>
  new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;

/** `FILE:LINE` of the innermost key of a path that is there. */
function lineOf(file: string, path: string[]): string {
  const lines = new LineCounter();
  const document = parseDocument(readFileSync(file, 'utf8'), { lineCounter: lines });
  for (let depth = path.length; depth > 0; depth--) {
    const node = document.getIn(path.slice(0, depth), true);
    if (isNode(node) && node.range) return `${file}:${lines.linePos(node.range[0]).line}`;
  }
  return file;
}
