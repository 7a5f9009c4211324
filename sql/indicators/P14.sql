-- Every order of a known resident whose group is known; the statistic compares groups with the population's.
select order_id, received_at as at, 1 as numerator, 1 as denominator, resident_type as grp
from orders
where resident is not null and resident_type is not null and received_at <= $as_of
