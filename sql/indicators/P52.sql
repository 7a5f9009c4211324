-- Orders of 多人同诉 events of at least 3 residents; recognised when merged, merged into, or marked.
with
members as (
  select order_id, received_at, merged_into, merged_at, mark, marked_at
  from event_orders join orders using (order_id)
  where type = '多人同诉' and residents >= 3 and received_at <= $as_of
),
merged as (
  select distinct merged_into as order_id
  from orders
  where merged_into is not null and coalesce(merged_at <= $as_of, true)
)
select
  order_id,
  received_at as at,
  (
    coalesce(merged_into is not null and coalesce(merged_at <= $as_of, true), false)
    or coalesce(mark is not null and coalesce(marked_at <= $as_of, true), false)
    or order_id in (select order_id from merged)
  )::integer as numerator,
  1 as denominator
from members
