-- 多人同诉 events that have come to at least 10 residents, by the time of the tenth: the share of their residents who came after the
-- day of the first alarm. An alarm is an event's when it lists one of its orders. Replayed day by day: whoever came on the
-- day of the alarm, or when there was none, came before.
with
people as (
  select event, coalesce(resident, order_id) as person, min(received_at) as came_at
  from event_orders join orders using (order_id)
  where type = '多人同诉' and received_at <= $as_of
  group by all
),
large as (
  select event, list_sort(list(came_at))[10] as tenth_at from people group by event having count(*) >= 10
),
alarmed as (
  select event_orders.event, min(raised_at) as raised_at
  from event_orders join alarm_orders using (order_id) join alarms using (alarm)
  where raised_at <= $as_of
  group by event_orders.event
)
select
  event,
  tenth_at as at,
  count(*) filter (came_at >= (raised_at - interval 1 second)::date + interval 1 day)::double / count(*) as numerator,
  1 as denominator
from large join people using (event) left join alarmed using (event)
group by all
