-- Orders per topic and month, up to the newest period shown.
select t.month, if(t.topic = 'other', 'other', slug(t.topic)) as topic, cast(count(*) as bigint) as orders, '' as state_text
from order_topics t
where t.month <= (select month from published_periods where newest)
group by t.month, t.topic
order by t.month, t.topic;
