-- How the orders of the period bunch by resident: Σ c² and Σ c over residents with c orders.
select coalesce(sum(orders * orders), 0)::bigint as squares, coalesce(sum(orders), 0)::bigint as orders
from (
  select count(*) as orders from briefing_orders
  where received_at >= $start and received_at < $end
  group by coalesce(resident, order_id)
)
