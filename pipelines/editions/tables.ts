import type { TableDefinition } from '../engine/asset.ts';
import { readSql } from '../engine/sql.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';

/** One of the tables whose rows an edition freezes: `edition_<name>` holds what `sql/editions/<name>.sql` returned. */
export interface FrozenTable {
  name: string;
  /** Newest rows of `$period`, in the columns of `edition_<name>` without `edition`. */
  sql: string;
  /** What tells its rows apart within a period. */
  key: string[];
}

const frozen = (name: string, ...key: string[]): FrozenTable => ({ name, key, sql: readSql(`editions/${name}`) });

const always: FrozenTable[] = [
  frozen('values', 'subject_kind', 'subject', 'indicator'),
  frozen('scores', 'subject_kind', 'subject', 'node'),
  frozen('changes', 'subject_kind', 'subject', 'node', 'against'),
  frozen('situation', 'subject_kind', 'subject', 'measure'),
  frozen('topic_situation', 'subject_kind', 'subject', 'topic'),
  frozen('goalposts', 'indicator', 'level'),
  frozen('subjects', 'kind', 'code'),
];

/** Since ranks are among what an edition is made from. What older editions would have held in them is not known. */
const withRanks: FrozenTable[] = [
  frozen('ranks', 'subject_kind', 'subject', 'node'),
  frozen('bands', 'subject_kind', 'subject', 'node', 'band'),
  frozen('kept_values', 'subject_kind', 'subject', 'indicator'),
  frozen('kept_scores', 'subject_kind', 'subject', 'node'),
];

/** All figures of a period, and what they cannot be read without: goalposts and names. */
export const frozenTables: readonly FrozenTable[] = [...always, ...withRanks];

/** The tables that an edition holds: an older one than a table does not hold it, which is not the same as none of its rows. */
export async function tablesHeld(
  warehouse: Warehouse,
  { period, edition }: { period: string; edition: number },
): Promise<readonly FrozenTable[]> {
  const ranks = await warehouse.row(
    `select 1 from edition_inputs where period = $period and edition = $edition and asset = 'ranks' limit 1`,
    { period, edition },
  );
  return ranks ? frozenTables : always;
}

/** The assets whose partitions of a period make these figures. */
export const figureAssets = ['values', 'scores', 'ranks', 'changes', 'situation'];

/** The durable tables of editions, made by migrations. Rows are only ever added. */
export const editionTables: Pick<TableDefinition, 'name' | 'undigested'>[] = [
  { name: 'editions', undigested: ['published_at'] },
  { name: 'edition_inputs' },
  ...frozenTables.map(({ name }) => ({ name: `edition_${name}` })),
];
