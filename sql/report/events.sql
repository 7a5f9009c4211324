-- Events of three residents and more in the 12 months shown, as they stood at the end of the newest one: 多人同诉 first, then the
-- other types, each by size; at most 1,000. Groups that fit no type are no events to a reader. Counts and words that several
-- residents share, never the text of an order. What a hot spot is judged by stands beside it.
select
  substr(e.event, 1, 12) as event, e.type, coalesce(e.label, '') as label, coalesce(e.place, '') as place, coalesce(d.name, '') as district, coalesce(d.slug, '') as district_slug, coalesce(s.name, '') as street,
  coalesce(t.topic, '') as topic, coalesce(t.label, '') as topic_label, day_text(e.first_at) as first_at, day_text(e.last_at) as last_at, e.orders, e.residents, e.open_orders,
  e.last_at >= cast(p.start_at as timestamp) as active,
  coalesce(c.state, '') as state, coalesce(u.names, '') as units, c.orders_7, c.orders_7_before, c.residents_7, c.residents_7_before, c.orders_30, c.orders_30_before, c.residents_30, c.residents_30_before,
  coalesce(array_to_string(c.hot_spots, '、'), '') as hot_spots, coalesce(array_to_string(c.evidence, '；'), '') as evidence, coalesce(c.season, '') as season
from events e
join published_periods p on p.newest and e.month = p.month
left join event_course c on c.month = e.month and c.event = e.event
left join (
  -- Units by their names, the one with most orders first.
  select i.month, i.event, string_agg(coalesce(n.name, i.unit), '、' order by i.position) as names
  from (select month, event, unnest(units) as unit, generate_subscripts(units, 1) as position from event_course) i
  left join published_subjects n on n.kind = 'unit' and n.code = i.unit
  group by i.month, i.event
) u on u.month = e.month and u.event = e.event
left join published_subjects d on d.kind = 'district' and d.code = e.district
left join published_subjects s on s.kind = 'street' and s.code = e.street
left join published_topics t on t.code = e.topic
where e.alias_of is null and e.type is not null and e.residents >= 3 and e.last_at >= cast(p.end_at as timestamp) - interval 12 month
order by e.type <> '多人同诉', e.residents desc, e.last_at desc, e.event
limit 1000;
