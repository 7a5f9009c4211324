-- A topic's row is shown or withheld as a whole; a withheld one names every district, also those without an order.
select topic, slug, name, orders, state_text from (
select d.*, b.position as official
from published_topic_districts d join published_subjects b on b.kind = 'district' and b.slug = d.slug
where d.topic not in (select topic from withheld_topics)
union all
select w.topic, b.slug, b.name, null, withheld_text(), b.position
from withheld_topics w join published_topics t on t.topic = w.topic cross join published_subjects b
where b.kind = 'district'
) order by topic, official;
