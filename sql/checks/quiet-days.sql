-- Complete days of the month with far fewer orders (or calls) than is usual, by contract: an export that was cut short.
-- Usual is the median of the same weekday in the eight weeks before, working days and rest days apart; where a public
-- holiday or a moved working day lies within two days, that of all such days, and only nine tenths less is suspicious.
-- A drop must also stand out of the ordinary ups and downs, which in a small town are large. Months without any row
-- are judged with the next one that has some; a day the working calendar does not know is not judged.
-- Parameters: $partition, $kind, $volume_drop (a share), $accepted_days (JSON: [{"from", "to"}]).
with bounds as (
  select first_day - interval 63 day as since, first_day, last_day
  from (
    select greatest(coalesce(before + interval 1 month, first_day), first_day - interval 6 month) as first_day, first_day + interval 1 month - interval 1 day as last_day
    from (
      select try_strptime($partition || '-01', '%Y-%m-%d') as first_day,
        (select max(try_strptime("month" || '-01', '%Y-%m-%d')) from landed_months where kind = $kind and "month" < $partition) as before
    )
  )
),
rows_seen as (
  select file, order_id as id, coalesce(received_at, closed_at)::date as day from landed_orders where $kind = 'orders'
  union all
  select file, coalesce(call_id, row_hash), in_at::date from landed_calls where $kind = 'calls'
),
landed as (
  select f.contract, r.file, r.id, r.day, f.exported_at::date as exported_on, f.exported_from
  from rows_seen r join files f on f.file = r.file cross join bounds
  where r.day between since and last_day
),
by_file as (
  select contract, file, max(day) as newest, any_value(exported_on) as exported_on, any_value(exported_from) as exported_from
  from landed group by contract, file
),
-- How many days an export usually lies behind its newest row, where it has a time of its own.
habits as (
  select contract, ceil(median(exported_on - newest))::integer as behind
  from by_file where exported_from <> 'latest' group by contract having count(*) >= 4
),
-- The last day that is complete: that of the export's newest row, or the one an export of its time usually reaches.
covered as (
  select b.contract,
    if(any_value(l.contract) is not null, any_value(last_day)::date, max(least(
      exported_on - 1,
      if(exported_from = 'latest' or behind is null, newest, greatest(newest, exported_on - behind))))) as until
  from by_file b
  cross join bounds
  left join habits h on h.contract = b.contract
  left join (
    select distinct f.contract from landed_months m join files f on f.file = m.file
    where m.kind = $kind and m."month" > $partition and m."month" <> 'undated'
  ) l on l.contract = b.contract
  group by b.contract
),
counts as (
  select contract, day, count(distinct id) as n from landed group by contract, day
),
calendar as (
  select day, kind = 'working' as working,
    bool_or((kind = 'working') = (isodow(day) > 5)) over (order by day range between interval 2 day preceding and interval 2 day following) as near_holiday
  from calendar_days
),
days as (
  select s.contract, c.day, coalesce(n, 0) as n, c.working, c.near_holiday, isodow(c.day) as weekday
  from (select contract, min(day) as began from counts group by contract) s
  join covered u on u.contract = s.contract
  join calendar c on c.day between s.began and u.until
  left join counts k on k.contract = s.contract and k.day = c.day
),
compared as (
  select d.contract, d.day, d.n, d.near_holiday, median(b.n) as usual, mad(b.n) as spread
  from days d
  cross join bounds
  join days b on b.contract = d.contract and b.day between d.day - 56 and d.day - 1
    and b.working = d.working and not b.near_holiday and (d.near_holiday or b.weekday = d.weekday)
  where d.day >= first_day
  group by d.contract, d.day, d.n, d.near_holiday
  having count(*) >= 4
),
accepted as (
  select unnest(from_json($accepted_days, '[{"from":"DATE","to":"DATE"}]'), recursive := true)
)
select strftime(day, '%Y-%m-%d, a %A: ') || n || ' ' || $kind || ' by contract ' || contract || '; ' || usual::bigint
  || ' are usual (' || round(100.0 * (usual - n) / usual)::integer || '% less; the limit is '
  || format('{:.4g}', 100 * allowed) || '%)' as message
from (select *, if(near_holiday, greatest($volume_drop::double, 0.9), $volume_drop::double) as allowed from compared) c
where n < (1 - allowed) * usual
  and usual - n > 5 * greatest(sqrt(usual), 1.4826 * spread)
  and not exists (select 1 from accepted a where c.day between a."from" and a."to")
order by day, contract
