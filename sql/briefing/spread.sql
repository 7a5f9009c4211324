-- Where the period's orders of a topic or event come from, and which units handle them: a row a district or unit, most orders first.
select 'district' as kind, b.name, count(*)::bigint as orders, count(*) filter (o.closed_at is null or o.closed_at >= $end)::bigint as open_orders, b.position
from briefing_orders as o join published_subjects as b on b.kind = 'district' and b.code = o.district
where o.received_at >= $start and not o.merged group by b.name, b.position
union all
select 'unit', b.name, count(*)::bigint, count(*) filter (o.closed_at is null or o.closed_at >= $end)::bigint, b.position
from briefing_orders as o join published_subjects as b on b.kind = 'unit' and b.code = o.unit
where o.received_at >= $start and not o.merged group by b.name, b.position
order by kind, orders desc, position
