-- One row per order whose newest version lies in the month: see orders.yaml.
-- Parameter: $month, such as 2024-03, or undated.
with touching as (
  select file from landed_months where kind = 'orders' and "month" = $month
),
touched as (
  select distinct order_id from landed_orders where "month" = $month
),
-- Which version wins is decided by content, never by arrival.
versions as (
  select l.order_id, l.file, l."row", l."month", l.row_hash, f.exported_at,
    greatest(l.received_at, l.dispatched_at, l.signed_at, l.contacted_at, l.closed_at, l.merged_at, l.marked_at,
      l.callback_at, l.available_at) as latest_time
  from landed_orders l
  join files f on f.file = l.file
  semi join touched on touched.order_id = l.order_id
  where l.file in (select file from touching)
),
newest as (
  select order_id, file, "row", exported_at
  from versions
  qualify row_number() over (
    partition by order_id
    order by exported_at desc nulls last, latest_time desc nulls last, row_hash desc, file, "row") = 1
    and "month" = $month
),
history as (
  select order_id, count(distinct row_hash)::INTEGER as versions, min(exported_at) as first_exported_at
  from versions group by order_id
),
winners as (
  select l.*, n.exported_at, h.versions, h.first_exported_at
  from newest n
  join landed_orders l on l.file = n.file and l."row" = n."row"
  join history h on h.order_id = n.order_id
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
),
units as (
  select regexp_replace(translate(name, '（）', '()'), '\s', '', 'g') as name, min(code) as code from unit_names group by all
)
select
  $month as "month", w.order_id, w.received_at, w.channel, w.kind, w.category1, w.category2, w.category3,
  w.title, w.body, w.reply, w.place, r.district, r.street, coalesce(u.code, 'unassigned') as unit,
  w.resident, w.resident_type, w.dispatched_at, w.signed_at, w.contacted_at, w.due_at, w.closed_at, w.on_time,
  w.returns, w.hops, w.redo, w.merged_into, w.merged_at, w.mark, w.marked_at,
  w.callback_at, w.callback_mode, w.callback_valid, w.solved_resident, w.solved_unit, w.satisfaction,
  w.desk, w.likes, w.dislikes, w.status,
  coalesce(w.available_at, w.first_exported_at) as available_at,
  if(w.available_at is null, 'export', 'column') as available_from,
  w.exported_at, w.file, w."row", w.versions
from winners w
join regions r on r.district_name is not distinct from w.district_name and r.street_name is not distinct from w.street_name
left join units u on u.name = regexp_replace(translate(w.unit_name, '（）', '()'), '\s', '', 'g')
order by w.order_id
