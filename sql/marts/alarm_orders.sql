-- The orders of found alarms (temporary table found_alarms) that were known when they were raised: of a topic or category, in
-- the city or a district, those of its days; of an event, its members. An alarm of the whole city or a district lists none: they are
-- all there are. Parameters: $month, $last.
create or replace temp table found_alarm_orders as
with
states as (
  select event, coalesce(alias_of, event) as root from events where month = $month
),
members as (
  select order_id, coalesce(states.root, newest.event) as event
  from (select order_id, arg_max(event, month) as event from event_members where month <= $month group by order_id) as newest
  left join states using (event)
),
placed as (
  select
    orders.order_id,
    orders.received_at::DATE as day,
    coalesce(orders.resident, orders.order_id) as person,
    order_topics.topic,
    concat_ws(' > ', orders.category1, orders.category2, orders.category3) as category,
    orders.district,
    case
      when orders.available_from = 'column' then greatest(orders.available_at, orders.received_at)
      else greatest(least(orders.available_at, $last::DATE + interval 1 day), orders.received_at)
    end as known_at
  from orders
  left join order_topics on order_topics.order_id = orders.order_id and order_topics.month = orders.month
  where orders.month <= $month and orders.received_at is not null
)
select found.alarm, placed.order_id, placed.person
from found_alarms as found join placed on
  ((found.topic <> '' and placed.topic = found.topic) or (found.category <> '' and placed.category = found.category))
  and placed.day between found.first_day and found.day and placed.known_at <= found.raised_at
where list_contains(['topic', 'category'], found.level)
  or (list_contains(['topic_district', 'category_district'], found.level) and placed.district = found.district)
union all
select found.alarm, placed.order_id, placed.person
from found_alarms as found
join members on members.event = found.event
join placed on placed.order_id = members.order_id and placed.known_at <= found.raised_at
where found.level = 'event'
