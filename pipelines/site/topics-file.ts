import { z } from 'zod';

const topic = z.string().regex(/^T\d{3,}$/, 'a topic is T and its number, as `minqing topics SITE` lists them: T007');
const topicOrPart = z
  .string()
  .regex(/^T\d{3,}(-\d{1,2})?$/, 'a topic is T and its number, T007; a part of a split one has a number more, T007-1');
const name = z.string().trim().min(1).max(30);
const words = z.array(z.string().trim().min(2).max(40)).min(1);

/**
 * `topics.yaml`: what an analyst has decided about topics. It stands above every model: topics keep their numbers, and
 * what is written here holds for all months, however often models are made anew.
 */
export const topicsFileSchema = z
  .strictObject({
    /** What topics and nodes of the hierarchy are called. */
    names: z.record(z.string(), name).default({}),
    /** Orders that belong to a topic whatever the model says: by number, or all that hold every one of some words. */
    pins: z
      .array(
        z
          .strictObject({
            topic: topicOrPart,
            words: words.optional(),
            orders: z.array(z.string().min(1)).min(1).optional(),
          })
          .refine(
            ({ words, orders }) => (words === undefined) !== (orders === undefined),
            'give words or orders, one of the two',
          ),
      )
      .default([]),
    /** Topics that are one: all orders of `from` count for `into`. */
    merges: z.array(z.strictObject({ into: topic, from: z.array(topic).min(1) })).default([]),
    /** Topics that are several: orders with one of the words of a part belong to it, the first that fits; the rest stays. */
    splits: z
      .array(
        z.strictObject({
          topic,
          into: z.array(z.strictObject({ part: topicOrPart, name: name.optional(), words })).min(1),
        }),
      )
      .default([]),
  })
  .superRefine((file, context) => {
    const problem = (path: (string | number)[], message: string) => context.addIssue({ code: 'custom', path, message });
    const merged = new Map<string, string>();
    for (const [i, { into, from }] of file.merges.entries())
      for (const [j, id] of from.entries()) {
        if (id === into) problem(['merges', i, 'from', j], `${id} cannot be merged into itself`);
        else if (merged.has(id)) problem(['merges', i, 'from', j], `${id} is merged into ${merged.get(id)} already`);
        merged.set(id, into);
      }
    for (const [i, { into }] of file.merges.entries())
      if (merged.has(into))
        problem(['merges', i, 'into'], `${into} is itself merged into ${merged.get(into)}: name that one`);
    const parts = new Set<string>();
    for (const [i, { topic, into }] of file.splits.entries()) {
      if (merged.has(topic))
        problem(['splits', i, 'topic'], `${topic} is merged into ${merged.get(topic)}: split that one`);
      if (file.splits.findIndex((other) => other.topic === topic) < i)
        problem(['splits', i, 'topic'], `${topic} is split twice: put all its parts into one entry`);
      for (const [j, { part }] of into.entries()) {
        if (!part.startsWith(`${topic}-`))
          problem(['splits', i, 'into', j, 'part'], `a part of ${topic} is called ${topic}-1 and so on`);
        if (parts.has(part)) problem(['splits', i, 'into', j, 'part'], `${part} stands twice`);
        parts.add(part);
      }
    }
    const known = (id: string, path: (string | number)[]) => {
      if (merged.has(id)) problem(path, `${id} is merged into ${merged.get(id)}: name that one`);
      else if (id.includes('-') && !parts.has(id)) problem(path, `${id} is no part under splits`);
    };
    for (const id of Object.keys(file.names)) {
      const wrong = topicOrPart.safeParse(id).error?.issues[0]?.message;
      if (wrong) problem(['names', id], wrong);
      else known(id, ['names', id]);
    }
    const pinned = new Map<string, string>();
    for (const [i, { topic, orders = [] }] of file.pins.entries()) {
      known(topic, ['pins', i, 'topic']);
      for (const [j, order] of orders.entries()) {
        const before = pinned.get(order);
        if (before !== undefined && before !== topic)
          problem(['pins', i, 'orders', j], `this order is pinned to ${before} already`);
        pinned.set(order, topic);
      }
    }
    const called = new Map<string, string>();
    const named = [
      ...Object.entries(file.names).map(([id, name]) => ({ id, name, path: ['names', id] })),
      ...file.splits.flatMap(({ into }, i) =>
        into.flatMap(({ part, name }, j) => (name ? [{ id: part, name, path: ['splits', i, 'into', j, 'name'] }] : [])),
      ),
    ];
    for (const { id, name, path } of named) {
      const other = called.get(name);
      if (other !== undefined && other !== id) problem(path, `${other} is called so already`);
      called.set(name, id);
    }
  });

export type TopicsFile = z.output<typeof topicsFileSchema>;

/** Nothing decided: every topic as the models have it. */
export const nothingDecided: TopicsFile = topicsFileSchema.parse({});
