-- One row per order whose newest version lies in the month: see orders.yaml. Reads newest_orders, order_deadlines, and the month's callbacks
-- and order_units.
-- Parameter: $month, such as 2024-03, or undated.
with winners as (
  select l.*, n.exported_at, n.versions, n.first_exported_at
  from newest_orders n
  join landed_orders l on l.file = n.file and l."row" = n.lead
),
-- Valid call-backs before those of which nothing is said, and these before invalid ones.
ranked as (
  select *, case when callback_valid then 0 when callback_valid is null then 1 else 2 end * 1000000 as standing
  from callbacks where "month" = $month
),
answers as (
  select order_id, count(*) as callback_count, bool_or(callback_valid) as callback_valid,
    arg_min(callback_at, standing + round) filter (callback_at is not null) as callback_at,
    arg_min(callback_mode, standing + round) filter (callback_mode is not null) as callback_mode,
    arg_min(callback_by, standing + round) filter (callback_by is not null) as callback_by,
    arg_min(solved_resident, standing + round) filter (solved_resident is not null) as solved_resident,
    arg_min(satisfaction, standing + round) filter (satisfaction is not null) as satisfaction,
    arg_min(dissatisfaction, standing + round) filter (dissatisfaction is not null) as dissatisfaction,
    arg_min(callback_at, standing - round) filter (callback_at is not null) as callback_final_at,
    arg_min(solved_resident, standing - round) filter (solved_resident is not null) as solved_resident_final,
    arg_min(satisfaction, standing - round) filter (satisfaction is not null) as satisfaction_final
  from ranked group by order_id
),
main_units as (
  select order_id, unit from order_units where "month" = $month and role = '主办'
),
-- What other exports than that of the orders say of them.
joined as (
  select nullif(list_sort(list(distinct name)), []) as names
  from (
    select unnest(if(f.kind = 'assists', ['unit'],
      list_concat(
        list_intersect(f.supplied, ['callback_at', 'callback_mode', 'callback_by', 'callback_valid', 'solved_resident', 'satisfaction', 'dissatisfaction']),
        list_transform(list_intersect(f.supplied, ['callback_at']), lambda name: 'callback_final_at'),
        list_transform(list_intersect(f.supplied, ['solved_resident', 'satisfaction']), lambda name: name || '_final')))) as name
    from files f
    where f.file in (select file from landed_months where kind in ('callbacks', 'assists') and "month" = $month)
  )
),
-- Names are resolved once each. A name may carry the name of what it lies in: 某市东城区, 东城区和平街道.
districts as (select regexp_replace(name, '\s', '', 'g') as name, code from region_names where level = 'district'),
streets as (select regexp_replace(name, '\s', '', 'g') as name, code, parent from region_names where level = 'street'),
places as (
  select district_name, street_name,
    regexp_replace(district_name, '\s', '', 'g') as district_plain, regexp_replace(street_name, '\s', '', 'g') as street_plain
  from winners group by district_name, street_name
),
in_district as (
  select p.district_name, p.street_name, p.street_plain,
    (list(d.code order by d.name = p.district_plain desc, suffix(p.district_plain, d.name) desc, length(d.name) desc, d.code)
      filter (d.code is not null))[1] as district
  from places p
  left join districts d on suffix(p.district_plain, d.name) or (p.district_plain is null and starts_with(p.street_plain, d.name))
  group by p.district_name, p.street_name, p.street_plain
),
street_candidates as (
  select p.district_name, p.street_name, p.district, s.code, s.parent,
    rank() over (partition by p.district_name, p.street_name order by length(s.name) desc) as place
  from in_district p
  join streets s on suffix(p.street_plain, s.name) and (p.district is null or s.parent = p.district)
),
in_street as (
  select district_name, street_name, min(code) as street, min(parent) as parent
  from street_candidates where place = 1
  group by district_name, street_name
  having count(distinct code) = 1
),
regions as (
  select d.district_name, d.street_name, coalesce(d.district, s.parent, 'unassigned') as district,
    coalesce(s.street, 'unassigned') as street
  from in_district d
  left join in_street s on s.district_name is not distinct from d.district_name and s.street_name is not distinct from d.street_name
)
select
  $month as "month", w.order_id, w.received_at, w.channel, w.kind, w.category1, w.category2, w.category3,
  w.title, w.body, w.reply, w.place, r.district, r.street, coalesce(u.unit, 'unassigned') as unit,
  w.resident, w.resident_type, w.dispatched_at, w.signed_at, w.contacted_at, d.due_at, d.due_from, d.due_rule, w.closed_at, w.on_time,
  w.returns, w.hops, w.redo, w.merged_into, w.merged_at, w.mark, w.marked_at,
  a.callback_at, a.callback_mode, a.callback_by, if(a.order_id is null, w.callback_valid, a.callback_valid) as callback_valid,
  a.solved_resident, w.solved_unit, a.satisfaction,
  w.desk, w.likes, w.dislikes, w.status,
  coalesce(w.available_at, w.first_exported_at) as available_at,
  if(w.available_at is null, 'export', 'column') as available_from,
  a.callback_final_at, a.solved_resident_final, a.satisfaction_final, a.dissatisfaction,
  greatest(a.callback_count, w.callback_count, 0)::INTEGER as callback_count, w.appeals,
  w.exported_at, w.file, w."row", w.versions,
  if(d.due_from = 'rule', list_sort(list_append(coalesce(j.names, []), 'due_at')), j.names) as joined
from winners w
join regions r on r.district_name is not distinct from w.district_name and r.street_name is not distinct from w.street_name
cross join joined j
left join order_deadlines d on d.order_id = w.order_id
left join main_units u on u.order_id = w.order_id
left join answers a on a.order_id = w.order_id
order by w.order_id
