-- The account of every file: see accounts.yaml. The same whatever the order of landing: files count as arriving in the
-- order of their export time, then of their hash.
with landed as (
  select file, "row", 'orders' as kind, order_id as id, row_hash,
    greatest(received_at, dispatched_at, signed_at, contacted_at, closed_at, merged_at, marked_at, callback_at, callback_final_at, available_at) as latest_time
  from landed_orders
  union all
  select file, "row", 'calls', coalesce(call_id, row_hash), row_hash, greatest(in_at, called_back_at) from landed_calls
  union all
  select file, "row", 'callbacks', concat_ws(' ', order_id, coalesce('id ' || callback_id, 'round ' || round, 'time ' || callback_at, row_hash)),
    row_hash, callback_at from landed_callbacks
  union all
  select file, "row", 'exclusions', coalesce('id ' || exclusion_id, concat_ws(' ', order_id, matter, proposed_at)), row_hash,
    greatest(proposed_at, approved_at) from landed_exclusions
  union all
  select file, "row", 'assists', concat_ws(' ', order_id, unit_name), row_hash, greatest(dispatched_at, signed_at, closed_at) from landed_assists
),
dated as (
  select l.*, coalesce(f.exported_at, timestamp '0001-01-01') as exported_at,
    coalesce(regexp_matches(f.declared, '"one_row_per":\[[^]]*"(callback|unit)"'), false) as several
  from landed l join files f on f.file = l.file
),
-- All rows of an order in an export that has several per order are one version, told of its first row.
packed as (
  select file, id, min("row") as lead, md5(string_agg(distinct row_hash, '' order by row_hash)) as version_hash, max(latest_time) as latest_time
  from dated where several group by file, id
),
rows_of_versions as (
  select d.kind, d.id, d.file, d."row", d.exported_at, coalesce(p.lead, d."row") as lead, coalesce(p.version_hash, d.row_hash) as version_hash,
    coalesce(p.latest_time, d.latest_time) as latest_time,
    d.several and row_number() over (partition by d.kind, d.id, d.file, d.row_hash order by d."row") > 1 as said_before
  from dated d left join packed p on d.several and p.file = d.file and p.id = d.id
),
arrivals as (
  select *, row_number() over (partition by kind, id, version_hash order by exported_at, file, "row") as occurrence,
    count(distinct version_hash) over (partition by kind, id, exported_at) > 1 as contradicts
  from rows_of_versions where "row" = lead
),
-- The versions of an order as they arrive, each compared with the newest before it.
versions as (
  select *, (exported_at, coalesce(latest_time, timestamp '0001-01-01'), version_hash) as age,
    row_number() over arriving as place,
    max((exported_at, coalesce(latest_time, timestamp '0001-01-01'), version_hash)) over (arriving rows between unbounded preceding and 1 preceding) as newest_before
  from arrivals where occurrence = 1
  window arriving as (partition by kind, id order by exported_at, file, "row")
),
verdicts as (
  select file, case when place = 1 then 'new' when age > newest_before then 'newer' else 'older' end as verdict from versions
  union all
  select file, 'repeated' from arrivals where occurrence > 1
  union all
  select r.file, if(r.said_before or a.occurrence > 1, 'repeated', 'attached')
  from rows_of_versions r join arrivals a on a.kind = r.kind and a.id = r.id and a.file = r.file and a.lead = r.lead
  where r."row" <> r.lead
  union all
  select file, 'contradicting' from arrivals where contradicts and exported_at > timestamp '0001-01-01'
  union all
  select file, 'orphans' from (
    select file, order_id from landed_callbacks
    union all select file, order_id from landed_exclusions
    union all select file, order_id from landed_assists
  ) anti join landed_orders using (order_id)
),
split as (
  select file,
    count(*) filter (verdict = 'new') as new_rows,
    count(*) filter (verdict = 'newer') as newer_rows,
    count(*) filter (verdict = 'older') as older_rows,
    count(*) filter (verdict = 'repeated') as repeated_rows,
    count(*) filter (verdict = 'attached') as attached_rows,
    count(*) filter (verdict = 'contradicting') as contradicting_rows,
    count(*) filter (verdict = 'orphans') as orphan_rows
  from verdicts group by file
)
select f.file, f.name, f.kind, f.contract, f.exported_at, f."read", f.ignored, f.rejected, f.accepted,
  coalesce(s.new_rows, 0) as "new", coalesce(s.newer_rows, 0) as newer, coalesce(s.older_rows, 0) as older,
  coalesce(s.repeated_rows, 0) as repeated, coalesce(s.attached_rows, 0) as attached,
  coalesce(s.contradicting_rows, 0) as contradicting, coalesce(s.orphan_rows, 0) as orphans,
  f.ignored_by, f.softened, f.unknown_words, f.unused
from files f
left join split s on s.file = f.file
order by f.exported_at nulls first, f.name, f.file
