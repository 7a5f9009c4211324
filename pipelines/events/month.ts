import { type DuckDBType, VARCHAR } from 'duckdb';
import type { StepContext } from '../engine/asset.ts';
import { readSql } from '../engine/sql.ts';
import { insertColumns } from '../scorecard/insert-columns.ts';
import { asTimestamp } from '../scorecard/moment.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';
import { writeCourse } from './course.ts';
import { type DescribedGroup, describeGroups } from './describe.ts';
import { findGroups } from './groups.ts';
import { type Birth, type Identified, identify, type Membership, rootsOf } from './identity.ts';
import { IssueVectors } from './issue-cosine.ts';
import { PlaceNames, withOneName } from './place-names.ts';
import type { Occurrence } from './residents.ts';
import { type Parts, splitGroups } from './split.ts';
import { typeOfEvent } from './typing.ts';
import { readWindow, type Window } from './window.ts';

/** Events are looked for among a month's orders and those of so many days before. */
const daysBefore = 45;

/** Makes the events of one month: see sql/marts/events.sql for what the rows mean. Undated orders have none. */
export async function materializeEvents({ site, warehouse, partition: month }: StepContext): Promise<void> {
  if (month === 'undated') return;
  const parameters = {
    month,
    days: daysBefore,
    start: asTimestamp(`${month}-01 00:00:00`),
    end: asTimestamp(endOf(month)),
  };
  await forgetMerges(warehouse, month);
  const before = rootsOf(await readMerges(warehouse, month));
  await writeRoots(warehouse, before);

  const places = new PlaceNames(site.places);
  const { window, corpus } = await readWindow(warehouse, parameters, places);
  const regions = new Set(site.regions.flatMap(({ name, aliases }) => [name, ...aliases]));
  const named = withOneName(window.places);
  const placesOf = (row: number) => named[row]!;
  const lowered = new Map(named.flat().map((name) => [name, name.toLowerCase()]));
  const byWords = findGroups(corpus, placesOf);
  const isPlaceWord = (row: number, id: number): boolean => {
    const word = corpus.words[id]!;
    return regions.has(word) || named[row]!.some((name) => lowered.get(name)!.includes(word));
  };
  const issues = new IssueVectors(byWords.vectors, isPlaceWord, (row) => window.classes[row] ?? null);
  const circumstances = {
    placesOf,
    issues,
    residentOf: (row: number) => window.residents[row] ?? null,
    timeOf: (row: number) => window.times[row]!,
  };
  const groups = { ...byWords, ...splitGroups(byWords, window.orderIds.length, circumstances) };
  const births = await warehouse.rows<Birth>(
    `select event, order_id as "orderId", month, came_at as "at" from (${readSql('marts/event_births')}) order by event`,
    { month },
  );
  const identified = identify({
    month,
    groups: groups.members.map((rows) => Array.from(rows, (row) => window.orderIds[row]!)),
    fresh: groups.members.map((rows) => rows.some((row) => window.months[row] === month)),
    specific: groups.specific,
    previous: membershipsBefore(window),
    births,
  });
  await writeIdentities(warehouse, month, identified, births);
  await writeMembers(warehouse, month, identified, groups, window);
  await writeRoots(warehouse, rootsOf(await readMerges(warehouse, month)));

  const described = describeGroups(groups, corpus, {
    placesOf,
    issues,
    regions,
    decided: (g) => identified.events[g] !== null,
  });
  await warehouse.run(readSql('marts/event_known_members'), parameters);
  await writeDescriptions(warehouse, identified, described, places, site.config.events);
  await warehouse.run(`insert into events by name ${readSql('marts/events')}`, parameters);
  await writeCourse(warehouse, parameters, site.config.events.hot_spots);
  for (const table of ['event_roots', 'described_events', 'event_known_members'])
    await warehouse.run(`drop table temp.main.${table}`);
}

/** The merges this month decided before are decided again; births stay for good. */
const forgetMerges = (warehouse: Warehouse, month: string): Promise<void> =>
  warehouse.run('delete from event_ids where month = $month and alias_of is not null', { month });

const readMerges = (warehouse: Warehouse, month: string): Promise<{ event: string; into: string }[]> =>
  warehouse.rows(
    `select event, alias_of as "into" from event_ids where alias_of is not null and month <= $month order by month, event`,
    { month },
  );

const membershipsBefore = ({ orderIds, previous, wasSpecific }: Window): Map<string, Membership> =>
  new Map(
    orderIds.flatMap((id, i) => {
      const event = previous[i];
      return event ? [[id, { event, specific: wasSpecific[i]! }]] : [];
    }),
  );

