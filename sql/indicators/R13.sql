-- Enquiries answered at the desk.
select order_id, received_at as at, coalesce(desk, false)::integer as numerator, 1 as denominator
from orders
where kind = '咨询' and received_at <= $as_of
