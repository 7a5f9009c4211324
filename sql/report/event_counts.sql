-- Events by type as they stood at the end of each month shown. Repeats by one resident appear only here, as counts.
select p.period, p.position, p.newest, e.type, cast(count(*) as bigint) as events, cast(sum(e.orders) as bigint) as orders, cast(sum(e.open_orders) as bigint) as open_orders
from events e join published_periods p on p.month = e.month
where e.alias_of is null and e.type is not null and e.last_at >= cast(p.start_at as timestamp)
group by p.period, p.position, p.newest, e.type
order by p.position, e.type;
