-- Dispatched orders: time from dispatch to closing over the time allowed. Still open at the day of counting: the time so far.
with
dispatched as (
  select order_id, dispatched_at, due_at, case when closed_at <= $as_of then closed_at end as closed_at
  from orders
  where dispatched_at <= $as_of and due_at > dispatched_at and merged_into is null
)
select
  order_id,
  dispatched_at as at,
  (closed_at is not null)::integer as numerator,
  1 as denominator,
  greatest(epoch(coalesce(closed_at, $as_of)) - epoch(dispatched_at), 0) / (epoch(due_at) - epoch(dispatched_at)) as value
from dispatched
