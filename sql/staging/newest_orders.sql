-- The orders whose newest version lies in the month, and where it stands. Which version wins is decided by content, never
-- by arrival: the latest export; in it the latest time; then the greatest hash. Reads order_landings.
-- Parameter: $month.
create or replace temp table newest_orders as
with versions as (
  select * from order_landings where "row" = lead
),
newest as (
  select order_id, file, lead, exported_at
  from versions
  qualify row_number() over (
    partition by order_id
    order by exported_at desc nulls last, latest_time desc nulls last, version_hash desc, file, lead) = 1
    and "month" = $month
),
history as (
  select order_id, count(distinct version_hash)::INTEGER as versions, min(exported_at) as first_exported_at
  from versions group by order_id
)
select newest.*, history.versions, history.first_exported_at
from newest join history using (order_id)
