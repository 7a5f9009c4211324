-- Events to which the period brought an order of the briefing, as they stood at its end: 多人同诉 first, then by new residents; of a
-- district or unit by what it got itself.
-- `own_orders`: those of the briefing that the period brought. The other counts are the event's, in the whole city, merged orders among them; open ones are not, as in 未办结工单. Events of fewer than three residents are not listed, whoever asks.
-- What a hot spot is judged by counts up to the newest day of the month: of an earlier period of it nothing is said.
-- Parameters: $start, $end, $month. Temporary tables: published_events, briefing_orders.
with
members as (
  select order_id, substr(event, 1, 12) as event from members_by($month)
),
counted as (
  select
    members.event,
    count(*) filter (orders.received_at >= $start)::bigint as new_orders,
    count(distinct coalesce(orders.resident, orders.order_id)) filter (orders.received_at >= $start)::bigint as new_residents,
    count(*)::bigint as orders,
    count(distinct coalesce(orders.resident, orders.order_id))::bigint as residents,
    count(*) filter (orders.merged_into is null and (orders.closed_at is null or orders.closed_at >= $end))::bigint as open_orders,
    strftime(min(orders.received_at), '%Y-%m-%d') as first_at
  from members join orders using (order_id)
  where orders.received_at < $end
  group by members.event
),
touched as (
  select members.event, count(*)::bigint as own_orders
  from members join briefing_orders using (order_id)
  where briefing_orders.received_at >= $start
  group by members.event
)
select
  known.event, known.type, known.label, known.place, known.district, known.street, known.units,
  if(judged.until <= $end, known.hot_spots, '') as hot_spots, if(judged.until <= $end, known.evidence, '') as evidence,
  touched.own_orders, counted.new_orders, counted.new_residents, counted.orders, counted.residents,
  if(known.open_orders is null, null, counted.open_orders) as open_orders, counted.first_at
from published_events as known join counted using (event) join touched using (event)
left join event_course as judged on substr(judged.event, 1, 12) = known.event and judged.month = $month
where counted.residents >= 3
order by known.type <> '多人同诉', if($subject_kind = 'city', 0, touched.own_orders) desc, counted.new_residents desc, counted.residents desc, known.event
