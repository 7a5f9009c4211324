import { existsSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { isTimeZone, periodKind } from '../site/config.ts';
import { readYaml } from '../site/yaml.ts';
import { UserError } from '../user-error.ts';
import { calendarOf } from './cron.ts';

/** `90s`, `15m`, `6h` or `2d`; milliseconds after parsing. */
const duration = z
  .string()
  .regex(/^\d+(\.\d+)?(ms|s|m|h|d)$/, 'write a number and ms, s, m, h or d, e.g. 15m')
  .transform((text) => Number.parseFloat(text) * unitOf[text.replace(/[\d.]/g, '') as keyof typeof unitOf]);
const unitOf = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

const cron = z.string().check(({ value, issues }) => {
  try {
    calendarOf(value);
  } catch (error) {
    issues.push({ code: 'custom', input: value, message: (error as Error).message, continue: true });
  }
});

const schedule = z
  .strictObject({
    cron: z.union([cron, z.array(cron).min(1)]).optional(),
    every: duration
      .refine((ms) => ms >= 1000 && ms % 1000 === 0, 'write whole seconds, at least 1s: Temporal keeps no shorter time')
      .optional(),
    time_zone: z.string().refine(isTimeZone, 'not an IANA time zone, such as Asia/Shanghai').optional(),
    period: periodKind.optional(),
    overlap: z.enum(['skip', 'buffer_one', 'buffer_all', 'cancel_other']).default('buffer_one'),
    catch_up: duration.refine((ms) => ms >= 10_000, 'write 10s or more: Temporal knows no shorter one').prefault('2d'),
    then: z.array(z.enum(['report', 'publish'])).default(['report']),
    paused: z.boolean().default(false),
  })
  .refine((value) => (value.cron === undefined) !== (value.every === undefined), 'give either cron or every')
  .refine(
    (value) => value.every === undefined || value.time_zone === undefined,
    'time_zone belongs to cron: every counts from 1970-01-01 00:00 UTC, in any time zone',
  );

/** `temporal.yaml`: everything about orchestration. Unknown keys are errors, so that a typo is never silently ignored. */
export const temporalConfig = z.strictObject({
  address: z
    .string()
    .regex(/^[^\s/]+:\d+$/, 'write host:port')
    .default('127.0.0.1:7233'),
  namespace: z.string().min(1).default('default'),
  tls: z
    .strictObject({
      ca: z.string().optional(),
      certificate: z.string().optional(),
      key: z.string().optional(),
      server_name: z.string().optional(),
    })
    .optional(),
  api_key: z.string().optional(),
  task_queue: z.string().min(1).default('minqing'),
  worker: z
    .strictObject({
      steps_at_once: z.int().min(1).max(64).default(2),
      shutdown_grace: duration.prefault('10m'),
      metrics: z
        .string()
        .regex(/^[^\s/]+:\d+$/, 'write host:port')
        .optional(),
    })
    .prefault({}),
  timeouts: z.strictObject({ step: duration.prefault('6h'), heartbeat: duration.prefault('20s') }).prefault({}),
  retries: z
    .strictObject({
      first_wait: duration.prefault('2s'),
      factor: z.number().min(1).default(2),
      longest_wait: duration.prefault('5m'),
      attempts: z.int().min(1).default(20),
    })
    .prefault({}),
  on_failure: z
    .strictObject({
      command: z.array(z.string()).min(1).optional(),
      webhook: z.url().optional(),
      wait_for_retry: duration.prefault('15m'),
    })
    .prefault({}),
  sites: z
    .record(
      z.string(),
      z.strictObject({
        folder: z.string(),
        task_queue: z.string().min(1).optional(),
        schedules: z.record(z.string().regex(/^[a-z][a-z0-9-]*$/, 'use a-z, 0-9 and -'), schedule).default({}),
      }),
    )
    .default({}),
});

export type TemporalConfig = z.output<typeof temporalConfig> & {
  /** The file it was read from; paths in it are relative to its folder. */
  file: string;
};
export type ScheduleConfig = TemporalConfig['sites'][string]['schedules'][string];

/**
 * Reads temporal.yaml: the file given, else `MINQING_TEMPORAL`, else the one in the current folder, else the program's own.
 * Temporal's usual environment variables win over the file.
 * @throws UserError naming file, line and fix.
 */
export function loadTemporal(given?: string): TemporalConfig {
  const own = fileURLToPath(new URL('../../temporal.yaml', import.meta.url));
  const here = resolve('temporal.yaml');
  const file = given ?? process.env.MINQING_TEMPORAL ?? (existsSync(here) ? here : own);
  const config = readYaml(file, temporalConfig);
  const inside = (path: string) => (isAbsolute(path) ? path : join(dirname(resolve(file)), path));
  const env = process.env;
  const tls = {
    ...config.tls,
    ...setTo('ca', env.TEMPORAL_TLS_SERVER_CA_CERT_PATH),
    ...setTo('certificate', env.TEMPORAL_TLS_CLIENT_CERT_PATH),
    ...setTo('key', env.TEMPORAL_TLS_CLIENT_KEY_PATH),
    ...setTo('server_name', env.TEMPORAL_TLS_SERVER_NAME),
  };
  for (const name of ['ca', 'certificate', 'key'] as const) if (tls[name]) tls[name] = inside(tls[name]);
  const wantsTls = config.tls !== undefined || Object.keys(tls).length > 0;
  return {
    ...config,
    file: resolve(file),
    address: env.TEMPORAL_ADDRESS ?? config.address,
    namespace: env.TEMPORAL_NAMESPACE ?? config.namespace,
    task_queue: env.MINQING_TASK_QUEUE ?? config.task_queue,
    ...(wantsTls && { tls }),
    ...((env.TEMPORAL_API_KEY ?? config.api_key) && { api_key: env.TEMPORAL_API_KEY ?? config.api_key }),
    sites: Object.fromEntries(
      Object.entries(config.sites).map(([id, site]) => [id, { ...site, folder: inside(site.folder) }]),
    ),
  };
}

const setTo = <Name extends string>(name: Name, value: string | undefined) => (value ? { [name]: value } : {});

/** The task queue on which a site's steps run: its own, where only one machine holds its warehouse file. */
export const queueOf = (config: TemporalConfig, site: string): string =>
  config.sites[site]?.task_queue ?? config.task_queue;

/**
 * The id under which a site folder stands in temporal.yaml.
 * @throws UserError when it stands nowhere in it.
 */
export function siteIdOf(config: TemporalConfig, folder: string): string {
  const found = Object.entries(config.sites).find(([, site]) => resolve(site.folder) === resolve(folder));
  if (found) return found[0];
  throw new UserError(`the site ${resolve(folder)} is not in temporal.yaml`, {
    where: config.file,
    fix: 'add it under `sites`, with its id and its folder',
  });
}
