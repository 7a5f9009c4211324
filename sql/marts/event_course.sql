-- How each event listed for the month runs: what is new, who handles it, where it stands, and what its kind of hot spot
-- is judged by. Parameters: $month, $end (end of the month). Temporary table: event_known_members.
-- "Now" is the end of the newest day of the month that brought an order, and never after its end: it needs no clock.
with
present as (
  select least($end, date_trunc('day', max(received_at)) + interval 1 day) as now
  from orders where month = $month and received_at < $end
),
people as (
  select *, coalesce(resident, case when not resident_known then order_id end) as person from event_known_members
),
first_calls as (
  select event, person, min(came_at) as came_at from people where person is not null group by event, person
),
new_orders as (
  select
    event,
    count(*) filter (came_at >= now - interval 7 day) as orders_7,
    count(*) filter (came_at < now - interval 7 day and came_at >= now - interval 14 day) as orders_7_before,
    count(*) filter (came_at >= now - interval 30 day) as orders_30,
    count(*) filter (came_at < now - interval 30 day and came_at >= now - interval 60 day) as orders_30_before,
    count(distinct person) filter (came_at >= now - interval 30 day) as people_30
  from people cross join present
  group by event
),
new_residents as (
  select
    event,
    count(*) filter (came_at >= now - interval 7 day) as residents_7,
    count(*) filter (came_at < now - interval 7 day and came_at >= now - interval 14 day) as residents_7_before,
    count(*) filter (came_at >= now - interval 30 day) as residents_30,
    count(*) filter (came_at < now - interval 30 day and came_at >= now - interval 60 day) as residents_30_before
  from first_calls cross join present
  group by event
),
involved as (
  select event, unit, count(*) as many from (
    select event, unit from people
    union all
    select event, order_units.unit from people
    join order_units on order_units.order_id = people.order_id and order_units.role = '协办' and order_units.month <= $month
  )
  where unit <> 'unassigned'
  group by event, unit
),
units as (
  select event, list(unit order by many desc, unit) as units from involved group by event
),
-- Given back by a unit or handled again, and still open; else still open; else answered.
states as (
  select
    event,
    case
      when count(is_open) = 0 then null
      when count(*) filter (is_open and was_returned) > 0 then '退回重办'
      when count(*) filter (is_open) > 0 then '办理中'
      else '已答复'
    end as state
  from people
  group by event
),
risks as (
  select event, count(distinct person) as risk_residents, count(distinct people.order_id) as risk_orders,
    list(distinct signal order by signal) as risks
  from people join signals on signals.order_id = people.order_id and signals.month <= $month
  where signal in ('安全风险', '扬言升级', '紧急')
  group by event
),
-- Orders of each topic in the 30 days now, in the same weeks a year earlier, and in the year between their beginnings.
-- Of all earlier months only the first counts, for how far the history reaches back.
reach as (
  select now, now - interval 30 day as start,
    (select min(month) from order_topics where month <= $month and topic <> 'other') as first_month
  from present
),
dated as (
  select order_topics.topic, coalesce(orders.received_at, strptime(orders.month || '-01', '%Y-%m-%d')) as came_at
  from order_topics cross join reach
  join orders on orders.order_id = order_topics.order_id and orders.month = order_topics.month
  where order_topics.month <= $month and order_topics.topic <> 'other'
    and (order_topics.month >= strftime(start - interval 1 year, '%Y-%m') or order_topics.month = first_month)
),
history as (
  select now, now - interval 30 day as start, min(came_at) as since,
    count(*) filter (came_at >= now - interval 30 day - interval 1 year and came_at < now - interval 1 year) as orders_year_ago
  from dated cross join present group by now
),
seasons as (
  select
    topic,
    count(*) filter (came_at >= start and came_at < now) as orders,
    count(*) filter (came_at >= start - interval 1 year and came_at < now - interval 1 year) as orders_year_ago,
    count(*) filter (came_at >= start - interval 1 year and came_at < start) * 30 / 365.0 as usual
  from dated cross join history
  group by topic
),
-- A year ago counts only where the history reaches back to the first of those weeks and has orders in them.
comparable as (
  select start, now, since < start - interval 1 year + interval 1 day and orders_year_ago > 0 as same_weeks from history
)
select
  events.event,
  events.type,
  present.now as "until",
  new_orders.* exclude (event),
  coalesce(residents_7, 0) as residents_7,
  coalesce(residents_7_before, 0) as residents_7_before,
  coalesce(residents_30, 0) as residents_30,
  coalesce(residents_30_before, 0) as residents_30_before,
  coalesce(units.units, []) as units,
  states.state,
  coalesce(risks.risk_residents, 0) as risk_residents,
  coalesce(risks.risk_orders, 0) as risk_orders,
  coalesce(risks.risks, []) as risks,
  coalesce(comparable.same_weeks, false) as same_weeks,
  seasons.orders as topic_orders,
  seasons.orders_year_ago as topic_orders_year_ago,
  seasons.usual as topic_orders_usual
from events
cross join present
join new_orders using (event)
left join new_residents using (event)
left join units using (event)
left join states using (event)
left join risks using (event)
left join seasons on seasons.topic = events.topic
left join comparable on true
where events.month = $month and events.alias_of is null
order by events.event
