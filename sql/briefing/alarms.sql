-- Alarms raised in the period: a day's burst is known at the day's end, an event when its rule is met. Of a topic, event or
-- district only its own; alarms have no unit.
select
  a.kind, a.raised_at, a.first_day, a.day, a.district, a.matter, a.observed, a.expected, a.orders, a.outcome
from published_alarms as a
where a.raised_at > strftime($start::timestamp, '%Y-%m-%d %H:%M') and a.raised_at <= strftime($end::timestamp, '%Y-%m-%d %H:%M')
  and ($district::varchar is null or a.district_slug = (select slug from published_subjects where kind = 'district' and code = $district))
  and ($topic::varchar is null or a.topic = $topic)
  and ($event::varchar is null or a.event = substr($event, 1, 12))
order by a.raised_at, a.kind, a.alarm
