-- How the orders of the month came to be what they are: see order_versions.yaml. Reads newest_orders and order_landings.
-- Parameter: $month.
with known as (
  select v.*
  from order_landings v
  semi join (select order_id from newest_orders where versions > 1) as several using (order_id)
  where v."row" = v.lead
),
-- Without what only repeats the version before it.
distinct_versions as (
  select order_id, file, lead, exported_at, latest_time, version_hash,
    lag(file) over age as file_before, lag(lead) over age as lead_before
  from (
    select *
    from known
    qualify version_hash is distinct from lag(version_hash) over (partition by order_id order by exported_at nulls first, latest_time nulls first, version_hash, file desc, lead desc)
  )
  window age as (partition by order_id order by exported_at nulls first, latest_time nulls first, version_hash, file desc, lead desc)
),
contradicting as (
  select order_id, exported_at
  from known
  where exported_at is not null
  group by order_id, exported_at
  having count(distinct version_hash) > 1
),
compared as (
  select v.order_id, v.file, v.lead, v.exported_at, v.latest_time, v.version_hash, v.file_before, v.lead_before, to_json(l) as cells, to_json(b) as cells_before
  from distinct_versions v
  join landed_orders l on l.file = v.file and l."row" = v.lead
  left join landed_orders b on b.file = v.file_before and b."row" = v.lead_before
)
select
  $month as "month",
  v.order_id,
  (row_number() over (partition by v.order_id order by v.exported_at nulls first, v.latest_time nulls first, v.version_hash, v.file desc, v.lead desc))::INTEGER as version,
  v.exported_at,
  case when v.file_before is not null then
    coalesce(
      nullif(list_sort(list_filter(json_keys(v.cells), lambda name:
        name not in ('file', 'row', 'row_hash', 'month')
        and json_extract_string(v.cells, name) is distinct from json_extract_string(v.cells_before, name))), []),
      ['rows'])
  end as changed,
  c.order_id is not null as contradicts,
  v.file,
  v.lead as "row"
from compared v
left join contradicting c on c.order_id = v.order_id and c.exported_at = v.exported_at
order by v.order_id, version
