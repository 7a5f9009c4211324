import { assets } from '../assets/index.ts';
import { readExtent } from '../engine/extent.ts';
import { newestEntries } from '../engine/ledger.ts';
import type { Site } from '../site/site.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';
import type { Edition } from './editions.ts';
import { type ChangedInput, changedInputs, inputsOf } from './inputs.ts';
import { frozenParameters, type Revised, revisedRows } from './revisions.ts';
import { newestAsOf } from './standing.ts';
import { type FrozenTable, tablesHeld } from './tables.ts';

/** A figure that is no longer what was frozen. Null: there is none, or there was none. */
export interface RevisedFigure {
  table: string;
  subject_kind: string;
  subject: string;
  /** As in the edition. */
  subject_name: string | null;
  /** Node of the framework, or the measure of 态势. */
  node: string;
  node_name: string | null;
  /** `%`, `pp`, `ratio` or `number`; null of what is no indicator. */
  measure: string | null;
  frozen: number | null;
  newest: number | null;
  /** Null in 态势, and where there is no row. */
  state_frozen: string | null;
  state_newest: string | null;
}

/** 修订说明: how the newest figures (最新值) differ from an edition. */
export interface RevisionNote {
  /** The moment that the newest figures stand at. */
  as_of: string;
  /** Rows by table, all columns compared; null when there are no newest figures any more. */
  rows: Revised | null;
  figures: RevisedFigure[];
  /** What has come in, changed or gone since, down to the exports. */
  changed: ChangedInput[];
}

/** The figure of each table that a reader looks at, with what names it in its row. */
const told: Record<string, { node: string; figure: string; state: string }> = {
  scores: { node: 'node', figure: 'score', state: 'state' },
  values: { node: 'indicator', figure: 'value', state: 'state' },
  ranks: { node: 'node', figure: '"rank"', state: 'state' },
  kept_scores: { node: 'node', figure: 'score', state: 'state' },
  kept_values: { node: 'indicator', figure: 'value', state: 'state' },
  situation: { node: 'measure', figure: 'value', state: 'null::varchar' },
};

/** Compares an edition with the newest figures of its period, figure by figure, in the official order. */
export async function revisionNote(warehouse: Warehouse, site: Site, edition: Edition): Promise<RevisionNote> {
  const asOf = (await newestAsOf(warehouse)) ?? edition.as_of;
  const rows = (await revisedRows(warehouse, site, edition)) ?? null;
  const figures: RevisedFigure[] = [];
  if (rows)
    for (const table of await tablesHeld(warehouse, edition))
      if (rows[table.name]! > 0) figures.push(...(await revisedFigures(warehouse, site, table, edition)));
  const extent = await readExtent(warehouse, site, asOf);
  const now = inputsOf(edition.period, { assets, extent, newest: await newestEntries(warehouse) });
  return { as_of: asOf, rows, figures, changed: await changedInputs(warehouse, edition, now) };
}

async function revisedFigures(
  warehouse: Warehouse,
  site: Site,
  { name, sql }: FrozenTable,
  edition: Edition,
): Promise<RevisedFigure[]> {
  const columns = told[name];
  if (!columns) return [];
  const picked = `subject_kind, subject, ${columns.node} as node, ${columns.figure} as figure, ${columns.state} as state`;
  return warehouse.rows<RevisedFigure>(
    `with newest as (select ${picked} from (${sql})),
     frozen as (select ${picked} from edition_${name} where period = $period and edition = $edition)
     select $table as "table", subject_kind, subject, who.name as subject_name, node, coalesce(what.name, node) as node_name,
       what.measure, frozen.figure as frozen, newest.figure as newest, frozen.state as state_frozen, newest.state as state_newest
     from frozen full join newest using (subject_kind, subject, node)
     left join edition_subjects as who
       on who.period = $period and who.edition = $edition and who.kind = subject_kind and who.code = subject
     left join framework_versions as what on what.framework = $then and what.node = frozen.node
     where (frozen.figure, frozen.state) is distinct from (newest.figure, newest.state)
       and ($table <> 'scores' or what.kind is distinct from 'indicator')
     order by list_position(['city', 'district', 'street', 'unit'], subject_kind), who.position, subject, what.position, node`,
    { ...frozenParameters(site, edition), edition: edition.edition, then: edition.framework, table: name },
  );
}
