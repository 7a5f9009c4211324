-- Closed orders of known residents, $repeat_days days after closing: the same resident came again with the same matter.
-- The same matter: one event by text, or one full category at one place. Another matter is no repeat.
with
closed as (
  select
    order_id,
    resident,
    closed_at,
    concat_ws('/', category1, category2, category3) as category,
    coalesce(nullif(place, ''), nullif(street, 'unassigned')) as spot,
    event
  from orders left join event_orders using (order_id)
  where resident is not null
    and closed_at >= $window_start and closed_at < $end and closed_at + $repeat_days * interval 1 day <= $as_of
),
later as (
  select
    order_id,
    resident,
    received_at,
    concat_ws('/', category1, category2, category3) as category,
    coalesce(nullif(place, ''), nullif(street, 'unassigned')) as spot,
    event
  from orders left join event_orders using (order_id)
  where resident is not null and received_at > $window_start and received_at <= $as_of
),
repeated as (
  select distinct closed.order_id
  from closed join later using (resident)
  where later.received_at > closed.closed_at
    and later.received_at <= closed.closed_at + $repeat_days * interval 1 day
    and (later.event = closed.event or (later.category = closed.category and closed.category <> '' and later.spot = closed.spot))
)
select order_id, closed_at as at, (order_id in (select order_id from repeated))::integer as numerator, 1 as denominator
from closed
