import type { Period } from '../site/periods.ts';
import { UserError } from '../user-error.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';

const kinds = ['topic', 'event', 'unit', 'district'] as const;

/** The one thing that a special report is about. */
export interface About {
  kind: (typeof kinds)[number];
  code: string;
  name: string;
}

/**
 * Finds what `kind:code-or-name` names in the month of the period. Events are named by their id or its beginning.
 * @throws UserError when it is written otherwise, or names nothing or more than one thing.
 */
export async function findAbout(
  warehouse: Warehouse,
  given: string,
  { period, month }: { period: Period; month: string },
): Promise<About> {
  const [, kind, name] = /^(topic|event|unit|district):(.+)$/s.exec(given) ?? [];
  if (!kind || !name)
    throw new UserError(`“${given}” names nothing a report can be about`, {
      where: '--about',
      fix: 'write topic:T012, event:E1a2b3c4, unit:U07 or district:D02 (codes or names)',
    });
  const found = await warehouse.rows<{ code: string; name: string }>(queries[kind as About['kind']], {
    kind,
    name,
    month,
  });
  if (found.length === 1) return { kind: kind as About['kind'], ...found[0]! };
  throw new UserError(
    found.length === 0 ? `there is no ${kind} “${name}” in ${period.id}` : `“${name}” is more than one ${kind}`,
    { where: '--about', fix: hints[kind as About['kind']] },
  );
}

const subjects = 'select code, name from subjects where kind = $kind and (code = $name or name = $name)';

const queries: Record<About['kind'], string> = {
  district: subjects,
  unit: subjects,
  topic: `with newest as (select max(month) as month from topic_names where month <= $month)
    select topic as code, label as name from topic_names join newest using (month)
    where topic = $name or label = $name and topic <> 'other'`,
  event: `with newest as (select max(month) as month from events where month <= $month)
    select event as code, event as name from events join newest using (month)
    where alias_of is null and type is not null and starts_with(event, $name) and length($name) >= 6`,
};

const hints: Record<About['kind'], string> = {
  district: 'give a code or name of a district of regions.csv',
  unit: 'give a code or name of units.csv',
  topic: 'give a topic as `minqing topics SITE` lists it, such as topic:T012',
  event: "give the event's id, at least its first 6 characters, as on the site's page of events",
};
