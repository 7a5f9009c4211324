-- Events of five residents and more. How an event went by weeks, who handled it and how much of it is open counts fewer.
select * replace (
  cast(null as bigint) as open_orders, '' as units, '' as evidence, '' as season,
  cast(null as bigint) as orders_7, cast(null as bigint) as orders_7_before, cast(null as bigint) as residents_7, cast(null as bigint) as residents_7_before,
  cast(null as bigint) as orders_30, cast(null as bigint) as orders_30_before, cast(null as bigint) as residents_30, cast(null as bigint) as residents_30_before
)
from published_events
where residents >= 5
order by type <> '多人同诉', residents desc, last_at desc, event;
