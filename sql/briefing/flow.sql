-- What became of the orders received in the period, and how many were closed in it whenever they came. `known_…`: whether any
-- order says so at all.
select
  count(*) filter (received_at >= $start)::bigint as received,
  count(*) filter (received_at >= $start and desk)::bigint as answered,
  count(*) filter (received_at >= $start and dispatched_at < $end)::bigint as dispatched,
  count(*) filter (received_at >= $start and returns > 0)::bigint as returned,
  count(*) filter (received_at >= $start and hops >= 3)::bigint as passed,
  count(*) filter (closed_at >= $start and closed_at < $end)::bigint as closed,
  count(dispatched_at) > 0 as known_dispatched,
  count(returns) > 0 as known_returned,
  count(hops) > 0 as known_passed,
  count(closed_at) > 0 as known_closed
from briefing_orders
where not merged