async function writeIdentities(
  warehouse: Warehouse,
  month: string,
  { born, merged }: Identified,
  births: readonly Birth[],
): Promise<void> {
  const founders = new Map([...births, ...born].map(({ event, orderId }) => [event, orderId]));
  const rows = [
    ...born.map(({ event, orderId }) => [month, event, orderId, null]),
    ...merged.map(({ event, into }) => [month, event, founders.get(event) ?? null, into]),
  ];
  await insertColumns(warehouse, 'event_ids', texts(['month', 'event', 'order_id', 'alias_of'], rows));
}

/**
 * Orders new to events, and those that leave an event of words alone for one of a place or a resident. All others stay
 * where they are: they change events only when these merge.
 */
async function writeMembers(
  warehouse: Warehouse,
  month: string,
  { events }: Identified,
  { members, specific }: Parts,
  { orderIds, previous, wasSpecific }: Window,
): Promise<void> {
  const rows = members.flatMap((group, g) =>
    Array.from(group)
      .filter((row) => events[g] && (previous[row] === null || (specific[g] && !wasSpecific[row])))
      .map((row) => [month, orderIds[row]!, events[g]!]),
  );
  await insertColumns(warehouse, 'event_members', texts(['month', 'order_id', 'event'], rows));
}

async function writeRoots(warehouse: Warehouse, roots: ReadonlyMap<string, string>): Promise<void> {
  await warehouse.run('create or replace temp table event_roots (event VARCHAR, root VARCHAR)');
  await insertColumns(warehouse, 'temp.main.event_roots', texts(['event', 'root'], [...roots]));
}

/** Types events by all orders they ever had, and writes what is said of them anew. */
async function writeDescriptions(
  warehouse: Warehouse,
  { events }: Identified,
  described: readonly (DescribedGroup | undefined)[],
  places: PlaceNames,
  rule: { residents: number; days: number },
): Promise<void> {
  const occurrences = await readOccurrences(
    warehouse,
    described.flatMap((group, g) => (group && events[g]) || []),
  );
  await warehouse.run(
    'create or replace temp table described_events (event VARCHAR, type VARCHAR, label VARCHAR, place VARCHAR, street VARCHAR)',
  );
  const rows = described.flatMap((group, g) => {
    const event = events[g];
    if (!event || !group) return [];
    const type = typeOfEvent({ ...group, orders: occurrences.get(event) ?? [] }, rule);
    return [[event, type, group.label, group.place, (group.place && places.streetOf(group.place)) ?? null]];
  });
  await insertColumns(
    warehouse,
    'temp.main.described_events',
    texts(['event', 'type', 'label', 'place', 'street'], rows),
  );
}

/** The orders of some events, by time and id. */
async function readOccurrences(warehouse: Warehouse, events: readonly string[]): Promise<Map<string, Occurrence[]>> {
  const columns = await warehouse.columns(
    `select event, epoch(came_at)::BIGINT as at, resident, resident_known, epoch(closed_at)::BIGINT as closed_at
     from event_known_members
     semi join (select unnest(from_json($events, '["VARCHAR"]')) as event) as asked using (event)
     order by event, came_at, order_id`,
    { events: JSON.stringify(events) },
  );
  const column = <Value>(name: string) => (columns[name] ?? []) as Value[];
  const [at, resident] = [column<number>('at'), column<string | null>('resident')];
  const [residentKnown, closedAt] = [column<boolean>('resident_known'), column<number | null>('closed_at')];
  const occurrences = new Map<string, Occurrence[]>(events.map((event) => [event, []]));
  for (const [i, event] of column<string>('event').entries())
    occurrences
      .get(event)!
      .push({ at: at[i]!, resident: resident[i]!, residentKnown: residentKnown[i]!, closedAt: closedAt[i]! });
  return occurrences;
}

const texts = (names: readonly string[], rows: readonly (readonly (string | null | undefined)[])[]) =>
  names.map((name, i) => ({
    name,
    type: VARCHAR as DuckDBType,
    ddl: 'VARCHAR',
    values: rows.map((row) => row[i] ?? null),
  }));

function endOf(month: string): string {
  const [year, number] = [Number(month.slice(0, 4)), Number(month.slice(5, 7))];
  return `${new Date(Date.UTC(year, number, 1)).toISOString().slice(0, 10)} 00:00:00`;
}
