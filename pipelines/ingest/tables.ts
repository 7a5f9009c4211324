import type { TableDefinition } from '../engine/asset.ts';
import { columnType, type Kind, kinds, landedName, storedColumns } from './canonical.ts';

/**
 * Every landed file, and what became of its rows: read = ignored + accepted + rejected. `declared`: what its contract
 * says of all its rows (JSON), as `one_row_per` or `waiting_from`.
 */
export const filesTable: TableDefinition = {
  name: 'files',
  durable: true,
  columns: `file VARCHAR, name VARCHAR, kind VARCHAR, contract VARCHAR, format VARCHAR, encoding VARCHAR, bytes BIGINT,
    exported_at TIMESTAMP, exported_from VARCHAR, supplied VARCHAR[], unused VARCHAR[], "read" BIGINT, ignored BIGINT,
    accepted BIGINT, rejected BIGINT, ignored_by VARCHAR, softened VARCHAR, unknown_words VARCHAR, schema_version INTEGER, declared VARCHAR`,
};

/** One row per cell (or row) that was refused. Of values only the shape is kept. */
export const rejectsTable: TableDefinition = {
  name: 'rejects',
  durable: true,
  columns:
    'file VARCHAR, "row" BIGINT, column_name VARCHAR, header VARCHAR, shape VARCHAR, reason VARCHAR, fix VARCHAR',
};

/**
 * For each month, the files that hold any row (a call-back or exclusion too) of an order that has a version in that
 * month, or a call of that month.
 */
export const landedMonthsTable: TableDefinition = {
  name: 'landed_months',
  durable: true,
  shared: true,
  columns: 'file VARCHAR, kind VARCHAR, month VARCHAR',
};

/** The accepted rows of all files of a kind, masked, as read. */
export const landedTable = (kind: Kind): TableDefinition => ({
  name: `landed_${kind}`,
  durable: true,
  columns: [
    'file VARCHAR, "row" BIGINT, row_hash VARCHAR, month VARCHAR',
    ...storedColumns(kind).map((column) => `${landedName(column)} ${columnType(column)}`),
  ].join(', '),
});

/** All that landing writes to. */
export const landingTables: TableDefinition[] = [
  filesTable,
  ...kinds.map(landedTable),
  rejectsTable,
  landedMonthsTable,
];

/** Version of the layout of the durable tables above. */
export const schemaVersion = 2;
