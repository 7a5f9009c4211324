-- Orders of the events that the period knows (event_states), residents counted up to the period's end. Orders of the
-- months after it, up to $known_month, are kept up to $horizon, for indicators that wait.
create or replace temp table event_orders as
with
-- An order's newest membership by $known_month.
members as (
  select order_id, arg_max(event, event_members.month) as event
  from event_members semi join event_states using (event)
  where event_members.month <= $known_month
  group by order_id
),
rooted as (
  select
    members.order_id,
    event_states.root as event,
    event_states.type,
    event_states.district,
    orders.received_at,
    coalesce(orders.resident, orders.order_id) as person
  from members
  join event_states using (event)
  join orders on orders.order_id = members.order_id
  where orders.received_at <= $horizon
),
sizes as (
  select event, count(distinct person) filter (received_at < $end) as residents from rooted group by event
)
select order_id, event, type, district, residents
from rooted join sizes using (event)
