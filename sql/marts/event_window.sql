-- Orders that the events of a month are looked for in: those of the month and of the $days days before it.
-- Parameters: $month, $start (of the month), $days. An order without a time of receipt stands at the start of its month.
with windowed as (
  select order_id, month, coalesce(received_at, strptime(month || '-01', '%Y-%m-%d')) as came_at, place, title, body
  from orders
  where month <= $month and month >= strftime($start - $days * interval 1 day, '%Y-%m')
),
aliases as (
  select event, root from event_roots
),
before as (
  select order_id, arg_max(event, month) as event
  from event_members
  where month < $month and order_id in (select order_id from windowed)
  group by order_id
)
select windowed.order_id, windowed.month, epoch(came_at)::BIGINT as came_at, place, title, body, coalesce(root, before.event) as event
from windowed left join before using (order_id) left join aliases using (event)
where came_at >= $start - $days * interval 1 day
order by windowed.order_id
