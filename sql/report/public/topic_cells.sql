-- Orders and different residents per topic and month; `hidden`: the month's own number of orders may not be shown.
select
  t.month, if(t.topic = 'other', 'other', slug(t.topic)) as topic, cast(count(*) as bigint) as orders,
  cast(count(distinct coalesce(o.resident, o.order_id)) as bigint) as residents,
  t.month in (
    select p.month from published_periods p join withheld_counts w on w.period = p.period and w.kind = 'city' and w.name = '工单数'
  ) as hidden
from order_topics t
join orders o on o.order_id = t.order_id and o.month = t.month
where t.month <= (select month from published_periods where newest)
group by t.month, t.topic
order by t.month, t.topic;
