-- Closed orders (a call-back falls due on closing), $callback_days days later; called back validly in that time.
select
  order_id,
  closed_at as at,
  coalesce(callback_valid and coalesce(callback_at <= closed_at + $callback_days * interval 1 day, true), false)::integer as numerator,
  1 as denominator
from orders
where closed_at + $callback_days * interval 1 day <= $as_of
