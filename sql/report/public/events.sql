-- Events of five residents and more, by the words of five and more of them. How an event went by weeks, who handled it and
-- how much of it is open counts fewer.
with words as (
  select event, unnest(str_split(label, ' ')) as word, generate_subscripts(str_split(label, ' '), 1) as place
  from published_events where residents >= 5 and label <> ''
), said as (
  select w.event, w.word, w.place
  from words w
  join members_by((select month from published_periods where newest)) m on substr(m.event, 1, 12) = w.event
  join orders o on o.order_id = m.order_id
  where contains(lower(coalesce(o.title, '') || ' ' || coalesce(o.body, '')), lower(w.word))
  group by w.event, w.word, w.place
  having count(distinct coalesce(o.resident, o.order_id)) >= 5
), labels as (
  select event, string_agg(word, ' ' order by place) as label from said group by event
)
select e.* replace (
  coalesce(l.label, '') as label,
  cast(null as bigint) as open_orders, '' as units, '' as evidence, '' as season,
  cast(null as bigint) as orders_7, cast(null as bigint) as orders_7_before, cast(null as bigint) as residents_7, cast(null as bigint) as residents_7_before,
  cast(null as bigint) as orders_30, cast(null as bigint) as orders_30_before, cast(null as bigint) as residents_30, cast(null as bigint) as residents_30_before
)
from published_events e left join labels l on l.event = e.event
where residents >= 5
order by type <> '多人同诉', residents desc, last_at desc, e.event;
