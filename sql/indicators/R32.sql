-- Orders whose deadline fell in the period, open ones included; closed by the deadline. Where deadline or closing is
-- missing the source's own verdict stands in, dated by what is left: the closing, else the receipt.
with
due as (
  select
    order_id,
    coalesce(due_at, closed_at, case when on_time is not null then received_at end) as counted_at,
    coalesce(closed_at <= due_at, on_time, false)::integer as numerator
  from orders
  where due_at is not null or on_time is not null
)
select order_id, counted_at as at, numerator, 1 as denominator
from due
where counted_at <= $as_of
