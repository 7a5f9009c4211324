-- Orders with both views: 1 where only the unit says really solved, −1 where only the resident does, else 0.
select
  order_id,
  coalesce(callback_at, closed_at) as at,
  (solved_unit = '实际解决')::integer - (solved_resident = '实际解决')::integer as numerator,
  1 as denominator
from orders
where callback_valid and solved_unit is not null and solved_resident is not null and coalesce(callback_at, closed_at) <= $as_of
