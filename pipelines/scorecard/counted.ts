import type { Indicator } from '../../indicators/framework.ts';
import type { Level } from '../../indicators/framework-schema.ts';
import type { ReplicateWeights } from '../../indicators/replicates.ts';
import { statisticNamed } from '../../indicators/statistics/index.ts';
import type { Counted, People } from '../../indicators/statistics/statistic.ts';
import { UserError } from '../user-error.ts';
import type { Parameters, Warehouse } from '../warehouse/warehouse.ts';
import { startColumns } from './number-columns.ts';
import type { Subject } from './subjects.ts';
import type { Supply } from './supply.ts';
import { countedTables, exportsOf, type ThingKey, type Things } from './things.ts';

/** The rows of an indicator's SQL that count, in the order of the things' numbers. */
export interface CountedRows {
  counted: Counted;
  /** Subject number of each row per level; −1 where it has none. */
  subjects: Readonly<Record<Exclude<Level, 'city'>, Int32Array>>;
  /** Subjects that lost rows because their export does not supply the columns. */
  withheld: ReadonlySet<number>;
}

export interface CountedSource {
  warehouse: Warehouse;
  things: ReadonlyMap<ThingKey, Things>;
  weights: ReplicateWeights;
  people: People;
  supply: Supply;
  /** What the SQL may name, with `$window_start`, `$end` and `$as_of` as timestamps. */
  parameters: Parameters;
  subjects: readonly Subject[];
}

/** What an indicator's SQL returned: one entry per counted thing, in the order of the things' numbers. */
export interface ReturnedRows {
  key: ThingKey;
  thing: Float64Array;
  numerator: Float64Array;
  denominator: Float64Array;
  value: Float64Array | undefined;
  group: string[] | undefined;
}

/**
 * Sends an indicator's SQL, each row joined with its numbered thing; settled when the database is at work on it, with
 * the rows to come. What is missing comes as NaN.
 * @throws UserError naming the SQL file when it returns the wrong columns.
 */
export async function sendSql(indicator: Indicator, source: CountedSource): Promise<{ rows: Promise<ReturnedRows> }> {
  const key = await keyOf(indicator, source);
  const needs = statisticNamed(indicator.statistic).needs;
  const number = (name: string) => `coalesce(c.${name}::double, 'nan') as ${name}`;
  const { columns } = await startColumns(
    source.warehouse,
    `select t.number, ${number('numerator')}, ${number('denominator')}
       ${needs.includes('value') ? `, ${number('value')}` : ''} ${needs.includes('grp') ? ', c.grp::varchar as grp' : ''}
     from ${countedQuery(indicator, key)}
     order by t.number`,
    source.parameters,
  );
  const rows = columns.then(({ numbers, values }) => ({
    key,
    thing: numbers('number'),
    numerator: numbers('numerator'),
    denominator: numbers('denominator'),
    value: needs.includes('value') ? numbers('value') : undefined,
    group: needs.includes('grp') ? (values('grp') as string[]) : undefined,
  }));
  return { rows };
}

/**
 * Gives each counted thing its subjects and cluster. Rows outside the window are not counted, nor are rows whose own
 * export does not supply the columns: what they lack is unknown, not zero.
 * @throws UserError naming the SQL file when numbers are missing or impossible, or a thing comes twice.
 */
export function countedRows(indicator: Indicator, returned: ReturnedRows, source: CountedSource): CountedRows {
  const { weights, people } = source;
  const things = source.things.get(returned.key)!;
  const { kept, withheld } = keptRows(indicator, returned, things, source);
  const thing = kept.map((row) => returned.thing[row]!);
  const pick = (name: 'numerator' | 'denominator' | 'value') => pickedNumbers(indicator, name, returned[name]!, kept);
  const groupNames = returned.group && Array.from(kept, (row) => returned.group![row]!);
  const groups = [...new Set(groupNames)].sort();
  const position = new Map(groups.map((group, i) => [group, i]));
  const streetPosition = new Map(people.streets.map(({ number }, i) => [number, i]));
  const counted: Counted = {
    size: thing.length,
    numerator: pick('numerator'),
    denominator: pick('denominator'),
    value: returned.value && pick('value'),
    group: groupNames && Int32Array.from(groupNames, (group) => position.get(group)!),
    groups,
    cluster: things.clustersOf(thing, weights),
    resident: things.residentsOf(thing, weights),
    street: thing.map((number) => streetPosition.get(things.subjects.street[number]!) ?? -1),
  };
  checkNumbers(indicator, counted);
  const subjectOf = (level: Exclude<Level, 'city'>) => thing.map((number) => things.subjects[level][number]!);
  return {
    counted,
    subjects: { district: subjectOf('district'), street: subjectOf('street'), unit: subjectOf('unit') },
    withheld,
  };
}

