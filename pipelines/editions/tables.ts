import type { TableDefinition } from '../engine/asset.ts';
import { readSql } from '../engine/sql.ts';

/** One of the tables whose rows an edition freezes: `edition_<name>` holds what `sql/editions/<name>.sql` returned. */
export interface FrozenTable {
  name: string;
  /** Newest rows of `$period`, in the columns of `edition_<name>` without `edition`. */
  sql: string;
  /** What tells its rows apart within a period. */
  key: string[];
}

const frozen = (name: string, ...key: string[]): FrozenTable => ({ name, key, sql: readSql(`editions/${name}`) });

/** All figures of a period, and what they cannot be read without: goalposts and names. */
export const frozenTables: FrozenTable[] = [
  frozen('values', 'subject_kind', 'subject', 'indicator'),
  frozen('scores', 'subject_kind', 'subject', 'node'),
  frozen('changes', 'subject_kind', 'subject', 'node', 'against'),
  frozen('situation', 'subject_kind', 'subject', 'measure'),
  frozen('topic_situation', 'subject_kind', 'subject', 'topic'),
  frozen('goalposts', 'indicator', 'level'),
  frozen('subjects', 'kind', 'code'),
];

/** The assets whose partitions of a period make these figures. */
export const figureAssets = ['values', 'scores', 'changes', 'situation'];

/** The durable tables of editions, made by a migration. Rows are only ever added. */
export const editionTables: Pick<TableDefinition, 'name' | 'undigested'>[] = [
  { name: 'editions', undigested: ['published_at'] },
  { name: 'edition_inputs' },
  ...frozenTables.map(({ name }) => ({ name: `edition_${name}` })),
];
