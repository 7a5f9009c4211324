-- The units that handle each order of the month: see order_units.yaml. Reads newest_orders and order_landings.
-- Parameter: $month.
with own as (
  select l.*, l."row" = r.lead as leads
  from newest_orders n
  join order_landings r on r.order_id = n.order_id and r.file = n.file and r.lead = n.lead and (r."row" = r.lead or r.per_unit)
  join landed_orders l on l.file = r.file and l."row" = r."row"
),
exported as (
  select a.*
  from landed_assists a
  join files f on f.file = a.file
  semi join newest_orders n on n.order_id = a.order_id
  where a.file in (select file from landed_months where kind = 'assists' and "month" = $month)
  qualify row_number() over (
    partition by a.order_id, a.unit_name
    order by f.exported_at desc nulls last, greatest(a.dispatched_at, a.signed_at, a.closed_at) desc nulls last, a.row_hash desc, a.file, a."row") = 1
),
named as (
  select order_id, unit_name, coalesce(role, if(leads, '主办', '协办')) as role, dispatched_at, signed_at, closed_at, 1 as source, file, "row"
  from own where unit_name is not null
  union all
  select order_id, unnest(assist_units), '协办', null, null, null, 2, file, "row" from own
  union all
  select order_id, unit_name, coalesce(role, '协办'), dispatched_at, signed_at, closed_at, 3, file, "row" from exported
),
units as (
  select regexp_replace(translate(name, '（）', '()'), '\s', '', 'g') as name, min(code) as code from unit_names group by all
),
coded as (
  select n.*, u.code
  from named n
  left join units u on u.name = regexp_replace(translate(n.unit_name, '（）', '()'), '\s', '', 'g')
),
-- Each unit once; what the rows do not say about its times, another source may.
told_once as (
  select order_id, coalesce(code, 'unassigned') as unit,
    arg_min(unit_name, place) as unit_name,
    min(place) as place,
    min(dispatched_at) as dispatched_at, min(signed_at) as signed_at, max(closed_at) as closed_at,
    arg_min(file, place) as file, arg_min("row", place) as "row"
  from (select *, (role = '协办')::BIGINT * 1000000000000000 + source * 100000000000000 + "row" as place from coded)
  group by order_id, coalesce(code, 'unassigned'), if(code is null, unit_name, null)
)
select
  $month as "month", order_id, unit, unit_name,
  -- One main unit: that of the orders export before that of an export of units.
  if(place < 1000000000000000 and row_number() over (partition by order_id order by place, unit, unit_name) = 1, '主办', '协办') as role,
  dispatched_at, signed_at, closed_at, file, "row"
from told_once
order by order_id, role, unit, unit_name
