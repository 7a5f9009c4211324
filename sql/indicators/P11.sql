-- Every order of a known resident; the statistic counts distinct residents per street against its population.
select order_id, received_at as at, 1 as numerator, 1 as denominator
from orders
where resident is not null and received_at <= $as_of
