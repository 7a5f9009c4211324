-- Orders that should have been merged: those of a 多人同诉 or 催办 event after its first one. Merged within $merge_days days.
with
members as (
  select
    order_id,
    received_at,
    merged_into,
    merged_at,
    row_number() over (partition by event order by received_at, order_id) as place_in_event
  from event_orders join orders using (order_id)
  where type in ('多人同诉', '催办') and received_at <= $as_of
)
select
  order_id,
  received_at as at,
  coalesce(merged_into is not null and merged_at <= least(received_at + $merge_days * interval 1 day, $as_of), false)::integer as numerator,
  1 as denominator
from members
where place_in_event > 1
