-- Events of three and four residents in the 12 months shown, as they stood at the end of the newest one: only how many, by
-- type, topic and district.
select
  e.type, coalesce(t.topic, '') as topic, coalesce(t.label, '') as topic_label, coalesce(d.slug, '') as district_slug, coalesce(d.name, '') as district,
  cast(count(*) as bigint) as events
from events e
join published_periods p on p.newest and e.month = p.month
left join published_subjects d on d.kind = 'district' and d.code = e.district
left join published_topics t on t.code = e.topic
where e.alias_of is null and e.type is not null and e.residents between 3 and 4 and e.last_at >= cast(p.end_at as timestamp) - interval 12 month
group by e.type, t.topic, t.label, d.slug, d.name
order by e.type, topic, district_slug;
