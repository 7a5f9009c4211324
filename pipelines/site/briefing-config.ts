import { z } from 'zod';

const line = (longest: number) =>
  z
    .string()
    .min(1)
    .max(longest)
    .refine((text) => !/[\r\n\t]/.test(text), 'one line only');

/** What stands on the head and the foot of a briefing; each has a default made from the site's name. */
export const briefingConfig = z.strictObject({
  masthead: line(20).optional(),
  classification: line(20).default('内部资料　注意保管'),
  issuer: line(40).optional(),
  recipients: line(200).optional(),
});
