-- Events as counts of events; orders of the few small ones could be found from the list of the larger ones. Repeats by one resident are left out.
select * replace (cast(null as bigint) as orders, cast(null as bigint) as open_orders)
from published_event_counts
where not list_contains(['催办', '办结后重复诉求'], type)
order by position, type;
