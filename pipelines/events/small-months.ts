import { events } from '../assets/events.ts';
import { handMadeSite } from '../scorecard/hand-made.ts';
import { insertTokens } from '../text/token-tables.ts';
import { createTable } from '../warehouse/tables.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';
import { corpusOf } from './hand-made.ts';

/** A test fixture: an order with its words written apart, and what else events look at. */
export interface SmallOrder {
  id: string;
  at: string | null;
  month?: string;
  words: string;
  resident?: string | null;
  closed?: string;
  place?: string;
  district?: string;
  street?: string;
  merged?: string;
  topic?: string;
  category?: string;
  unit?: string;
  assisting?: string;
  returns?: number;
  signal?: string;
}

const tables = [
  'orders ("month" VARCHAR, order_id VARCHAR, received_at TIMESTAMP, title VARCHAR, body VARCHAR, category2 VARCHAR, category3 VARCHAR, place VARCHAR, district VARCHAR, street VARCHAR, unit VARCHAR, resident VARCHAR, returns INTEGER, redo INTEGER, closed_at TIMESTAMP, merged_into VARCHAR, desk BOOLEAN)',
  'supply ("month" VARCHAR, kind VARCHAR, column_name VARCHAR, "rows" BIGINT, filled BIGINT)',
  'tokens ("month" VARCHAR, order_id VARCHAR, title INTEGER[], body INTEGER[])',
  'words ("month" VARCHAR, id INTEGER, word VARCHAR, orders INTEGER)',
  'order_units ("month" VARCHAR, order_id VARCHAR, unit VARCHAR, role VARCHAR)',
  'signals ("month" VARCHAR, order_id VARCHAR, signal VARCHAR, words VARCHAR[])',
  'order_topics ("month" VARCHAR, order_id VARCHAR, topic VARCHAR, fit DOUBLE)',
  'subjects (kind VARCHAR, code VARCHAR, name VARCHAR, parent VARCHAR, position INTEGER)',
];

export const smallSite = () => ({
  ...handMadeSite(),
  places: [{ name: '望江苑', kind: 'estate', street: 'S1' }],
  regions: [
    { code: 'D1', name: '东湖区', aliases: [], parent: '' },
    { code: 'S1', name: '桥北街道', aliases: [], parent: 'D1' },
  ],
});

const monthOf = ({ month, at }: SmallOrder): string => month ?? at!.slice(0, 7);

/** Fills the tables that events read, anew; `columns` are those the exports supply. */
export async function writeOrders(
  warehouse: Warehouse,
  orders: readonly SmallOrder[],
  columns: readonly string[] = ['resident', 'closed_at'],
): Promise<void> {
  for (const table of tables) {
    await warehouse.run(`drop table if exists ${table.split(' ')[0]}`);
    await warehouse.run(`create table ${table}`);
  }
  await warehouse.run(
    "insert into subjects values ('street', 'S1', '桥北街道', 'D1', 0), ('district', 'D1', '东湖区', 'city', 0)",
  );
  for (const order of orders) {
    await warehouse.run(
      `insert into orders values ($month, $id, $at::VARCHAR::TIMESTAMP, $text, null, null, $category, $place, $district, $street, $unit, $resident, $returns, null, $closed::VARCHAR::TIMESTAMP, $merged, null)`,
      {
        month: monthOf(order),
        id: order.id,
        at: order.at,
        text: order.words.replaceAll(' ', ''),
        category: order.category ?? null,
        place: order.place ?? null,
        district: order.district ?? 'unassigned',
        street: order.street ?? 'unassigned',
        unit: order.unit ?? 'unassigned',
        returns: order.returns ?? null,
        resident: order.resident === undefined ? `r${order.id}` : order.resident,
        closed: order.closed ?? null,
        merged: order.merged ?? null,
      },
    );
    if (order.assisting)
      await warehouse.run("insert into order_units values ($month, $id, $unit, '协办')", {
        month: monthOf(order),
        id: order.id,
        unit: order.assisting,
      });
    if (order.signal)
      await warehouse.run('insert into signals values ($month, $id, $signal, [$signal])', {
        month: monthOf(order),
        id: order.id,
        signal: order.signal,
      });
    if (order.topic)
      await warehouse.run('insert into order_topics values ($month, $id, $topic, 1)', {
        month: monthOf(order),
        id: order.id,
        topic: order.topic,
      });
  }
  for (const month of new Set(orders.map(monthOf))) {
    for (const column of columns)
      await warehouse.run("insert into supply values ($month, 'orders', $column, 1, 1)", { month, column });
    const some = orders.filter((order) => monthOf(order) === month);
    const corpus = corpusOf(some.map(({ words }) => [words, '']));
    await insertTokens(warehouse, month, { orderIds: some.map(({ id }) => id), corpus });
  }
}

/** Makes a month's events as the engine does: derived rows of the month are gone, durable ones stay. */
export async function makeMonth(warehouse: Warehouse, month: string): Promise<void> {
  for (const table of events.tables) {
    await createTable(warehouse, table, 'month');
    if (!table.durable) await warehouse.run(`delete from ${table.name} where "month" = $month`, { month });
  }
  await events.materialize({ site: smallSite(), warehouse, partition: month } as never);
}

/** Orders of a month that have nothing in common, so that words have a rarity. */
export const unrelated = (month: string, many = 40): SmallOrder[] =>
  Array.from({ length: many }, (_, i) => ({
    id: `${month}-u${i}`,
    at: `${month}-05 10:00:00`,
    words: `${month}词${i} ${month}语${i}`,
  }));
