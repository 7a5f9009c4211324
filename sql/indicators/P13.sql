-- Every order of a known resident with its channel; the statistic counts each resident once per channel.
select order_id, received_at as at, 1 as numerator, 1 as denominator, channel as grp
from orders
where resident is not null and channel is not null and received_at <= $as_of
