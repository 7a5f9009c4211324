import type { Site } from '../site/site.ts';
import { columnsOf } from '../warehouse/digest.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';
import { editionDigest } from './digest.ts';
import { type Revised, revisedRows } from './revisions.ts';
import { frozenTables, tablesHeld } from './tables.ts';

/** An edition without its rows and without the text of its framework, which stands in `editions.specification`. */
export interface Edition {
  period: string;
  /** No. 1, 2, … of the period. */
  edition: number;
  label: string;
  start_at: string;
  end_at: string;
  as_of: string;
  /** `id@version`. */
  framework: string;
  /** Why there is another edition; may stand with the first one too. */
  reason: string | null;
  /** Figures that were 初步数 when they were frozen. */
  provisional: number;
  data_version: string;
  /** SHA-256 of all that is frozen. */
  digest: string;
  /** UTC; bookkeeping, in no digest. */
  published_at: string;
}

const head = `period, edition, label, start_at, end_at, as_of, framework, reason, provisional, data_version, digest, published_at`;

/** All editions, or a period's, by period and number; none in a warehouse from before there were any. */
export async function editions(warehouse: Warehouse, period?: string): Promise<Edition[]> {
  if ((await columnsOf(warehouse, 'editions')).length === 0) return [];
  return warehouse.rows<Edition>(
    `select ${head} from editions where ${period ? 'period = $period' : 'true'} order by period, edition`,
    period ? { period } : {},
  );
}

/** The edition that readers are to be given (定稿): the period's last one. */
export const lastEdition = async (warehouse: Warehouse, period: string): Promise<Edition | undefined> =>
  (await editions(warehouse, period)).at(-1);

export interface ExaminedEdition extends Edition {
  /** Whether the frozen rows still give the edition's digest. */
  intact: boolean;
  /** Rows in which the newest figures differ, by table; null when there are no newest figures any more. */
  revised: Revised | null;
  /** Tables frozen by now that this edition, an older one, does not hold: what stood in them is not known. */
  unknown: string[];
}

/** Editions held against their own digests and against the newest figures. */
export async function examinedEditions(warehouse: Warehouse, site: Site, period?: string): Promise<ExaminedEdition[]> {
  const examined: ExaminedEdition[] = [];
  for (const edition of await editions(warehouse, period)) {
    const held = await tablesHeld(warehouse, edition);
    examined.push({
      ...edition,
      intact: (await editionDigest(warehouse, edition)) === edition.digest,
      revised: (await revisedRows(warehouse, site, edition)) ?? null,
      unknown: frozenTables.filter((table) => !held.includes(table)).map(({ name }) => name),
    });
  }
  return examined;
}
