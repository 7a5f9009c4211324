import type { Check } from '../engine/asset.ts';
import { readSql } from '../engine/sql.ts';
import type { Kind } from './canonical.ts';

/*
 * The blocking checks on what has landed of a month. They belong to the assets that read the landed rows: the rows and
 * their refusals stay landed, and only what would be made of them stops. The limits are `guards` of site.yaml; they are
 * no part of what the data depend on, so that letting a day pass makes nothing else again.
 */

/** Exports of these kinds that touch the month and of which too many rows were refused. */
export const refusedShare = (...kinds: Kind[]): Check => ({
  name: 'refused-share',
  blocking: true,
  sql: readSql('checks/refused-share'),
  parameters: ({ config: { guards } }) => ({
    kinds: JSON.stringify(kinds),
    rejected_share: guards.rejected_share,
    accepted_files: JSON.stringify(guards.accept.flatMap(({ file }) => file ?? [])),
  }),
  fix: '`minqing rejects` shows why; mend the contract, or copy a sound export under the same name, and run again. To let it pass on purpose, in site.yaml: guards: { accept: [{ file: NAME, reason: … }] }',
});

/** Days of the month with far fewer orders (or calls) than is usual. */
export const quietDays = (kind: 'orders' | 'calls'): Check => ({
  name: 'quiet-days',
  blocking: true,
  sql: readSql('checks/quiet-days'),
  parameters: ({ config: { guards } }) => ({
    kind,
    volume_drop: guards.volume_drop,
    accepted_days: JSON.stringify(
      guards.accept.flatMap(({ day, from, to }) => {
        const first = day ?? from;
        return first === undefined ? [] : [{ from: first, to: day ?? to }];
      }),
    ),
  }),
  fix: 'if the export was cut short, copy it again in full and run again. If the day was like that, let it pass in site.yaml: guards: { accept: [{ day: YYYY-MM-DD, reason: … }] } (or from: and to:)',
});
