-- How many residents asked on each day and in each week (from Monday): in the city, per district, per topic of the text, per
-- category of the hotline (the whole path that is given), and per topic or category within each district. One row per day on
-- which some of them became known, so that a day can be looked at as it stood then. A resident counts once a day and once a
-- week, when known first; an order without one counts for itself.
-- `dated`: the source says when an order entered the data; otherwise only its export does. Parameter: $month.
with
placed as (
  select
    cast(orders.received_at as date) as day,
    coalesce(orders.resident, orders.order_id) as person,
    coalesce(order_topics.topic, 'other') as topic,
    concat_ws(' > ', orders.category1, orders.category2, orders.category3) as category,
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
  select 'city' as level, * replace ('' as topic, '' as category, '' as district) from stepped
  union all
  select 'district', * replace ('' as topic, '' as category) from stepped where district <> 'unassigned'
  union all
  select 'topic', * replace ('' as category, '' as district) from stepped where topic <> 'other'
  union all
  select 'topic_district', * replace ('' as category) from stepped where topic <> 'other' and district <> 'unassigned'
  union all
  select 'category', * replace ('' as topic, '' as district) from stepped where category <> ''
  union all
  select 'category_district', * replace ('' as topic) from stepped where category <> '' and district <> 'unassigned'
),
known as (
  select step, start, level, topic, category, district, person, min(available_on) as available_on, bool_or(dated) as dated
  from levelled
  group by all
)
select $month as month, step, start, level, topic, category, district, available_on, dated, count(*) as people
from known
group by all
