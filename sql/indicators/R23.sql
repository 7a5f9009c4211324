-- Dispatched orders that a unit returned at least once.
select order_id, dispatched_at as at, (coalesce(returns, 0) >= 1)::integer as numerator, 1 as denominator
from orders
where dispatched_at <= $as_of
