import { cleanText } from '../text/clean.ts';
import { CorpusBuilder } from '../text/corpus.ts';
import { Segmenter, type SegmenterOptions, type TextBatch } from '../text/segmenter.ts';
import { findGroups } from './groups.ts';
import { PlaceNames, withOneName } from './place-names.ts';
import { distinctResidents } from './residents.ts';
import { documentsAt, timeOrder } from './time-order.ts';

/** Columns of a file; position i of each belongs to one order. */
export interface Orders {
  ids: readonly string[];
  titles: readonly (string | null)[];
  bodies: readonly (string | null)[];
  /** `YYYY-MM-DD HH:MM:SS` or any ISO time; without them, or where one is missing, the order of ids decides. */
  times?: readonly (string | null)[];
  /** Whoever wrote; without them each order counts as one resident. */
  residents?: readonly (string | null)[];
  segmentation?: SegmenterOptions;
}

const batchSize = 500;

/**
 * The event groups of a file: one row per order in a group of two or more, typed or not. Events are numbered from 1, the
 * one with most residents first (then most orders, then the earliest). The method has no chance in it, so it takes no seed.
 */
export async function eventsOf(orders: Orders): Promise<{ id: string; event: number }[]> {
  const order = timeOrder(
    orders.ids,
    orders.ids.map((_, i) => secondsOf(orders.times?.[i])),
  );
  const corpus = documentsAt(await segmented(orders), order);
  const places = placesIn(orders, order);
  const { members } = findGroups(corpus, (row) => places[row]!);
  const residents = (rows: Int32Array) =>
    distinctResidents(
      Array.from(rows, (row) => ({
        at: 0,
        resident: orders.residents?.[order[row]!] ?? null,
        residentKnown: orders.residents !== undefined,
        closedAt: null,
      })),
    );
  return members
    .map((rows) => ({ rows, residents: residents(rows) }))
    .sort((a, b) => b.residents - a.residents || b.rows.length - a.rows.length || a.rows[0]! - b.rows[0]!)
    .flatMap(({ rows }, i) => Array.from(rows, (row) => ({ id: orders.ids[order[row]!]!, event: i + 1 })));
}

/** The places that orders name, in time order; a file outside a site knows none beforehand. */
function placesIn({ titles, bodies }: Orders, order: Int32Array): string[][] {
  const names = new PlaceNames([]);
  return withOneName(
    Array.from(order, (i) =>
      names.in({ place: null, title: cleanText(titles[i]) || null, body: cleanText(bodies[i]) || null }),
    ),
  );
}

/** Unreadable and missing times come first, so that they never spoil the order of the others. */
function secondsOf(time: string | null | undefined): number {
  const at = time ? Date.parse(`${time.replace(' ', 'T').replace(/Z$/, '')}Z`) : Number.NaN;
  return Number.isNaN(at) ? 0 : at / 1000;
}

async function segmented({ titles, bodies, segmentation }: Orders) {
  const segmenter = new Segmenter(segmentation);
  try {
    const builder = new CorpusBuilder();
    for await (const batch of segmenter.segment(batchesOf(titles, bodies))) builder.add(batch);
    return builder.build();
  } finally {
    await segmenter.close();
  }
}

function* batchesOf(titles: Orders['titles'], bodies: Orders['bodies']): Generator<TextBatch> {
  for (let at = 0; at < titles.length; at += batchSize)
    yield { titles: titles.slice(at, at + batchSize), bodies: bodies.slice(at, at + batchSize) };
}
