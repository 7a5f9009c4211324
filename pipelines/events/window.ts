import { readSql } from '../engine/sql.ts';
import type { Corpus } from '../text/corpus.ts';
import { readTokens } from '../text/token-tables.ts';
import type { Parameters, Warehouse } from '../warehouse/warehouse.ts';
import type { PlaceNames } from './place-names.ts';
import { documentsAt, timeOrder } from './time-order.ts';

/** The orders of a month's window, in time order; position i of each column belongs to one order. */
export interface Window {
  orderIds: string[];
  months: string[];
  /** Names of the places each is about. */
  places: string[][];
  residents: (string | null)[];
  /** The most exact category the source gives. */
  classes: (string | null)[];
  /** Seconds. */
  times: number[];
  /** The event an order was in before this month, aliases resolved. */
  previous: (string | null)[];
  /** Whether that is an event of one place or one resident. */
  wasSpecific: boolean[];
}

/** Reads a month's window and its words. Texts are looked through for places as they pass, and not kept: they are most of it. */
export async function readWindow(
  warehouse: Warehouse,
  parameters: Parameters,
  places: PlaceNames,
): Promise<{ window: Window; corpus: Corpus }> {
  const read: Window = {
    orderIds: [],
    months: [],
    places: [],
    residents: [],
    classes: [],
    times: [],
    previous: [],
    wasSpecific: [],
  };
  for await (const batch of warehouse.batches(readSql('marts/event_window'), parameters)) {
    const texts = batch as Record<'place' | 'title' | 'body', (string | null)[]>;
    for (const [i, id] of (batch.order_id as string[]).entries()) {
      read.orderIds.push(id);
      read.months.push(batch.month![i] as string);
      read.places.push(places.in({ place: texts.place[i]!, title: texts.title[i]!, body: texts.body[i]! }));
      read.residents.push(batch.resident![i] as string | null);
      read.classes.push(batch.class![i] as string | null);
      read.times.push(batch.came_at![i] as number);
      read.previous.push(batch.event![i] as string | null);
      read.wasSpecific.push(batch.specific![i] as boolean);
    }
  }
  const stored = await readTokens(warehouse, [...new Set(read.months)]);
  const documentOf = new Map(stored.orderIds.map((id, document) => [id, document]));
  // Orders without a word are in no group.
  const order = timeOrder(read.orderIds, read.times).filter((i) => documentOf.has(read.orderIds[i]!));
  const window = Object.fromEntries(
    Object.entries(read).map(([name, column]) => [name, Array.from(order, (i) => (column as unknown[])[i])]),
  ) as unknown as Window;
  const corpus = documentsAt(
    stored.corpus,
    window.orderIds.map((id) => documentOf.get(id)!),
  );
  return { window, corpus };
}
