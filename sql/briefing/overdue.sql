-- Open orders past their deadline at $end, by main unit; and those passed through three and more units. Merged ones close with their main order.
select
  units.name as unit,
  count(*) filter (open.due_at < $end)::bigint as overdue,
  coalesce(max(date_diff('day', open.due_at, $end::timestamp)) filter (open.due_at < $end), 0)::bigint as longest,
  count(*) filter (open.hops >= 3)::bigint as passed,
  coalesce(max(open.hops) filter (open.hops >= 3), 0)::bigint as most
from briefing_orders as open
join published_subjects as units on units.kind = 'unit' and units.code = open.unit
where not open.merged and coalesce(open.dispatched_at, open.received_at) < $end and (open.closed_at is null or open.closed_at >= $end)
group by units.slug, units.name
having overdue > 0 or passed > 0
order by overdue desc, longest desc, passed desc, units.slug
