-- Valid call-backs with the resident's first rating: 满意 1, 基本满意 0.9, anything else 0.
select
  order_id,
  coalesce(callback_at, closed_at) as at,
  case satisfaction when '满意' then 1.0 when '基本满意' then 0.9 else 0.0 end::double as numerator,
  1 as denominator
from orders
where callback_valid and coalesce(callback_at, closed_at) <= $as_of
