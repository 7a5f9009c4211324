import { z } from 'zod';

/** A time of day as seconds from midnight. */
const clock = z
  .string()
  .regex(/^([01]?\d|2[0-3]):[0-5]\d$|^24:00$/, 'write a time of day such as "18:00"')
  .transform((text) => {
    const [hours, minutes] = text.split(':').map(Number) as [number, number];
    return hours * 3600 + minutes * 60;
  });

const words = z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]).transform((given) => [given].flat());
const orderKinds = z.enum(['咨询', '求助', '投诉', '举报', '建议', '表扬', '其他']);
const kindWords = z.union([orderKinds, z.array(orderKinds).min(1)]).transform((given): string[] => [given].flat());
const count = z.int().min(1).max(1000);

/** What a deadline is counted in. */
export const deadlineUnits = ['hours', 'working_hours', 'days', 'working_days'] as const;

const rule = z
  .strictObject({
    kind: kindWords.optional(),
    category1: words.optional(),
    category2: words.optional(),
    category3: words.optional(),
    channel: words.optional(),
    mark: words.optional(),
    hours: z.number().positive().max(10_000).optional(),
    working_hours: z.number().positive().max(10_000).optional(),
    days: count.optional(),
    working_days: count.optional(),
  })
  .superRefine((given, check) => {
    const units = deadlineUnits.filter((unit) => given[unit] !== undefined);
    if (units.length !== 1)
      check.addIssue({
        code: 'custom',
        message: `${units.length === 0 ? 'says no time' : `says ${units.join(' and ')}`}: give one of ${deadlineUnits.join(', ')}`,
      });
  })
  .transform(({ hours, working_hours, days, working_days, ...orders }) => {
    const all = { hours, working_hours, days, working_days };
    const unit = deadlineUnits.find((name) => all[name] !== undefined) ?? 'hours';
    return { orders, unit, amount: all[unit] ?? 0 };
  });

/** `deadlines` of site.yaml: when an order is due where its export does not say so. */
export const deadlinesConfig = z.strictObject({
  from: z.enum(['received', 'dispatched', 'signed']).default('dispatched'),
  day_ends_at: clock.prefault('24:00'),
  work: z
    .strictObject({ from: clock.prefault('09:00'), to: clock.prefault('17:00') })
    .refine(({ from, to }) => from < to, 'work ends before it begins')
    .prefault({}),
  rules: z.array(rule).min(1),
});

/** The orders a rule is for (all of its words must fit; none: every order), and how long they may take. */
export type DeadlineRule = z.output<typeof rule>;

export type DeadlinesConfig = z.output<typeof deadlinesConfig>;
