-- The orders a briefing speaks of: received up to the end of its period, of the whole city or of what a special report is about.
-- Parameters: $end, $month, and one of $district, $unit, $topic, $event (null: not asked for).
select
  order_id, orders.month, received_at, channel, kind, category1, district, unit, resident, resident_type, desk, dispatched_at,
  due_at, closed_at, returns, hops,
  greatest(coalesce(appeals, 1), 1) as appeals, merged_into is not null as merged
from orders
where received_at < $end
  and ($district::varchar is null or district = $district)
  and ($unit::varchar is null or unit = $unit)
  and ($topic::varchar is null or order_id in (select order_id from order_topics where topic = $topic))
  and ($event::varchar is null or order_id in (select order_id from members_by($month) where event = $event))
