-- Where the orders of a topic in the newest month come from.
select slug(t.topic) as topic, b.slug, b.name, cast(count(*) as bigint) as orders, '' as state_text
from order_topics t
join published_periods p on p.newest and p.month = t.month
join orders o on o.order_id = t.order_id and o.month = t.month
join published_subjects b on b.kind = 'district' and b.code = o.district
where t.topic <> 'other'
group by t.topic, b.slug, b.name, b.position
order by t.topic, b.position;
