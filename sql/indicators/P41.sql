-- Orders that stood in the data within 24 hours of being received, by the data's own time of entry.
select
  order_id,
  received_at as at,
  (available_at <= received_at + interval 24 hours)::integer as numerator,
  1 as denominator
from orders
where available_at is not null and available_from = 'column' and received_at <= $as_of
