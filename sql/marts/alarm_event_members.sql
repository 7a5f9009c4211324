-- Orders of the 多人同诉 events that had an order in the month and have no alarm yet, by event and the moment at which each became
-- known; none that was not known by the end of $last, which is when those are known that only their export dates. Parameters: $month, $begin, $last.
with
states as (
  select event, coalesce(alias_of, event) as root from events where month = $month
),
alarmed as (
  select distinct coalesce(states.root, alarms.event) as event
  from alarms left join states on states.event = alarms.event
  where alarms.kind = 'event'
),
wanted as (
  select event, topic, district
  from events
  where month = $month and alias_of is null and type = '多人同诉' and last_at >= $begin::DATE
    and event not in (select event from alarmed)
),
newest as (
  select order_id, arg_max(event, month) as event from event_members where month <= $month group by order_id
),
resident_known as (
  select month, bool_or("rows" > 0) as known
  from supply
  where kind = 'orders' and column_name = 'resident' and month <= $month
  group by month
),
members as (
  select
    wanted.event,
    wanted.topic,
    wanted.district,
    orders.order_id,
    orders.resident,
    coalesce(resident_known.known, false) as "residentKnown",
    orders.received_at,
    case
      when orders.available_from = 'column' then greatest(orders.available_at, orders.received_at)
      else greatest(least(orders.available_at, $last::DATE + interval 1 day), orders.received_at)
    end as known_at
  from newest
  join states on states.event = newest.event
  join wanted on wanted.event = states.root
  join orders on orders.order_id = newest.order_id and orders.month <= $month
  left join resident_known on resident_known.month = orders.month
  where orders.received_at is not null
)
select
  event,
  topic,
  district,
  resident,
  "residentKnown",
  epoch(received_at)::BIGINT as "at",
  received_at::DATE::VARCHAR as received,
  strftime(known_at, '%Y-%m-%d %H:%M:%S') as known
from members
where known_at <= $last::DATE + interval 1 day
order by event, known_at, received_at, order_id
