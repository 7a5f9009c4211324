-- Dispatched orders passed among at least 3 units.
select order_id, dispatched_at as at, (coalesce(hops, 0) >= 3)::integer as numerator, 1 as denominator
from orders
where dispatched_at <= $as_of
