-- The landed rows of every order that has a version in the month, each with the version it belongs to: of an export that
-- has several rows per order, all of an order's rows are one version, under the row of the main unit (else the first).
-- Parameter: $month, such as 2024-03, or undated.
create or replace temp table order_landings as
with touching as (
  select file from landed_months where kind = 'orders' and "month" = $month
),
touched as (
  select distinct order_id from landed_orders where "month" = $month
),
landings as (
  select l.order_id, l.file, l."row", l."month", l.row_hash, f.exported_at,
    greatest(l.received_at, l.dispatched_at, l.signed_at, l.contacted_at, l.closed_at, l.merged_at, l.marked_at,
      l.callback_at, l.callback_final_at, l.available_at) as latest_time,
    case l.role when '主办' then 0 when '协办' then 2 else 1 end as standing,
    coalesce(regexp_matches(f.declared, '"one_row_per":\[[^]]*"callback"'), false) as per_callback,
    coalesce(regexp_matches(f.declared, '"one_row_per":\[[^]]*"unit"'), false) as per_unit
  from landed_orders l
  join files f on f.file = l.file
  semi join touched on touched.order_id = l.order_id
  where l.file in (select file from touching)
),
packed as (
  select order_id, file, arg_min("row", standing * 1e12 + "row") as lead, arg_min("month", standing * 1e12 + "row") as "month",
    md5(string_agg(distinct row_hash, '' order by row_hash)) as version_hash, max(latest_time) as latest_time
  from landings where per_callback or per_unit
  group by order_id, file
)
select l.order_id, l.file, l."row", coalesce(p.lead, l."row") as lead, coalesce(p."month", l."month") as "month",
  coalesce(p.version_hash, l.row_hash) as version_hash, l.exported_at, coalesce(p.latest_time, l.latest_time) as latest_time,
  l.per_callback, l.per_unit
from landings l
left join packed p on (l.per_callback or l.per_unit) and p.order_id = l.order_id and p.file = l.file
