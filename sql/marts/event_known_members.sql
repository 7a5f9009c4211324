-- Every order of every event as known at the end of the month: its newest membership, aliases resolved.
-- Parameters: $month, $end (end of the month). A column that no export of the order's month has is not known for it.
create or replace temp table event_known_members as
with
newest as (
  select order_id, arg_max(event, month) as event
  from event_members
  where month <= $month
  group by order_id
),
columns_known as (
  select
    month,
    coalesce(bool_or("rows" > 0) filter (column_name = 'resident'), false) as resident_known,
    coalesce(bool_or("rows" > 0) filter (column_name = 'closed_at'), false) as closing_known
  from supply
  where kind = 'orders' and month <= $month
  group by month
),
topics_known as (
  select order_id, min(topic) as topic from order_topics where month <= $month and topic <> 'other' group by order_id
)
select
  coalesce(event_roots.root, newest.event) as event,
  newest.order_id,
  coalesce(orders.received_at, strptime(orders.month || '-01', '%Y-%m-%d')) as came_at,
  orders.resident,
  coalesce(columns_known.resident_known, false) as resident_known,
  case when orders.closed_at < $end then orders.closed_at end as closed_at,
  -- A merged order closes with its main order, one answered at the desk never was open.
  case when coalesce(columns_known.closing_known, false) then
    coalesce(orders.closed_at >= $end, true) and orders.merged_into is null and not coalesce(orders.desk, false)
  end as is_open,
  orders.district,
  orders.street,
  orders.unit,
  coalesce(orders.returns, 0) > 0 or coalesce(orders.redo, 0) > 0 as was_returned,
  topics_known.topic
from newest
join orders on orders.order_id = newest.order_id and orders.month <= $month
left join event_roots on event_roots.event = newest.event
left join columns_known on columns_known.month = orders.month
left join topics_known on topics_known.order_id = newest.order_id
