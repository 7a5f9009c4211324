-- How many residents asked on each day and in each week (from Monday): in the city, per topic, per district, per topic and
-- district (level `cell`). One row per day on which some of them became known, so that a day can be looked at as it stood
-- then. A resident counts once a day and once a week, when known first; an order without one counts for itself.
-- `dated`: the source says when an order entered the data; otherwise only its export does. Parameter: $month.
with
placed as (
  select
    cast(orders.received_at as date) as day,
    coalesce(orders.resident, orders.order_id) as person,
    coalesce(order_topics.topic, 'other') as topic,
    orders.district,
    greatest(cast(coalesce(orders.available_at, orders.received_at) as date), cast(orders.received_at as date)) as available_on,
    orders.available_from = 'column' as dated
  from orders
  left join order_topics on order_topics.order_id = orders.order_id and order_topics.month = $month
  where orders.month = $month and orders.received_at is not null
),
stepped as (
  select 'day' as step, day as start, * exclude (day) from placed
  union all
  select 'week', cast(date_trunc('week', day) as date), * exclude (day) from placed
),
levelled as (
  select step, start, 'city' as level, '' as topic, '' as district, person, available_on, dated from stepped
  union all
  select step, start, 'topic', topic, '', person, available_on, dated from stepped where topic <> 'other'
  union all
  select step, start, 'district', '', district, person, available_on, dated from stepped where district <> 'unassigned'
  union all
  select step, start, 'cell', topic, district, person, available_on, dated
  from stepped where topic <> 'other' and district <> 'unassigned'
),
known as (
  select step, start, level, topic, district, person, min(available_on) as available_on, bool_or(dated) as dated
  from levelled
  group by all
)
select $month as month, step, start, level, topic, district, available_on, dated, count(*) as people
from known
group by all
