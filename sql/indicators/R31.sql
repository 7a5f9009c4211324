-- Dispatched orders whose limit of $contact_hours hours has passed; the unit contacted the resident in time.
select
  order_id,
  dispatched_at as at,
  coalesce(contacted_at <= dispatched_at + $contact_hours * interval 1 hour, false)::integer as numerator,
  1 as denominator
from orders
where dispatched_at + $contact_hours * interval 1 hour <= $as_of
