import { readSql } from '../engine/sql.ts';
import { asTimestamp } from '../scorecard/moment.ts';
import { type CountChange, countChange } from './count-change.ts';
import type { Ground } from './ground.ts';

/** A count of the period beside the one before and the one a year (of a day: a week) before. */
export interface Counted {
  measure: string;
  now: number;
  previous: CountChange;
  likewise: CountChange;
}

/** Which of the two earlier periods the data reaches back to. */
export interface Reach {
  previous: boolean;
  likewise: boolean;
}

/** An earlier period is a base only when the data holds it from the start of its month on: nothing is no base. */
export async function reachOf({ warehouse, scope }: Ground): Promise<Reach> {
  const row = await warehouse.row<{ previous: boolean | null; likewise: boolean | null }>(
    `select $previous >= since as previous, $likewise >= since as likewise
     from (select date_trunc('month', min(received_at)) as since from orders)`,
    { previous: asTimestamp(scope.previous.start), likewise: asTimestamp(scope.likewise.start) },
  );
  return { previous: row?.previous ?? false, likewise: row?.likewise ?? false };
}

/**
 * How much the counts of this briefing ordinarily vary: the larger of what residents who ask several times cause
 * (Σc²/Σc) and of what days beside the same weekday a week later show ((a−b)²/(a+b), from four weeks of pairs on); at least 1.
 */
export async function dispersionOf({ warehouse, parameters }: Ground): Promise<number> {
  const repeats = (await warehouse.row<{ squares: number; orders: number }>(
    readSql('briefing/repeat_callers'),
    parameters,
  ))!;
  const days = await warehouse.rows<{ orders: number; since: number | null }>(
    readSql('briefing/volume_days'),
    parameters,
  );
  const known = Math.min(days.length, days[0]?.since ?? 0);
  let sum = 0;
  let pairs = 0;
  for (let day = 0; day + 7 < known; day++) {
    const [a, b] = [days[day]!.orders, days[day + 7]!.orders];
    if (a + b === 0) continue;
    sum += (a - b) ** 2 / (a + b);
    pairs++;
  }
  return Math.max(1, repeats.orders > 0 ? repeats.squares / repeats.orders : 1, pairs >= 28 ? sum / pairs : 1);
}

/** The stored counts (态势) of the briefing's subject by measure, each judged beside the earlier periods. */
export async function countsOf(ground: Ground, reach: Reach, dispersion: number): Promise<Map<string, Counted>> {
  const { warehouse, scope, parameters } = ground;
  const rows = await warehouse.rows<{ measure: string; now: number; previous: number; likewise: number }>(
    `select measure, coalesce(max(value) filter (period = $period), 0) as now,
       coalesce(max(value) filter (period = $previous), 0) as previous, coalesce(max(value) filter (period = $likewise), 0) as likewise
     from briefing_situation where subject_kind = $subject_kind and subject = $subject
     group by measure order by measure`,
    { ...parameters, previous: scope.previous.id, likewise: scope.likewise.id },
  );
  return new Map(
    rows.map(({ measure, now, previous, likewise }) => [
      measure,
      {
        measure,
        now,
        previous: countChange(now, reach.previous ? previous : null, dispersion),
        likewise: countChange(now, reach.likewise ? likewise : null, dispersion),
      },
    ]),
  );
}

/** Counts of the orders of a topic or an event, in the same shape: nothing is stored of these. */
export async function countsOfOrders(ground: Ground, reach: Reach, dispersion: number): Promise<Map<string, Counted>> {
  const { warehouse, scope } = ground;
  const spans = [scope.period, scope.previous, scope.likewise];
  const counted: Record<string, number>[] = [];
  for (const { start, end } of spans)
    counted.push(
      (await warehouse.row<Record<string, number>>(
        `select coalesce(sum(appeals) filter (received_at >= $start), 0)::bigint as 件次,
           count(*) filter (received_at >= $start and not merged)::bigint as 工单数,
           count(distinct resident) filter (received_at >= $start)::bigint as 诉求人数,
           count(*) filter (not merged and (closed_at is null or closed_at >= $end))::bigint as 未办结工单
         from briefing_orders where received_at < $end`,
        { start: asTimestamp(start), end: asTimestamp(end) },
      ))!,
    );
  return new Map(
    // As in the stored counts: without a resident column nobody is counted.
    ['件次', '工单数', '诉求人数', '未办结工单']
      .filter((measure) => measure !== '诉求人数' || counted.some((row) => row[measure]! > 0))
      .map((measure) => {
        const [now, previous, likewise] = counted.map((row) => row[measure]!) as [number, number, number];
        return [
          measure,
          {
            measure,
            now,
            previous: countChange(now, reach.previous ? previous : null, dispersion),
            likewise: countChange(now, reach.likewise ? likewise : null, dispersion),
          },
        ];
      }),
  );
}

/** Orders (工单数) of each period of the history: as stored (定稿 where there is one), else counted; null before the data begins. */
export async function volumeOf(ground: Ground): Promise<{ label: string; orders: number | null }[]> {
  const { warehouse, scope, history, parameters } = ground;
  const spans = history.map(({ id, start, end }) => `('${id}', timestamp '${start}', timestamp '${end}')`).join(', ');
  const stored = scope.about === undefined || scope.about.kind === 'district' || scope.about.kind === 'unit';
  const rows = await warehouse.rows<{ period: string; orders: number; begun: boolean | null }>(
    `with spans(period, start_at, end_at) as (values ${spans}),
     counted as (
       select period, start_at, count(order_id) filter (not merged)::bigint as orders
       from spans left join briefing_orders on received_at >= start_at and received_at < end_at group by period, start_at
     )
     select counted.period, coalesce(cast(kept.value as bigint), counted.orders) as orders,
       counted.start_at >= (select date_trunc('month', min(received_at)) from orders) as begun
     from counted left join briefing_situation as kept
       on $stored and kept.period = counted.period and kept.subject_kind = $subject_kind and kept.subject = $subject and kept.measure = '工单数'
     order by counted.start_at`,
    { ...parameters, stored },
  );
  return rows.map(({ orders, begun }, i) => ({
    label: shortLabel(history[i]!.id),
    orders: begun ? orders : null,
  }));
}

/** `month:2026-01` → `1月`, `week:2026-W05` → `5周`, `day:2026-01-31` → `1.31` */
function shortLabel(id: string): string {
  const name = id.split(':')[1]!;
  if (name.includes('W')) return `${Number(name.slice(6))}周`;
  if (name.length === 7) return `${Number(name.slice(5))}月`;
  return `${Number(name.slice(5, 7))}.${Number(name.slice(8))}`;
}
