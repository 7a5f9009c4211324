-- The account of every file: see accounts.yaml. The same whatever the order of landing: files count as arriving in the
-- order of their export time, then of their hash.
with landed as (
  select file, "row", 'orders' as kind, order_id as id, row_hash,
    greatest(received_at, dispatched_at, signed_at, contacted_at, closed_at, merged_at, marked_at, callback_at, available_at) as latest_time
  from landed_orders
  union all
  select file, "row", 'calls', coalesce(call_id, row_hash), row_hash, greatest(in_at, called_back_at) from landed_calls
),
arrivals as (
  select l.*, coalesce(f.exported_at, timestamp '0001-01-01') as exported_at,
    row_number() over (partition by l.kind, l.id, l.row_hash order by f.exported_at nulls first, l.file, l."row") as occurrence
  from landed l join files f on f.file = l.file
),
-- The versions of an order as they arrive, each compared with the newest before it.
versions as (
  select *, (exported_at, coalesce(latest_time, timestamp '0001-01-01'), row_hash) as age,
    row_number() over arriving as place,
    max((exported_at, coalesce(latest_time, timestamp '0001-01-01'), row_hash)) over (arriving rows between unbounded preceding and 1 preceding) as newest_before
  from arrivals where occurrence = 1
  window arriving as (partition by kind, id order by exported_at, file, "row")
),
verdicts as (
  select file, case when place = 1 then 'new' when age > newest_before then 'newer' else 'older' end as verdict from versions
  union all
  select file, 'repeated' from arrivals where occurrence > 1
),
split as (
  select file,
    count(*) filter (verdict = 'new') as new_rows,
    count(*) filter (verdict = 'newer') as newer_rows,
    count(*) filter (verdict = 'older') as older_rows,
    count(*) filter (verdict = 'repeated') as repeated_rows
  from verdicts group by file
)
select f.file, f.name, f.kind, f.contract, f.exported_at, f."read", f.ignored, f.rejected, f.accepted,
  coalesce(s.new_rows, 0) as "new", coalesce(s.newer_rows, 0) as newer, coalesce(s.older_rows, 0) as older,
  coalesce(s.repeated_rows, 0) as repeated, f.ignored_by, f.softened, f.unknown_words, f.unused
from files f
left join split s on s.file = f.file
order by f.exported_at nulls first, f.name, f.file
