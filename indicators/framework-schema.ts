import { z } from 'zod';
import { canonicalColumns } from '../pipelines/ingest/canonical.ts';
import { statisticNames } from './statistics/index.ts';

/** The levels of subjects, from the whole to the parts; units stand beside the places. */
export const levels = ['city', 'district', 'street', 'unit'] as const;

export type Level = (typeof levels)[number];

const id = z.string().regex(/^[A-Z][A-Z0-9]*$/, 'use capital letters and digits, starting with a letter, such as R32');
const weight = z.number().min(0, 'a weight must not be negative').default(1);
const day = z.iso.date('write a date such as 2026-01-01').nullable().default(null);
const limitName = z
  .string()
  .regex(/^[a-z]+(_[a-z]+)*_(hours|days)$/, 'a number of days, or the name of a limit ending in _days or _hours');

const goalposts = z
  .strictObject({
    low: z.number(),
    high: z.number(),
    basis: z.enum(['target', 'provisional']),
    source: z.string().optional(),
  })
  .refine(({ low, high }) => low < high, 'low must be less than high, whatever the direction')
  .refine(({ basis, source }) => basis !== 'target' || source, 'a target needs its source');

const column = z.string().superRefine((text, context) => {
  for (const name of text.split('|')) {
    const known = name.startsWith('calls.')
      ? canonicalColumns.calls.some((column) => `calls.${column.name}` === name)
      : name === 'actions' ||
        name === 'population' ||
        name === 'population.groups' ||
        canonicalColumns.orders.some((column) => column.name === name);
    if (!known)
      context.addIssue({
        code: 'custom',
        message: `${name} is no column of orders, calls. or population, nor actions`,
      });
  }
});

const indicator = z
  .strictObject({
    id,
    name: z.string().min(1),
    definition: z.string().min(1),
    role: z.enum(['scored', 'situation', 'check']).default('scored'),
    levels: z.array(z.enum(levels)).min(1),
    clock: z.enum(['received', 'dispatched', 'due', 'closed', 'called_back', 'call', 'period_end']),
    maturity_days: z.union([z.number().min(0), limitName]).default(0),
    window_months: z.int().min(1).max(36).default(1),
    statistic: z.enum(statisticNames),
    outcomes: z.array(z.number()).min(2).optional(),
    direction: z.enum(['higher', 'lower']),
    measure: z.enum(['percent', 'points', 'ratio', 'number']),
    columns: z.array(column).min(1),
    min_sample: z.strictObject({
      n: z.number().positive(),
      counts: z.enum(['things', 'clusters', 'smallest']).default('things'),
      of: z.string().min(1),
    }),
    goalposts: goalposts.optional(),
    source: z.string().min(1),
    ours: z.boolean().default(true),
    weight,
  })
  .refine((entry) => entry.role !== 'scored' || entry.goalposts, {
    message: 'a scored indicator needs goalposts',
    path: ['id'],
  })
  .refine((entry) => (entry.statistic === 'weighted_rate') === (entry.outcomes !== undefined), {
    message: 'weighted_rate, and no other statistic, needs its possible outcomes',
    path: ['statistic'],
  })
  .refine(({ outcomes = [] }) => outcomes.every((value, i) => i === 0 || value > outcomes[i - 1]!), {
    message: 'write the outcomes in ascending order',
    path: ['outcomes'],
  });

const subDimension = z.strictObject({ id, name: z.string().min(1), weight, indicators: z.array(indicator).min(1) });

const dimension = z.strictObject({
  id,
  name: z.string().min(1),
  meaning: z.string().optional(),
  weight,
  sub_dimensions: z.array(subDimension).min(1),
});

const head = {
  id: z.string().regex(/^[a-z][a-z0-9-]*$/, 'use a-z, 0-9 and -, starting with a letter'),
  name: z.string().min(1),
  version: z.string().min(1),
  valid_from: day,
  valid_to: day,
  provenance: z.string().min(1),
  limits: z.record(z.string().regex(/^[a-z]+(_[a-z]+)*$/), z.number()).default({}),
};

type Group = { id: string; weight: number };

/** A framework written in full. */
export const frameworkSchema = z
  .strictObject({ ...head, dimensions: z.array(dimension).min(1) })
  .superRefine((framework, context) => {
    const seen = new Map<string, string>([['index', 'the index']]);
    const visit = (members: Group[], path: (string | number)[]) => {
      if (members.every((member) => member.weight === 0))
        context.addIssue({ code: 'custom', path, message: 'the weights of these are all 0' });
      for (const [i, member] of members.entries()) {
        const first = seen.get(member.id);
        if (first)
          context.addIssue({
            code: 'custom',
            path: [...path, i, 'id'],
            message: `${member.id} stands twice (also ${first})`,
          });
        seen.set(member.id, [...path, i].join('.'));
      }
    };
    visit(framework.dimensions, ['dimensions']);
    for (const [d, dimension] of framework.dimensions.entries()) {
      visit(dimension.sub_dimensions, ['dimensions', d, 'sub_dimensions']);
      for (const [s, sub] of dimension.sub_dimensions.entries())
        visit(sub.indicators, ['dimensions', d, 'sub_dimensions', s, 'indicators']);
    }
  });

/** A framework that changes another one: `nodes` and `indicators` are the ids of the one it extends. */
export const extensionSchema = (
  nodes: ReadonlySet<string>,
  indicators: ReadonlySet<string>,
  subDimensions: ReadonlySet<string>,
) => {
  const unknown = (name: string, what: string) => `${name} is no ${what} of the framework it extends`;
  const by = <Value extends z.ZodType>(known: ReadonlySet<string>, what: string, value: Value) =>
    z
      .record(z.string(), value)
      .superRefine((entries, context) => {
        for (const name of Object.keys(entries))
          if (!known.has(name)) context.addIssue({ code: 'custom', path: [name], message: unknown(name, what) });
      })
      .prefault({});
  const leftOut = z
    .string()
    .refine((name) => indicators.has(name), { error: ({ input }) => unknown(String(input), 'indicator') });
  return z.strictObject({
    ...head,
    extends: z.string(),
    weights: by(nodes, 'dimension, sub-dimension or indicator', z.number().min(0, 'a weight must not be negative')),
    goalposts: by(indicators, 'indicator', goalposts),
    remove: z.array(leftOut).default([]),
    add: by(subDimensions, 'sub-dimension', z.array(indicator).min(1)),
  });
};

export type FrameworkFile = z.output<typeof frameworkSchema>;
export type ExtensionFile = z.output<ReturnType<typeof extensionSchema>>;
export type IndicatorEntry = z.output<typeof indicator>;
