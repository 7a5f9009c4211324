-- One row per call-back (or survey) of the month's orders: see callbacks.yaml. Reads newest_orders and order_landings.
-- Parameter: $month.
with
-- In the export of orders: one call-back in the columns of a row, and the last one in columns of its own.
own as (
  select l.*
  from newest_orders n
  join order_landings r on r.order_id = n.order_id and r.file = n.file and r.lead = n.lead and (r."row" = r.lead or r.per_callback)
  join landed_orders l on l.file = r.file and l."row" = r."row"
),
in_columns as (
  select order_id, null::INTEGER as round, callback_at, callback_mode, callback_by, callback_valid, solved_resident, satisfaction,
    dissatisfaction, false as is_last, file, "row"
  from own
  where coalesce(callback_at::VARCHAR, callback_mode, if(callback_valid, 'valid', null), solved_resident, satisfaction, dissatisfaction) is not null
  union all
  select order_id, null, callback_final_at, null, callback_by, callback_valid, coalesce(solved_resident_final, solved_resident),
    coalesce(satisfaction_final, satisfaction), null, true, file, "row"
  from own
  where callback_final_at > callback_at
    or (callback_final_at is not null and callback_at is null)
    or coalesce(satisfaction_final <> coalesce(satisfaction, ''), false)
    or coalesce(solved_resident_final <> coalesce(solved_resident, ''), false)
),
-- In exports of their own: the newest version of each.
exported as (
  select c.*, f.exported_at, coalesce(json_extract_string(f.declared, 'columns_of_orders'), 'replaced') = 'replaced' as replaces,
    coalesce('id ' || c.callback_id, 'round ' || c.round, 'time ' || c.callback_at, c.row_hash) as key
  from landed_callbacks c
  join files f on f.file = c.file
  semi join newest_orders n on n.order_id = c.order_id
  where c.file in (select file from landed_months where kind = 'callbacks' and "month" = $month)
),
newest as (
  select * from exported
  qualify row_number() over (
    partition by order_id, key
    order by exported_at desc nulls last, callback_at desc nulls last, row_hash desc, file, "row") = 1
),
both_sources as (
  select order_id, round, callback_at, callback_mode, callback_by, callback_valid, solved_resident, satisfaction, dissatisfaction,
    false as is_last, 'callbacks' as source, file, "row"
  from newest
  union all
  select c.*  exclude (file, "row"), 'orders', c.file, c."row"
  from in_columns c
  where not exists (
    select 1 from newest e
    where e.order_id = c.order_id
      and (e.replaces or c.callback_at is null or date_trunc('minute', e.callback_at) = date_trunc('minute', c.callback_at)))
),
told_once as (
  select * from both_sources
  qualify row_number() over (
    partition by order_id, source, round, callback_at, callback_mode, callback_by, callback_valid, solved_resident, satisfaction, dissatisfaction, is_last
    order by file, "row") = 1
)
select
  $month as "month", order_id,
  (row_number() over (
    partition by order_id order by callback_at nulls last, round nulls last, is_last, source desc, file, "row"))::INTEGER as round,
  callback_at, callback_mode, callback_by, callback_valid, solved_resident, satisfaction, dissatisfaction, source, file, "row"
from told_once
order by order_id, round
