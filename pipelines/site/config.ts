import { z } from 'zod';
import { briefingConfig } from './briefing-config.ts';
import { deadlinesConfig } from './deadlines-config.ts';
import { guardsConfig } from './guards-config.ts';

/** Kinds of reporting period: calendar ones, and the assessment's month and day, whose windows `assessment` sets. */
export const periodKind = z.enum(['day', 'week', 'month', 'assess', 'assess_day']);

/** When an event is a hot spot of which of the three kinds of 国办函〔2025〕66号; the numbers are ours. */
const hotSpotsConfig = z.strictObject({
  common_residents: z.int().min(2).default(10),
  seasonal_orders: z.int().min(1).default(10),
  seasonal_ratio: z.number().gt(1).default(1.5),
  risk_residents: z.int().min(1).default(2),
  rising_residents: z.int().min(2).default(5),
  rising_ratio: z.number().gt(1).default(2),
});

/** `site.yaml`: what makes one deployment. Unknown keys are errors, so that a typo is never silently ignored. */
export const siteConfig = z.strictObject({
  id: z
    .string()
    .regex(/^[a-z][a-z0-9_]{1,40}$/, 'use a-z, 0-9 and _, starting with a letter: it names the warehouse schema'),
  name: z.string().min(1),
  time_zone: z.string().refine(isTimeZone, 'not an IANA time zone, such as Asia/Shanghai').default('Asia/Shanghai'),
  demo: z.boolean().default(false),
  exports: z.string().default('exports'),
  warehouse: z.string().default('.minqing/warehouse.duckdb'),
  resident_key_file: z.string().optional(),
  periods: z.array(periodKind).min(1).default(['month']),
  assessment: z
    .strictObject({
      month_starts_on: z.int().min(1).max(28).default(1),
      day_starts_at: z.int().min(0).max(23).default(0),
    })
    .prefault({}),
  freshness: z.strictObject({ within: z.number().nonnegative().max(8784) }).optional(),
  framework: z.string().default('minqing-2026'),
  limits: z
    .strictObject({
      dispatch_hours: z.number().positive().default(24),
      sign_hours: z.number().positive().default(24),
      contact_hours: z.number().positive().default(24),
      callback_days: z.number().positive().default(7),
      callback_share: z.number().min(0).max(1).default(0.5),
      merge_days: z.number().positive().default(3),
      repeat_days: z.number().positive().default(30),
    })
    .prefault({}),
  events: z
    .strictObject({
      residents: z.int().min(2).default(3),
      days: z.int().min(1).default(3),
      hot_spots: hotSpotsConfig.prefault({}),
    })
    .prefault({}),
  deadlines: deadlinesConfig.optional(),
  guards: guardsConfig.prefault({}),
  briefing: briefingConfig.prefault({}),
  topics: z.strictObject({ k: z.union([z.literal('auto'), z.int().min(2).max(200)]).default('auto') }).prefault({}),
});

export type SiteConfig = z.output<typeof siteConfig>;

/** Whether this is the name of an IANA time zone. */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
