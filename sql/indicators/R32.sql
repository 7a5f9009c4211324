-- Orders whose deadline fell in the period, open ones included; closed by the deadline. Where deadline or closing is
-- missing the source's own verdict stands in, dated by what is left.
select
  order_id,
  coalesce(due_at, closed_at) as at,
  coalesce(closed_at <= due_at, on_time, false)::integer as numerator,
  1 as denominator
from orders
where coalesce(due_at, closed_at) <= $as_of and (due_at is not null or on_time is not null)
