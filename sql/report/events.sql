-- Events of three residents and more in the 12 months shown, as they stood at the end of the newest one: 多人同诉 first, then the
-- other types, each by size; at most 1,000. Groups that fit no type are no events to a reader.
select
  substr(e.event, 1, 12) as event, e.type, coalesce(e.label, '') as label, coalesce(e.place, '') as place, coalesce(d.name, '') as district, coalesce(d.slug, '') as district_slug, coalesce(s.name, '') as street,
  coalesce(t.topic, '') as topic, coalesce(t.label, '') as topic_label, day_text(e.first_at) as first_at, day_text(e.last_at) as last_at, e.orders, e.residents, e.open_orders,
  e.last_at >= cast(p.start_at as timestamp) as active
from events e
join published_periods p on p.newest and e.month = p.month
left join published_subjects d on d.kind = 'district' and d.code = e.district
left join published_subjects s on s.kind = 'street' and s.code = e.street
left join published_topics t on t.code = e.topic
where e.alias_of is null and e.type is not null and e.residents >= 3 and e.last_at >= cast(p.end_at as timestamp) - interval 12 month
order by e.type <> '多人同诉', e.residents desc, e.last_at desc, e.event
limit 1000;
