import { types } from 'node:util';
import type { Logger, LogLevel, LogMetadata } from '@temporalio/common';
import type { LogExporterConfig } from '@temporalio/worker';
import { type Level, pino } from 'pino';
import { safeMessage } from '../engine/step.ts';
import { UserError } from '../user-error.ts';

/** What a line may say of where it comes from: `run` is ours, as in the ledger; `step` is `asset/partition`. */
export interface LogFields {
  site?: string;
  run?: string;
  step?: string;
  workflow?: string;
  [name: string]: unknown;
}

/** Also the SDK's logger, so that its lines, those of activities and of workflows all look alike. */
export interface Log extends Logger {
  /** The same log, whose every line also has these fields. */
  with(fields: LogFields): Log;
}

export interface LogOptions {
  /** `trace`, `debug`, `info`, `warn`, `error` or `silent`; default: `MINQING_LOG`, else `info`. */
  level?: string;
  /** Where lines go; default: standard error. */
  write?: (line: string) => void;
  /** Lines for people instead of JSON; default: when standard error is a terminal. */
  plain?: boolean;
}

/**
 * Structured logs: one JSON line each on standard error: time, level, message, site, run, step, workflow, and names and
 * counts. Objects are left out and errors pass through `safeMessage`, so that no cell value gets into a log by the way.
 * @throws UserError when the level is none.
 */
export function openLog(options: LogOptions = {}): Log {
  const level = (options.level ?? (process.env.MINQING_LOG || 'info')).toLowerCase();
  if (!levels.includes(level))
    throw new UserError(`“${level}” is no log level`, { where: 'MINQING_LOG', fix: `one of ${levels.join(', ')}` });
  const write = options.write ?? ((line: string) => void process.stderr.write(line));
  const plain = options.plain ?? (options.write === undefined && Boolean(process.stderr.isTTY));
  const lines = pino(
    {
      level,
      base: null,
      messageKey: 'message',
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    { write: plain ? (line) => write(forPeople(line)) : write },
  );
  return logOver(lines, {});
}

/** For `telemetryOptions.logging`: what the SDK's core has to say goes through the same log. */
export const coreLogs: LogExporterConfig = { filter: { core: 'WARN', other: 'ERROR' }, forward: {} };

const levels = ['trace', 'debug', 'info', 'warn', 'error', 'silent'];

function logOver(lines: pino.Logger, fields: LogFields): Log {
  const put =
    (level: Level) =>
    (message: string, meta: LogMetadata = {}) => {
      if (lines.isLevelEnabled(level)) lines[level]({ ...fields, ...safeFields(meta) }, cut(message));
    };
  return {
    log: (level: LogLevel, message: string, meta?: LogMetadata) => put(level.toLowerCase() as Level)(message, meta),
    trace: put('trace'),
    debug: put('debug'),
    info: put('info'),
    warn: put('warn'),
    error: put('error'),
    with: (more) => logOver(lines, { ...fields, ...safeFields(more) }),
  };
}

/** The SDK's names of fields, and ours; an empty one is of no use to a reader, or is the line's own. */
const renamed: Record<string, string> = {
  workflowId: 'workflow',
  workflowRunId: 'workflow_run',
  runId: 'workflow_run',
  workflowType: 'workflow_type',
  activityType: 'activity',
  taskQueue: 'task_queue',
  sdkComponent: 'component',
  durationMs: 'milliseconds',
  message: 'error',
  activityId: '',
  activityRunId: '',
  isLocal: '',
  taskToken: '',
  time: '',
  level: '',
};

function safeFields(meta: LogMetadata): LogFields {
  const fields: LogFields = {};
  for (const [name, value] of Object.entries(meta)) {
    const ours = renamed[name] ?? name;
    if (!ours || value === undefined || value === null) continue;
    if (types.isNativeError(value)) fields[ours] = cut(safeMessage(rootOf(value)));
    else if (typeof value === 'string') fields[ours] = cut(value);
    else if (typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))) fields[ours] = value;
  }
  return fields;
}

/** The SDK wraps failures in failures; the innermost one says what happened. One thrown in a workflow is of another realm. */
function rootOf(error: Error): Error {
  let root = error;
  for (let depth = 0; types.isNativeError(root.cause) && depth < 10; depth++) root = root.cause;
  return root instanceof Error
    ? root
    : Object.assign(new Error((root as Error).message), { name: (root as Error).name });
}

const cut = (text: string): string => (text.length > longest ? `${text.slice(0, longest)}…` : text);
const longest = 2000;

function forPeople(line: string): string {
  const { level, time, message, ...fields } = JSON.parse(line) as Record<string, string | number | boolean>;
  const rest = Object.entries(fields).map(([name, value]) => `${name}=${value}`);
  return `${String(time).slice(11, 19)} ${String(level).padEnd(5)} ${[message, ...rest].join('  ')}\n`;
}
