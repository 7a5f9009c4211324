-- Events by their first birth, with the time of the order that founded them. Parameter: $month.
with births as (
  select event, arg_min(order_id, month) as order_id, min(month) as born
  from event_ids
  where alias_of is null and month <= $month
  group by event
)
select births.event, births.order_id, births.born as month, epoch(coalesce(received_at, strptime(orders.month || '-01', '%Y-%m-%d')))::BIGINT as came_at
from births left join orders on orders.order_id = births.order_id and orders.month <= $month
order by births.event