/** Rows whose export supplies what the indicator needs, and the subjects of the others. */
function keptRows(
  indicator: Indicator,
  { key, thing }: ReturnedRows,
  things: Things,
  { supply, subjects }: CountedSource,
): { kept: Int32Array; withheld: ReadonlySet<number> } {
  const city = subjects.find(({ kind }) => kind === 'city')?.number ?? -1;
  const kind = exportsOf(key);
  const supplied = kind ? supply.filesSupporting(kind, indicator.columns) : [true];
  const kept = new Int32Array(thing.length);
  let count = 0;
  const withheld = new Set<number>();
  for (let row = 0; row < thing.length; row++) {
    const number = thing[row]!;
    if (row > 0 && thing[row - 1] === number)
      throw wrong(indicator, `it returns one ${key} twice`, `return one row per ${key}`);
    if (supplied[things.file[number]!]) kept[count++] = row;
    else
      for (const subject of [city, ...Object.values(things.subjects).map((column) => column[number]!)])
        if (subject >= 0) withheld.add(subject);
  }
  return { kept: kept.subarray(0, count), withheld };
}

/**
 * The rows `c` of an indicator's SQL inside its window, each with its numbered thing `t`. The bound on `latest` drops
 * nothing: it keeps the joined side small where the period's widest window is a year.
 */
export const countedQuery = (indicator: Indicator, key: ThingKey): string =>
  `(${bare(indicator)}\n) as c join ${countedTables[key]} as t on t.${key} = c.${key}
     where c.at >= $window_start and c.at < $end and t.latest >= $window_start`;

/** The SQL without its closing semicolon, so that it can stand inside another query. */
const bare = ({ sql }: Indicator): string => sql.trim().replace(/;$/, '');

const keys = new Map<string, ThingKey>();

/** Which key column the SQL returns; looked up once per SQL text. Checks the other columns on the way. */
export async function keyOf(indicator: Indicator, { warehouse, parameters }: CountedSource): Promise<ThingKey> {
  const known = keys.get(indicator.sql);
  if (known) return known;
  const empty = await warehouse
    .columns(`select * from (${bare(indicator)}\n) limit 0`, parameters)
    .catch((error: Error) => {
      throw wrong(indicator, `the database refuses it: ${error.message.split('\n')[0]}`, 'mend the SQL');
    });
  const names = Object.keys(empty);
  const found = (Object.keys(countedTables) as ThingKey[]).filter((key) => names.includes(key));
  const missing = ['at', 'numerator', 'denominator', ...statisticNamed(indicator.statistic).needs].filter(
    (name) => !names.includes(name),
  );
  if (found.length !== 1 || missing.length > 0)
    throw wrong(
      indicator,
      `it returns ${names.join(', ')}`,
      `return one of ${Object.keys(countedTables).join(', ')}, and ${['at', 'numerator', 'denominator', ...statisticNamed(indicator.statistic).needs].join(', ')}`,
    );
  keys.set(indicator.sql, found[0]!);
  return found[0]!;
}

function pickedNumbers(indicator: Indicator, name: string, column: Float64Array, kept: Int32Array): Float64Array {
  const picked = new Float64Array(kept.length);
  for (let i = 0; i < kept.length; i++) {
    picked[i] = column[kept[i]!]!;
    if (!Number.isFinite(picked[i]))
      throw wrong(indicator, `${name} is missing or infinite in a row`, `give every row a ${name}`);
  }
  return picked;
}

function checkNumbers(indicator: Indicator, { numerator, denominator, size }: Counted): void {
  const { outcomes, statistic } = indicator;
  for (let i = 0; i < size; i++) {
    if (outcomes && (!outcomes.includes(numerator[i]!) || denominator[i] !== 1))
      throw wrong(
        indicator,
        `a numerator is none of ${outcomes.join(', ')}, or a denominator is not 1`,
        'return one of the outcomes',
      );
    if (statistic === 'rate' && !(numerator[i]! >= 0 && numerator[i]! <= denominator[i]!))
      throw wrong(indicator, 'a numerator lies outside 0 to denominator', 'a rate counts numerator out of denominator');
  }
}

const wrong = (indicator: Indicator, what: string, fix: string): UserError =>
  new UserError(what, { where: indicator.sqlFile, fix });
