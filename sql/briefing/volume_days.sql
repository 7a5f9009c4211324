-- Orders of the briefing in each of the 84 days before $end: day 0 is the last one. With the number of days since the first order.
with known as (
  select cast(floor((epoch($end::timestamp) - epoch(received_at)) / 86400 - 1e-9) as integer) as day
  from briefing_orders
  where received_at < $end and received_at >= $end::timestamp - interval 84 day
)
select
  cast(days.day as integer) as day,
  count(known.day)::bigint as orders,
  (select cast(floor((epoch($end::timestamp) - epoch(min(received_at))) / 86400) as integer) from orders) as since
from generate_series(0, 83) as days(day) left join known on known.day = days.day
group by days.day
order by days.day
