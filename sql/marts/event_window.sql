-- Orders that the events of a month are looked for in: those of the month and of the $days days before it, with the event
-- each was in before the month (aliases resolved; specific: one of a place or of one resident).
-- Parameters: $month, $start (of the month), $days. An order without a time of receipt stands at the start of its month.
with
windowed as (
  select order_id, month, coalesce(received_at, strptime(month || '-01', '%Y-%m-%d')) as came_at, place, title, body, resident,
    coalesce(category3, category2) as class
  from orders
  where month <= $month and month >= strftime($start - $days * interval 1 day, '%Y-%m')
),
before as (
  select order_id, arg_max(event, month) as event
  from event_members
  where month < $month and order_id in (select order_id from windowed)
  group by order_id
),
rooted as (
  select before.order_id, coalesce(event_roots.root, before.event) as event
  from before left join event_roots on event_roots.event = before.event
),
states as (
  select event, place is not null or coalesce(type in ('催办', '办结后重复诉求'), false) as specific
  from events
  where alias_of is null and month = (select max(month) from events where month < $month)
)
select
  windowed.order_id,
  windowed.month,
  epoch(windowed.came_at)::BIGINT as came_at,
  windowed.place,
  windowed.title,
  windowed.body,
  windowed.resident,
  windowed.class,
  rooted.event,
  coalesce(states.specific, false) as specific
from windowed
left join rooted on rooted.order_id = windowed.order_id
left join states on states.event = rooted.event
where windowed.came_at >= $start - $days * interval 1 day
order by windowed.order_id
