import { DuckDBInstance } from 'duckdb';
import { actions } from '../assets/actions.ts';
import { alarms } from '../assets/alarms.ts';
import { calls } from '../assets/calls.ts';
import { exclusions } from '../assets/exclusions.ts';
import { orders } from '../assets/orders.ts';
import { canonicalColumns } from '../ingest/canonical.ts';
import { siteConfig } from '../site/config.ts';
import type { Site } from '../site/site.ts';
import { nothingDecided } from '../site/topics-file.ts';
import { Warehouse } from '../warehouse/warehouse.ts';

/** A test fixture: the tables indicators read, in memory, filled by hand. */
export interface HandMade {
  warehouse: Warehouse;
  insert(table: string, ...rows: Record<string, unknown>[]): Promise<void>;
  close(): void;
}

const tables = [
  ...[orders, calls, exclusions, alarms, actions]
    .flatMap(({ tables }) => tables)
    .map(({ name, columns }) => `${name} (${columns})`),
  'supply (month VARCHAR, kind VARCHAR, column_name VARCHAR, rows BIGINT, filled BIGINT)',
  'files (file VARCHAR, kind VARCHAR, supplied VARCHAR[])',
  'events (month VARCHAR, event VARCHAR, alias_of VARCHAR, type VARCHAR, label VARCHAR, place VARCHAR, district VARCHAR, street VARCHAR, topic VARCHAR, first_at TIMESTAMP, last_at TIMESTAMP, orders INTEGER, residents INTEGER, open_orders INTEGER)',
  'event_members (month VARCHAR, order_id VARCHAR, event VARCHAR)',
  'signals (month VARCHAR, order_id VARCHAR, signal VARCHAR, words VARCHAR[])',
  'order_topics (month VARCHAR, order_id VARCHAR, topic VARCHAR, fit DOUBLE)',
  'population (region VARCHAR, year INTEGER, grp VARCHAR, people BIGINT)',
  'subjects (kind VARCHAR, code VARCHAR, name VARCHAR, parent VARCHAR, position INTEGER)',
  'periods (period VARCHAR, kind VARCHAR, start_at TIMESTAMP, end_at TIMESTAMP, label VARCHAR)',
  'calendar_days (day DATE, kind VARCHAR, number INTEGER)',
];

export async function openHandMade(): Promise<HandMade> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const warehouse = new Warehouse(connection, 'duckdb');
  for (const table of tables) await warehouse.run(`create table ${table}`);
  return {
    warehouse,
    async insert(table, ...rows) {
      for (const row of rows) {
        const names = Object.keys(row);
        await warehouse.run(
          `insert into ${table} (${names.join(', ')}) values (${names.map((name) => literal(row[name])).join(', ')})`,
        );
      }
    },
    close() {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

function literal(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  if (typeof value === 'string') return `'${value.replaceAll("'", "''")}'`;
  return String(value ?? null);
}

/** A site folder that exists only in memory; `dir` may hold a framework.yaml. */
export const handMadeSite = (config: Record<string, unknown> = {}, dir = '/nonexistent'): Site => ({
  dir,
  config: siteConfig.parse({ id: 'hand_made', name: '样例市', ...config }),
  exportsDir: dir,
  warehouse: ':memory:',
  regions: [],
  units: [],
  places: [],
  population: [],
  calendar: [],
  actions: [],
  topics: nothingDecided,
  dictionaryFile: undefined,
  stopwordsFile: undefined,
  synonymsFile: undefined,
  mapFile: undefined,
});

/** Supply rows that say every canonical column is there in a month. */
export const fullSupply = (month: string): Record<string, unknown>[] =>
  (['orders', 'calls'] as const).flatMap((kind) =>
    canonicalColumns[kind].map(({ name }) => ({ month, kind, column_name: name, rows: 1, filled: 1 })),
  );
