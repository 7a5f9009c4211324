-- Orders of events as known at the end of the period's last month ($month): aliases resolved, residents counted up to
-- the period's end. Orders of the months after it, up to $known_month, are kept up to $horizon, for indicators that wait.
create or replace temp table event_orders as
with
states as (
  select
    event,
    arg_max(coalesce(alias_of, event), month) as root,
    arg_max(type, month) as type,
    arg_max(coalesce(district, 'unassigned'), month) as district
  from events
  where month <= $month
  group by event
),
-- An order's newest membership by $known_month in an event that the period knows.
members as (
  select order_id, arg_max(event, event_members.month) as event
  from event_members semi join states using (event)
  where event_members.month <= $known_month
  group by order_id
),
rooted as (
  select
    members.order_id,
    states.root as event,
    coalesce(roots.type, states.type) as type,
    coalesce(roots.district, states.district) as district,
    orders.received_at,
    coalesce(orders.resident, orders.order_id) as person
  from members
  join states using (event)
  left join states as roots on roots.event = states.root
  join orders on orders.order_id = members.order_id
  where orders.received_at <= $horizon
)
select
  order_id,
  event,
  type,
  district,
  count(distinct person) filter (received_at < $end) over (partition by event) as residents
from rooted
