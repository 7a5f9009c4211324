-- Orders that had to be dispatched, once dispatched or once $dispatch_hours hours have passed. Dated by their dispatch;
-- one never dispatched is dated by its limit. Not counted: answered at the desk, merged, or closed before the limit without dispatch.
with
due as (
  select order_id, received_at, received_at + $dispatch_hours * interval 1 hour as dispatch_limit, dispatched_at, closed_at
  from orders
  where not coalesce(desk, false) and merged_into is null
)
select
  order_id,
  coalesce(dispatched_at, dispatch_limit) as at,
  coalesce(dispatched_at <= dispatch_limit, false)::integer as numerator,
  1 as denominator
from due
where dispatch_limit <= $as_of
  and (dispatched_at is not null or closed_at is null or closed_at > dispatch_limit)
