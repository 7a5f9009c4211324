-- Valid call-backs; the unit had contacted the resident.
select
  order_id,
  coalesce(callback_at, closed_at) as at,
  coalesce(contacted_at <= $as_of, false)::integer as numerator,
  1 as denominator
from orders
where callback_valid and coalesce(callback_at, closed_at) <= $as_of
