-- One row per call of the month, the newest version of each: see calls.yaml.
-- Parameter: $month, such as 2024-03, or undated.
with touching as (
  select file from landed_months where kind = 'calls' and "month" = $month
),
identified as (
  select l.* exclude (call_id), coalesce(l.call_id, l.row_hash) as call_id, f.exported_at,
    coalesce(json_extract_string(f.declared, 'waiting_from'), 'request') as waiting_from,
    json_extract_string(f.declared, 'short_hangup_seconds')::DOUBLE as short_hangup_seconds,
    coalesce(json_extract_string(f.declared, 'menu_calls') = 'counted', false) as menu_counts
  from landed_calls l
  join files f on f.file = l.file
  where l.file in (select file from touching)
),
touched as (
  select distinct call_id from identified where "month" = $month
)
select
  "month", call_id, in_at, if(menu_counts, true, requested) as requested, answered,
  if(waiting_from = 'ringing' and menu_seconds is not null, greatest(wait_seconds - menu_seconds, 0), wait_seconds) as wait_seconds,
  caller, called_back_at, called_back, talk_seconds, order_id, menu_seconds,
  if(waiting_from = 'ringing' and menu_seconds is not null, 'request', waiting_from) as waiting_from,
  short_hangup_seconds, file, "row"
from identified
semi join touched using (call_id)
qualify row_number() over (
  partition by call_id
  order by exported_at desc nulls last, greatest(in_at, called_back_at) desc nulls last, row_hash desc, file, "row") = 1
  and "month" = $month
order by call_id
