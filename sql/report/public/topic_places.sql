-- Orders and different residents per topic and district in the newest month. `never`: not a published row; `open`: the
-- topic's own number of orders is not shown; `closed`: that of the district is not, so no row may be.
select
  if(t.topic = 'other', 'other', slug(t.topic)) as topic, b.slug as district, cast(count(*) as bigint) as orders,
  cast(count(distinct coalesce(o.resident, o.order_id)) as bigint) as residents,
  t.topic = 'other' as never,
  exists (select 1 from withheld_topic_months w where w.month = t.month and w.topic = if(t.topic = 'other', 'other', slug(t.topic))) as open,
  exists (select 1 from withheld_counts w where w.period = p.period and w.kind = 'district' and w.slug = b.slug and w.name = '工单数') as closed
from order_topics t
join published_periods p on p.newest and p.month = t.month
join orders o on o.order_id = t.order_id and o.month = t.month
join published_subjects b on b.kind = 'district' and b.code = o.district
group by t.topic, t.month, p.period, b.slug, b.position
order by t.topic, b.position;
