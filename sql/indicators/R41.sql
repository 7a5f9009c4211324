-- Valid call-backs; the resident says really solved. 解释说明 is not solved.
select
  order_id,
  coalesce(callback_at, closed_at) as at,
  coalesce(solved_resident = '实际解决', false)::integer as numerator,
  1 as denominator
from orders
where callback_valid and coalesce(callback_at, closed_at) <= $as_of
