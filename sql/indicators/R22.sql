-- Dispatched orders whose limit of $sign_hours hours has passed; accepted by the unit in time.
select
  order_id,
  dispatched_at as at,
  coalesce(signed_at <= dispatched_at + $sign_hours * interval 1 hour, false)::integer as numerator,
  1 as denominator
from orders
where dispatched_at + $sign_hours * interval 1 hour <= $as_of
