-- Closed orders that were handled again at least once.
select order_id, closed_at as at, (coalesce(redo, 0) >= 1)::integer as numerator, 1 as denominator
from orders
where closed_at <= $as_of
