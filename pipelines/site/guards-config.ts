import { z } from 'zod';

const day = z.string().regex(/^\d{4}-\d\d-\d\d$/, 'write a day such as 2024-03-05');
const share = z.union([z.literal('off').transform(() => null), z.number().gt(0).lt(1)]);

const accepted = z
  .strictObject({
    day: day.optional(),
    from: day.optional(),
    to: day.optional(),
    file: z.string().min(1).optional(),
    reason: z.string().trim().min(1),
  })
  .superRefine(({ day, from, to, file }, check) => {
    const wrong = (message: string) => check.addIssue({ code: 'custom', message });
    if ([day !== undefined, from !== undefined || to !== undefined, file !== undefined].filter(Boolean).length !== 1)
      wrong('names nothing, or too much: give `day`, or `from` and `to`, or `file`');
    else if ((from === undefined) !== (to === undefined)) wrong('`from` and `to` belong together');
    else if (from !== undefined && to !== undefined && to < from) wrong('`to` lies before `from`');
  });

/** `guards` of site.yaml: when suspicious data stops what would be made of it. */
export const guardsConfig = z.strictObject({
  rejected_share: share.default(0.1),
  volume_drop: share.default(0.5),
  accept: z.array(accepted).default([]),
});

export type GuardsConfig = z.output<typeof guardsConfig>;
