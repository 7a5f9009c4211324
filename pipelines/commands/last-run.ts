import type { Progress } from '../temporal/names.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';

/** How the newest run that has ended came out, as the warehouse knows it, whichever engine ran it. */
export interface LastRun {
  progress: Progress;
  engine: 'embedded' | 'temporal';
  /** UTC, `YYYY-MM-DD HH:MM:SS.mmm`; null when it had nothing to make. */
  ended: string | null;
  /** Ids of the steps that failed ones kept from being made. */
  blocked: string[];
}

/** Runs that have not ended: by id, or, of those whose id is not known, that they began no earlier than this (ISO). */
export interface UnderWay {
  ids: string[];
  since?: string | undefined;
}

/** The newest run but those that are under way; undefined when there was none. */
export async function lastRun(warehouse: Warehouse, siteId: string, underWay: UnderWay): Promise<LastRun | undefined> {
  const newest = await warehouse.row<{ run_id: string; engine: string | null; as_of: string | null }>(
    `with seen as (
       select run_id, engine, as_of, started_at from runs
       union all
       select run_id, null, null, min(started_at) from ledger
       where run_id in (select run_id from plan_steps) group by run_id)
     select run_id, max(engine) as engine, max(as_of) as as_of from seen
     where not list_contains(from_json($under_way, '["VARCHAR"]'), run_id)
     group by run_id having $since = '' or min(started_at) < $since::TIMESTAMP
     order by max(started_at) desc, run_id desc limit 1`,
    { under_way: JSON.stringify(underWay.ids), since: underWay.since?.slice(0, 23).replace('T', ' ') ?? '' },
  );
  if (!newest) return undefined;
  const { run_id } = newest;
  const planned = await warehouse.rows<{ step_id: string; needs: string[]; partition: string }>(
    'select step_id, needs, partition from plan_steps where run_id = $run_id order by seq',
    { run_id },
  );
  const made = await warehouse.rows<{ step_id: string; status: string; message: string; ended_at: string }>(
    `select step_id, arg_max(status, seq) as status, arg_max(message, seq) as message, max(ended_at) as ended_at
     from ledger where run_id = $run_id group by step_id order by min(seq)`,
    { run_id },
  );
  const failures = made
    .filter(({ status }) => status === 'failed')
    .map(({ step_id, message }) => ({ step: step_id, message }));
  const done = made.length - failures.length;
  const blocked = blockedBy(new Set(failures.map(({ step }) => step)), planned);
  return {
    engine: newest.engine === 'temporal' ? 'temporal' : 'embedded',
    ended:
      made
        .map(({ ended_at }) => ended_at)
        .sort()
        .at(-1) ?? null,
    blocked,
    progress: {
      runId: run_id,
      site: siteId,
      state: 'done',
      asOf: newest.as_of ?? '',
      period:
        planned
          .map(({ partition }) => partition)
          .filter((partition) => partition.includes(':'))
          .sort()
          .at(-1) ?? '',
      steps: planned.length,
      done,
      skipped: planned.length - done - failures.length - blocked.length,
      blocked: blocked.length,
      failed: failures.length,
      current: '',
      failures,
    },
  };
}

/** Steps stand in an order in which each follows what it needs, so one pass finds all that wait. */
function blockedBy(failed: Set<string>, planned: { step_id: string; needs: string[] }[]): string[] {
  const stopped = new Set(failed);
  return planned.flatMap(({ step_id, needs }) => {
    if (failed.has(step_id) || !needs.some((need) => stopped.has(need))) return [];
    stopped.add(step_id);
    return [step_id];
  });
}
