-- The topics of the newest period with their volume then, a month before and a year before: null where the data do not reach back.
-- A typical phrase leaves, alone or in a label, only if at least 5 residents of the topic used it in the last 12 months.
-- A name that the analyst gave leaves as it is.
with now as (
  select p.month, a.month as previous, y.month as year_ago
  from (
    select month, strftime(cast(month || '-01' as timestamp) - interval 1 month, '%Y-%m') as previous, strftime(cast(month || '-01' as timestamp) - interval 12 month, '%Y-%m') as year_ago
    from published_periods where newest
  ) p
  left join (select distinct month from published_topic_months) a on a.month = p.previous
  left join (select distinct month from published_topic_months) y on y.month = p.year_ago
),
known as (
  select t.topic, t.label, t.named, t.parent1_label as parent1, t.parent2_label as parent2, t.phrases from topic_names t join now on t.month = now.month where t.topic <> 'other'
), used as (
  select o.topic, coalesce(r.resident, r.order_id) as resident, lower(coalesce(r.title, '') || ' ' || coalesce(r.body, '')) as text
  from order_topics o join orders r on r.order_id = o.order_id and r.month = o.month join now on o.month <= now.month and o.month > strftime(cast(now.month || '-01' as timestamp) - interval 12 month, '%Y-%m')
), phrases as (
  select k.topic, k.phrase, k.place, count(distinct u.resident) as residents
  from (select topic, unnest(phrases) as phrase, generate_subscripts(phrases, 1) as place from known) k
  join used u on u.topic = k.topic and contains(u.text, lower(k.phrase))
  group by k.topic, k.phrase, k.place
), safe as (
  select topic, string_agg(phrase, '、' order by place) as phrases, list(phrase order by place) as words from phrases where residents >= 5 group by topic
), volume as (
  select k.topic,
    coalesce(max(m.orders) filter (where m.month = now.month), 0) as orders,
    if(now.previous is null, null, coalesce(max(m.orders) filter (where m.month = now.previous), 0)) as previous,
    if(now.year_ago is null, null, coalesce(max(m.orders) filter (where m.month = now.year_ago), 0)) as year_ago
  from known k cross join now left join published_topic_months m on m.topic = slug(k.topic)
  group by k.topic, now.previous, now.year_ago
)
select slug(k.topic) as topic, k.topic as code,
  if(k.named, k.label, coalesce(nullif(array_to_string(list_filter(str_split(k.label, '·'), part -> not list_contains(k.phrases, part) or list_contains(coalesce(s.words, []), part)), '·'), ''), '话题 ' || k.topic)) as label, coalesce(k.parent1, '') as parent1, coalesce(k.parent2, '') as parent2, coalesce(s.phrases, '') as phrases,
  cast(v.orders as bigint) as orders, cast(v.previous as bigint) as previous, cast(v.year_ago as bigint) as year_ago, '' as state_text,
  cast(row_number() over (order by v.orders desc, k.topic) as integer) as position
from known k join volume v on v.topic = k.topic left join safe s on s.topic = k.topic
order by v.orders desc, k.topic;
