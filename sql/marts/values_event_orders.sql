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
-- Each event with what it has become part of, and that one's type and district.
known as (
  select
    states.event,
    states.root,
    coalesce(roots.type, states.type) as type,
    coalesce(roots.district, states.district) as district
  from states left join states as roots on roots.event = states.root
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
    known.root as event,
    known.type,
    known.district,
    orders.received_at,
    coalesce(orders.resident, orders.order_id) as person
  from members
  join known using (event)
  join orders on orders.order_id = members.order_id
  where orders.received_at <= $horizon
),
sizes as (
  select event, count(distinct person) filter (received_at < $end) as residents from rooted group by event
)
select order_id, event, type, district, residents
from rooted join sizes using (event)
